import process from 'node:process'
import tty from 'node:tty'
import { readAll, writeAll } from './stdout.ts'

/** All that a front end sees of the process it runs in; tests give another. */
export interface Host {
  /** Arguments after the program's name. */
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly stdoutIsTerminal: boolean
  readonly stderrIsTerminal: boolean
  /** Standard input to its end, at most `limit` bytes; else the errno name, `EFBIG` where there is more. */
  stdin(limit: number): Buffer | string
  /** Delivers a text to its last byte; undefined, or the errno name where that failed. */
  stdout(text: string): string | undefined
  stderr(text: string): string | undefined
}

/** The real process. `cwd` is where it was started, not what the PWD variable claims. */
export function nodeHost(): Host {
  return {
    argv: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    stdoutIsTerminal: tty.isatty(1),
    stderrIsTerminal: tty.isatty(2),
    stdin: (limit) => readAll(0, limit),
    stdout: (text) => writeAll(1, text),
    stderr: (text) => writeAll(2, text),
  }
}
