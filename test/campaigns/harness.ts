import { fork } from 'node:child_process'
import fs from 'node:fs'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { inspect, writeLayout } from '../../src/io/write.ts'
import { layoutOf } from './files.ts'
import { breaches, type Scenario, stateOf } from './scenarios.ts'

const owned = ['clusters', 'placements']

export interface Ended {
  readonly code: number | null
  readonly signal: string | null
  /** Calls counted by the preload; undefined where the process was killed. */
  readonly calls: number | undefined
  readonly reported: readonly string[]
}

export interface Programs {
  /** Paths of the bundled writer and preload. */
  readonly writer: string
  readonly preload: string
}

/** Runs the writer in a process of its own, with a fault at a call. */
export function runWriter(
  programs: Programs,
  root: string,
  wanted: string,
  fault: { readonly kind: string; readonly at: number; readonly reads?: boolean; readonly durable?: boolean },
): Promise<Ended> {
  const child = fork(programs.writer, [root, wanted, fault.durable === true ? 'durable' : ''], {
    execArgv: ['--import', programs.preload],
    env: {
      FAULT: fault.kind,
      FAULT_AT: String(fault.at),
      FAULT_BELOW: root,
      FAULT_READS: fault.reads === true ? '1' : '0',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  let calls: number | undefined
  let reported: readonly string[] = []
  child.on('message', (message) => {
    if (typeof message === 'number') calls = message
    else if (Array.isArray(message)) reported = message
  })
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, calls, reported })))
}

/** Breaches right after an interrupted run, before anything recovers. */
export function checkInterrupted(root: string, scenario: Scenario): string[] {
  const bad = breaches(root, scenario)
  if (stateOf(root, scenario) === 'mixed' && inspect(root) === 'clean') bad.push('torn, and not marked unfinished')
  return bad
}

/** Lets the next run write, and checks that exactly the new tree stands, with nothing left over. */
export function checkRecovered(root: string, scenario: Scenario): string[] {
  const bad: string[] = []
  const reported: Diagnostic[] = []
  const options = { durable: false, dryRun: false, owned }
  const next = writeLayout(root, layoutOf(scenario.after), options, (diagnostic) => reported.push(diagnostic))
  if (next.outcome !== 'done') bad.push(`the next run: ${next.outcome} ${JSON.stringify(reported)}`)
  if (stateOf(root, scenario) !== 'new') bad.push('the next run did not make the new tree')
  if (fs.existsSync(`${root}/.stowage`)) bad.push(`left over: ${fs.readdirSync(`${root}/.stowage`)}`)
  const again = writeLayout(root, layoutOf(scenario.after), options, (diagnostic) => reported.push(diagnostic))
  if (again.written.length + again.removed.length > 0) bad.push('the run after that found something to write')
  return bad
}
