// Preloaded into a measured Node process: writes its peak resident memory in KiB when it ends.
import { writeFileSync } from 'node:fs'

process.on('exit', () => {
  if (process.env.PEAK_MEMORY_FILE) writeFileSync(process.env.PEAK_MEMORY_FILE, String(process.resourceUsage().maxRSS))
})
