import { resolve } from 'node:path'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { type ExitCode, exitCode } from '../diagnostics/exit-code.ts'
import { isDirectory } from '../io/directory.ts'
import type { Host } from '../io/host.ts'
import { parseInstant } from '../model/instant.ts'
import { version } from '../version.ts'

/** The command line. Each command loads its code when it is called, so that `--help` costs next to nothing. */
export async function cli(host: Host): Promise<ExitCode> {
  let code: ExitCode = exitCode.done
  const program = new Command('stowage')
    .description('Where every workload of a fleet goes, decided in Git.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(stowage --help lists the commands)')
    .configureOutput({
      writeOut: (text) => void host.stdout(text),
      writeErr: (text) => void host.stderr(text),
    })
  program
    .command('render')
    .description('decide where every workload runs and write one directory per cluster')
    .argument('[dir]', 'directory with workloads, policies and clusters', '.')
    .option('--out <dir>', 'directory to write clusters/ and placements/ to (default: the directory itself)')
    .addOption(
      new Option('--cluster <name>', 'print the manifests of one cluster to stdout and write nothing')
        .argParser(once)
        .conflicts(['check', 'output', 'out']),
    )
    .option('--check', 'write nothing; exit 1 if something would change')
    .addOption(
      new Option('--layout <layout>', 'one file per object, or per namespace').choices(['object', 'namespace']),
    )
    .addOption(new Option('--unplaced <level>', 'what an object without a policy is').choices(['warn', 'error']))
    .addOption(new Option('--namespaces <where>', 'where Namespace objects go').choices(['used', 'all']))
    .option('--allow-leaving', 'let workloads leave every cluster they run on, and clusters leave the fleet')
    .addOption(
      new Option(
        '--now <moment>',
        'the time of the render, as 2026-11-22T10:00:00Z (default: the newest snapshot)',
      ).argParser(moment),
    )
    .option('--durable', 'survive a power cut too: sync every file to the disk')
    .addOption(
      new Option('--output <format>', 'summary for people, or a report for machines')
        .choices(['text', 'json'])
        .default('text'),
    )
    .option('--quiet', 'no summary; problems are still reported')
    .action(async (dir: string, options: RenderOptions, command: Command) => {
      if (!isDirectory(resolve(host.cwd, dir))) command.error(`error: there is no directory ${JSON.stringify(dir)}.`)
      const { renderCommand } = await import('./render.ts')
      code = await renderCommand(host, resolve(host.cwd, dir), options)
    })
  try {
    await program.parseAsync([...host.argv], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.usage
    return bug(host, error)
  }
}

export interface RenderOptions {
  readonly out?: string
  readonly cluster?: string
  readonly check?: boolean
  readonly layout?: 'object' | 'namespace'
  readonly unplaced?: 'warn' | 'error'
  readonly namespaces?: 'used' | 'all'
  readonly allowLeaving?: boolean
  /** In milliseconds since 1970. */
  readonly now?: number
  readonly durable?: boolean
  readonly quiet?: boolean
  readonly output: 'text' | 'json'
}

/** A second value would silently win over the first. */
function once(value: string, previous: string | undefined): string {
  if (previous !== undefined) throw new InvalidArgumentError('It takes one cluster; call it once for each.')
  return value
}

/** RFC 3339, as Kubernetes writes times. */
function moment(value: string, previous: number | undefined): number {
  if (previous !== undefined) throw new InvalidArgumentError('Give it once.')
  const time = parseInstant(value)
  if (time === undefined) throw new InvalidArgumentError('Write it as 2026-11-22T10:00:00Z.')
  return time
}

/** A surprise is ours: it is never worded as if the input were at fault. */
function bug(host: Host, error: unknown): ExitCode {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  host.stderr(
    `stowage ${version} met a bug of its own and wrote nothing more. Please report it with this text:\n${text}\n`,
  )
  return exitCode.bug
}
