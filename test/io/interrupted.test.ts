import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { exitCodeOf } from '../../src/diagnostics/exit-code.ts'
import { writeLayout } from '../../src/io/write.ts'
import { type Fault, install } from '../campaigns/fault.ts'
import { layoutOf } from '../campaigns/files.ts'
import { checkInterrupted, checkRecovered } from '../campaigns/harness.ts'
import { prepare, type Scenario, scenarios, stateOf } from '../campaigns/scenarios.ts'
import { bury, workspace } from './workspace.ts'

const errnos: readonly Fault[] = ['ENOSPC', 'EIO', 'EACCES', 'EMFILE', 'EPERM']

/** Runs once with a fault at a call; says how many calls there were, and what was reported. */
function run(root: string, scenario: Scenario, at: number, fault: Fault, reads: boolean) {
  const found: Diagnostic[] = []
  const hook = install({ at, fault, below: root, reads })
  try {
    const options = { durable: false, dryRun: false, owned: ['clusters', 'placements'] }
    const { outcome } = writeLayout(root, layoutOf(scenario.after), options, (diagnostic) => found.push(diagnostic))
    return { calls: hook.calls.length, outcome, found }
  } finally {
    hook.restore()
  }
}

// The campaigns do the same with processes that are really killed, on larger trees.
describe.each(scenarios(2, 3))('an interrupted run: $name', (scenario) => {
  const root = () => `${workspace(true)}/out`

  it('leaves an old, a new or a marked tree when it dies at any call, and the next run completes it', () => {
    const place = root()
    prepare(place, scenario)
    const { calls } = run(place, scenario, 0, 'dead', false)
    expect(calls).toBeGreaterThan(10)
    const states = new Set<string>()
    for (let at = 1; at <= calls; at++) {
      prepare(place, scenario)
      run(place, scenario, at, 'dead', false)
      states.add(stateOf(place, scenario))
      expect(checkInterrupted(place, scenario), `at ${at}`).toEqual([])
      bury(place)
      expect(checkRecovered(place, scenario), `at ${at}`).toEqual([])
    }
    expect(states).toEqual(new Set(['old', 'mixed', 'new']))
  })

  it('also when the recovery dies', () => {
    const place = root()
    prepare(place, scenario)
    const { calls } = run(place, scenario, 0, 'dead', false)
    for (let at = 4; at <= calls; at += 9) {
      for (let second = 1; second < 30; second += 5) {
        prepare(place, scenario)
        run(place, scenario, at, 'dead', false)
        bury(place)
        run(place, scenario, second, 'dead', false)
        expect(checkInterrupted(place, scenario), `at ${at}, ${second}`).toEqual([])
        bury(place)
        expect(checkRecovered(place, scenario), `at ${at}, ${second}`).toEqual([])
      }
    }
  })

  it('never ends well with an errno unless the tree is the new one', () => {
    const place = root()
    prepare(place, scenario)
    const { calls } = run(place, scenario, 0, 'EIO', true)
    let failed = 0
    for (let at = 1; at <= calls; at++) {
      prepare(place, scenario)
      const fault = errnos[at % errnos.length] ?? 'EIO'
      const { outcome, found } = run(place, scenario, at, fault, true)
      if (outcome === 'done') expect(stateOf(place, scenario), `at ${at}`).toBe('new')
      else {
        failed++
        expect(exitCodeOf(found), `at ${at}`).toBe(7)
      }
      expect(checkInterrupted(place, scenario), `at ${at}`).toEqual([])
      expect(checkRecovered(place, scenario), `at ${at}`).toEqual([])
    }
    expect(failed).toBeGreaterThan(calls / 2)
  })
})
