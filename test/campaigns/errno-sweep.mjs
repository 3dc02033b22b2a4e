/**
 * Lets a writing run fail at every system call with several errnos, then checks the exit code and the tree as it is
 * found and as the next run leaves it. Options: --clusters, --files (sizes), --step (every n-th call).
 */
import fs from 'node:fs'
import { bundle, inParallel, option } from './bundle.mjs'

const { directory, programs, runWriter, checkInterrupted, checkRecovered, scenarios, prepare, stateOf } = await bundle()
const step = option('step', 1)
const kinds = ['ENOSPC', 'EIO', 'EACCES', 'EDQUOT', 'EROFS', 'EMFILE', 'EXDEV', 'EBUSY', 'EPERM']
const counts = { points: 0, failed: 0, survived: 0 }
const violations = []

const jobs = []
for (const scenario of scenarios(option('clusters', 3), option('files', 6))) {
  const wanted = `${directory}/${scenario.name}.json`
  fs.writeFileSync(wanted, JSON.stringify([...scenario.after]))
  const trial = `${directory}/count-${scenario.name}`
  prepare(trial, scenario)
  const { calls, code } = await runWriter(programs, trial, wanted, { kind: 'EIO', at: 0, reads: true })
  if (code !== 0 || !(calls > 0)) throw new Error(`${scenario.name}: the run without a fault ended with ${code}`)
  fs.rmSync(trial, { recursive: true })
  for (let at = 1, turn = 0; at <= calls; at += step, turn += 3) {
    // Three errnos at each call, the next three at the next.
    for (const offset of [0, 1, 2]) {
      const kind = kinds[(turn + offset) % kinds.length]
      jobs.push((place) => one(scenario, wanted, kind, at, place))
    }
  }
}

async function one(scenario, wanted, kind, at, place) {
  const root = `${directory}/root${place}`
  const note = (bad) => violations.push(...bad.map((text) => `${scenario.name} ${kind} at ${at}: ${text}`))
  prepare(root, scenario)
  const ended = await runWriter(programs, root, wanted, { kind, at, reads: true })
  counts.points++
  const state = stateOf(root, scenario)
  if (ended.code === 0) {
    counts.survived++
    if (state !== 'new') note([`exit 0 with a tree that is ${state}`])
    if (fs.existsSync(`${root}/.stowage`)) note(['exit 0 with leftovers'])
  } else {
    counts.failed++
    if (ended.code !== 7) note([`exit ${ended.code}`])
    if (!ended.reported.includes('io/failed')) note([`reported ${ended.reported}`])
  }
  note(checkInterrupted(root, scenario))
  note(checkRecovered(root, scenario))
}

const start = performance.now()
await inParallel(jobs)
for (const text of violations.slice(0, 40)) console.log(text)
const seconds = ((performance.now() - start) / 1000).toFixed(0)
console.log(
  `errno sweep: ${counts.points} points, ${counts.failed} failed, ${counts.survived} survived, ` +
    `${violations.length} violations, ${seconds} s`,
)
process.exitCode = violations.length > 0 || counts.points === 0 ? 1 : 0
