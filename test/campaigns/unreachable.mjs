/**
 * Six clusters behind real TLS servers; every set of them fails in each of nine ways, at every question a survey asks,
 * in turn. Nothing of a cluster that did not answer may be removed or rewritten, neither by snapshot nor by the render
 * after it. Options: --step (every n-th set), --patience (milliseconds for an answer in the modes that let one wait).
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { bundle, inParallel, option } from './bundle.mjs'

// Some packages are CommonJS, and call require() for Node's own modules.
globalThis.require = createRequire(import.meta.url)
const { directory } = await bundle()
const program = join(directory, 'unreachable.mjs')
await build({
  stdin: {
    contents: "export * from './unreachable.ts'; export { modes } from './unreachable-world.ts'",
    resolveDir: fileURLToPath(new URL('.', import.meta.url)),
  },
  outfile: program,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'warning',
})
const { modes, openScene, subsets, unreachable } = await import(pathToFileURL(program).href)

const start = performance.now()
const violations = []
const counts = { cases: 0, failures: 0 }
const isSlow = (mode) => modes[mode] === 'timeout'
// What waits, and what does not: side by side, each with six servers and a repository of its own.
const lanes = [true, false].map((slow) => Object.keys(modes).filter((mode) => isSlow(mode) === slow))
await inParallel(
  lanes.map((lane, place) => async () => {
    const scene = await openScene(join(directory, `scene${place}`))
    for (const mode of lane) {
      for (let subset = 0; subset < subsets; subset += option('step', 1)) {
        const requestMs = isSlow(mode) ? option('patience', 700) : 20_000
        violations.push(...(await unreachable(scene, { subset, mode, question: subset * 7, requestMs })))
        counts.cases++
        if (subset > 0) counts.failures++
      }
    }
    await scene.world.stop()
  }),
)
for (const text of violations.slice(0, 40)) console.log(text)
const seconds = ((performance.now() - start) / 1000).toFixed(0)
console.log(
  `unreachable: ${counts.cases} cases (${counts.failures} with failing clusters), each of 2 snapshots and 2 renders, ` +
    `${violations.length} violations, ${seconds} s`,
)
process.exitCode = violations.length > 0 || counts.failures === 0 ? 1 : 0
