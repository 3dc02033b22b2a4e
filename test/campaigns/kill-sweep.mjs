/**
 * Kills a writing run at every call that changes something, then checks the tree as it is found and as the next run
 * leaves it; then kills the recovery as well. Options: --clusters, --files (sizes), --step (every n-th call), --double
 * (double kills: every n-th first kill; 0 for none).
 */
import fs from 'node:fs'
import { bundle, inParallel, option } from './bundle.mjs'

const { directory, programs, runWriter, checkInterrupted, checkRecovered, scenarios, prepare } = await bundle()
const step = option('step', 1)
const doubleStep = option('double', 25)
const counts = { points: 0, doubles: 0, killed: 0 }
const violations = []

const jobs = []
for (const scenario of scenarios(option('clusters', 8), option('files', 40))) {
  const wanted = `${directory}/${scenario.name}.json`
  fs.writeFileSync(wanted, JSON.stringify([...scenario.after]))
  const trial = `${directory}/count-${scenario.name}`
  for (const durable of [false, true]) {
    prepare(trial, scenario)
    const { calls, code } = await runWriter(programs, trial, wanted, { kind: 'kill', at: 0, durable })
    if (code !== 0 || !(calls > 0)) throw new Error(`${scenario.name}: the run without a fault ended with ${code}`)
    // Durable runs make the same steps and many fsyncs more; a sample of them will do.
    const every = durable ? step * 10 : step
    for (let at = 1; at <= calls; at += every) jobs.push((place) => one(scenario, wanted, { at, durable }, place))
  }
  fs.rmSync(trial, { recursive: true })
}

async function one(scenario, wanted, { at, durable }, place) {
  const root = `${directory}/root${place}`
  const note = (bad) =>
    violations.push(...bad.map((text) => `${scenario.name} at ${at}${durable ? ' durable' : ''}: ${text}`))
  prepare(root, scenario)
  const ended = await runWriter(programs, root, wanted, { kind: 'kill', at, durable })
  counts.points++
  if (ended.signal === 'SIGKILL') counts.killed++
  else note([`not killed, exit ${ended.code}`])
  note(checkInterrupted(root, scenario))
  if (doubleStep > 0 && at % doubleStep === 0 && !durable) {
    const saved = `${root}-saved`
    fs.rmSync(saved, { recursive: true, force: true })
    fs.cpSync(root, saved, { recursive: true })
    const total = await callsOfRecovery(saved, scenario, wanted, place)
    for (let second = 1; second <= total; second += Math.max(1, Math.floor(total / 12))) {
      const again = `${root}-again`
      fs.rmSync(again, { recursive: true, force: true })
      fs.cpSync(saved, again, { recursive: true })
      await runWriter(programs, again, wanted, { kind: 'kill', at: second })
      counts.doubles++
      note(checkInterrupted(again, scenario))
      note(checkRecovered(again, scenario))
    }
  }
  note(checkRecovered(root, scenario))
}

async function callsOfRecovery(saved, scenario, wanted, place) {
  const copy = `${directory}/total${place}`
  fs.rmSync(copy, { recursive: true, force: true })
  fs.cpSync(saved, copy, { recursive: true })
  const { calls, code } = await runWriter(programs, copy, wanted, { kind: 'kill', at: 0 })
  if (code !== 0) violations.push(`${scenario.name}: recovery ended with ${code}`)
  return calls ?? 0
}

const start = performance.now()
await inParallel(jobs)
for (const text of violations.slice(0, 40)) console.log(text)
const seconds = ((performance.now() - start) / 1000).toFixed(0)
console.log(
  `kill sweep: ${counts.points} points (${counts.killed} killed), ${counts.doubles} double kills, ` +
    `${violations.length} violations, ${seconds} s`,
)
process.exitCode = violations.length > 0 || counts.points === 0 ? 1 : 0
