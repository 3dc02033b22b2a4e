import { resolve } from 'node:path'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { type ExitCode, exitCode } from '../diagnostics/exit-code.ts'
import { isDirectory } from '../io/directory.ts'
import type { Host } from '../io/host.ts'
import { parseDuration } from '../model/duration.ts'
import { parseInstant } from '../model/instant.ts'
import { version } from '../version.ts'
import type { DiffOptions, ExplainOptions, RenderOptions, SnapshotOptions, ValidateOptions } from './options.ts'

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
    .addOption(
      new Option('--approve <hash>', 'let the plan of this name pass the guard (repeatable)').argParser(
        (hash: string, before: readonly string[] = []) => [...before, hash],
      ),
    )
    .addOption(
      new Option('--base <ref>', "judge by what stands in a commit, and by its guard's settings").argParser(once),
    )
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
  program
    .command('snapshot')
    .description('read the member clusters and write what they say, for render to go by')
    .argument('[dir]', 'directory with clusters and placements', '.')
    .addOption(
      new Option('--kubeconfig <path>', 'the kubeconfig (default: KUBECONFIG, or ~/.kube/config)')
        .argParser(path)
        .conflicts(['inCluster']),
    )
    .addOption(
      new Option('--context <names>', 'contexts to read, such as a,b (default: those of the clusters in the directory)')
        .argParser(names)
        .conflicts(['allContexts', 'inCluster']),
    )
    .addOption(new Option('--all-contexts', 'every context of the kubeconfig').conflicts(['inCluster']))
    .option('--in-cluster <name>', 'the cluster that this process runs in, as the cluster of that name', path)
    .option('--init', 'also write an object for each cluster that none declares')
    .option('--allow-exec', 'let the kubeconfig run commands, and name files outside of its own directory')
    .option('--refresh-after <duration>', 'how old an unchanged snapshot may become, such as 12h', duration)
    .option('--timeout <duration>', 'how long one cluster may take, such as 3m', positiveDuration)
    .option('--parallel <n>', 'how many clusters are read at a time (default: 8)', count)
    .addOption(
      new Option('--workloads <which>', 'workloads to count: those placed in the cluster, or all').choices([
        'placed',
        'all',
      ]),
    )
    .addOption(new Option('--now <moment>', 'the time by the clock of this machine, for tests').argParser(moment))
    .addOption(
      new Option('--output <format>', 'summary for people, or a report for machines')
        .choices(['text', 'json'])
        .default('text'),
    )
    .option('--quiet', 'no summary and no progress; problems are still reported')
    .action(async (dir: string, options: SnapshotOptions, command: Command) => {
      if (!isDirectory(resolve(host.cwd, dir))) command.error(`error: there is no directory ${JSON.stringify(dir)}.`)
      const { snapshotCommand } = await import('./snapshot.ts')
      code = await snapshotCommand(host, resolve(host.cwd, dir), options)
    })
  program
    .command('explain')
    .description('tell for every cluster why it runs an object or not, and how its replicas were computed')
    .usage('[options] [dir] KIND/NAME')
    .argument('<object...>', 'directory (default: "."), then the object, such as deployment/web')
    .addOption(new Option('-n, --namespace <name>', 'namespace of the object (default: any)').argParser(path))
    .addOption(new Option('--now <moment>', 'the time to decide by, as for render').argParser(moment))
    .addOption(
      new Option('--output <format>', 'text for people, or all of it for machines')
        .choices(['text', 'json'])
        .default('text'),
    )
    .action(async ([first = '', second, ...more]: string[], options: ExplainOptions, command: Command) => {
      const [dir, object] = second === undefined ? ['.', first] : [first, second]
      if (more.length > 0) command.error('error: give a directory and one object at most.')
      if (!isDirectory(resolve(host.cwd, dir))) command.error(`error: there is no directory ${JSON.stringify(dir)}.`)
      const { explainCommand } = await import('./explain.ts')
      code = await explainCommand(host, resolve(host.cwd, dir), object, options)
    })
  program
    .command('validate')
    .description('tell what is wrong with the input, and what is probably not meant; nothing is written')
    .argument('[dir]', 'directory with workloads, policies and clusters', '.')
    .option('--strict', 'exit 2 for warnings and lints, too')
    .addOption(new Option('--now <moment>', 'the time to decide by, as for render').argParser(moment))
    .addOption(
      new Option('--output <format>', 'text for people, or a report for machines')
        .choices(['text', 'json'])
        .default('text'),
    )
    .action(async (dir: string, options: ValidateOptions, command: Command) => {
      if (!isDirectory(resolve(host.cwd, dir))) command.error(`error: there is no directory ${JSON.stringify(dir)}.`)
      const { validateCommand } = await import('./validate.ts')
      code = await validateCommand(host, resolve(host.cwd, dir), options)
    })
  program
    .command('diff')
    .description('show what render would change: workloads, clusters, then object by object')
    .argument('[dir]', 'directory with workloads, policies and clusters', '.')
    .addOption(
      new Option('--base <ref>', 'compare with a commit, such as origin/main, instead of what stands').argParser(path),
    )
    .addOption(new Option('--out <dir>', 'directory with clusters/ and placements/, as for render').argParser(path))
    .option('--exit-code', 'exit 1 if something changes')
    .option('--no-objects', 'no text diffs')
    .option('--limit <n>', 'characters of the report, at most (default: 60000 for markdown)', characters)
    .addOption(
      new Option('--approve <hash>', 'a plan that is approved, as for render (repeatable)').argParser(
        (hash: string, before: readonly string[] = []) => [...before, hash],
      ),
    )
    .addOption(new Option('--now <moment>', 'the time to decide by, as for render').argParser(moment))
    .addOption(
      new Option('--output <format>', 'text for people, markdown for a comment, or all of it for machines')
        .choices(['text', 'markdown', 'json'])
        .default('text'),
    )
    .action(async (dir: string, options: DiffOptions, command: Command) => {
      if (!isDirectory(resolve(host.cwd, dir))) command.error(`error: there is no directory ${JSON.stringify(dir)}.`)
      const { diffCommand } = await import('./diff.ts')
      code = await diffCommand(host, resolve(host.cwd, dir), options)
    })
  try {
    await program.parseAsync([...host.argv], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.usage
    return bug(host, error)
  }
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

function path(value: string, previous: string | undefined): string {
  if (previous !== undefined) throw new InvalidArgumentError('Give it once.')
  if (value === '') throw new InvalidArgumentError('It is empty.')
  return value
}

/** A list of names; the option may be repeated. */
function names(value: string, previous: readonly string[] = []): readonly string[] {
  const list = value.split(',').map((name) => name.trim())
  if (list.includes('')) throw new InvalidArgumentError('Write it as a,b.')
  return [...previous, ...list]
}

function duration(value: string): number {
  const milliseconds = parseDuration(value)
  if (milliseconds === undefined || milliseconds < 0) throw new InvalidArgumentError('Write it as 90s, 15m or 12h.')
  return milliseconds
}

/** Up to a day: a timer of Node holds less than a month. */
function positiveDuration(value: string): number {
  const milliseconds = duration(value)
  if (milliseconds < 1 || milliseconds > 86_400_000) throw new InvalidArgumentError('Give 1ms to 24h.')
  return milliseconds
}

function count(value: string): number {
  if (!/^[1-9]\d{0,2}$/.test(value)) throw new InvalidArgumentError('Give a number from 1 to 999.')
  return Number(value)
}

/** Less would not hold the totals. */
function characters(value: string): number {
  if (!/^[1-9]\d{3,8}$/.test(value) || Number(value) < 4000) throw new InvalidArgumentError('Give 4000 or more.')
  return Number(value)
}

/** A surprise is ours: it is never worded as if the input were at fault. */
function bug(host: Host, error: unknown): ExitCode {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  host.stderr(
    `stowage ${version} met a bug of its own and wrote nothing more. Please report it with this text:\n${text}\n`,
  )
  return exitCode.bug
}
