// The snapshot row of the bench; alone:
//
//   node test/bench/snapshot.mjs [--clusters n] [--nodes n] [--pods n] [--write]
//
// --write   put the row, and no other, into docs/performance.md
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { once } from './measure.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const stowage = fileURLToPath(new URL('../../dist/stowage.js', import.meta.url))

/**
 * Takes a first snapshot of so many clusters, each with so many nodes and pods, ten pods to a Deployment. Wall time and
 * peak memory of the command alone: the servers run in a process of their own, with everything in memory.
 */
export async function snapshotting({ clusters, nodes, pods }) {
  const scratch = mkdtempSync(join(tmpdir(), 'stowage-snapshot-bench-'))
  try {
    const identity = await certificate(scratch)
    const server = spawn(process.execPath, [
      join(here, 'api-server.mjs'),
      join(scratch, 'certificate.json'),
      ...[clusters, nodes, pods].map(String),
    ])
    server.stderr.pipe(process.stderr)
    try {
      const line = (await createInterface({ input: server.stdout })[Symbol.asyncIterator]().next()).value
      const { ports, bytes } = JSON.parse(line)
      writeFileSync(join(scratch, 'config'), kubeconfig(ports, identity.cert))
      const root = join(scratch, 'repository')
      mkdirSync(root)
      const args = ['snapshot', root, '--kubeconfig', join(scratch, 'config'), '--all-contexts', '--workloads', 'all']
      const { ms, mb } = once(process.execPath, [stowage, ...args, '--parallel', '8', '--quiet'], { peak: true })
      const written = readdirSync(join(root, 'fleet')).length
      if (written !== clusters) throw new Error(`${written} snapshots of ${clusters} clusters`)
      return { ms, mb, read: (bytes * clusters) / 2 ** 20 }
    } finally {
      server.stdin.end()
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** A certificate that the tests' own maker makes. */
async function certificate(scratch) {
  const program = join(scratch, 'certificate.mjs')
  const options = { bundle: true, platform: 'node', format: 'esm', target: 'node20', outfile: program }
  await build({ ...options, entryPoints: [join(here, '../members/certificate.ts')] })
  const identity = (await import(pathToFileURL(program).href)).selfSigned()
  writeFileSync(join(scratch, 'certificate.json'), JSON.stringify(identity))
  return identity
}

function kubeconfig(ports, cert) {
  const ca = Buffer.from(cert).toString('base64')
  const names = ports.map((_, index) => `cluster-${String(index).padStart(3, '0')}`)
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: names.map((name, index) => ({
      name,
      cluster: { server: `https://127.0.0.1:${ports[index]}`, 'certificate-authority-data': ca },
    })),
    contexts: names.map((name) => ({ name, context: { cluster: name, user: 'reader' } })),
    users: [{ name: 'reader', user: { token: 'a-token-of-no-use' } }],
  })
}

/** What was measured, and the figures, as cells of the table. */
export async function snapshotRow({ clusters = 100, nodes = 500, pods = 5000 } = {}) {
  const { ms, mb, read } = await snapshotting({ clusters, nodes, pods })
  const figures = `${(ms / 1000).toFixed(0)} s, ${mb.toFixed(0)} MB, ${(read / 1024).toFixed(1)} GiB read`
  return [`snapshot, ${clusters} clusters of ${nodes} nodes and ${pods.toLocaleString('en')} pods`, figures]
}

/** Puts a row in the place of the one that stands for the same, or at the end of the first table. */
function intoDocs([what, figures]) {
  const file = fileURLToPath(new URL('../../docs/performance.md', import.meta.url))
  const lines = readFileSync(file, 'utf8').split('\n')
  const old = lines.findIndex((line) => line.startsWith(`| ${what} |`))
  const end = lines.findIndex((line, at) => at > lines.indexOf('| --- | --- | --- |') && line === '')
  lines.splice(old < 0 ? end : old, old < 0 ? 0 : 1, `| ${what} | ${figures} |  |`)
  writeFileSync(file, lines.join('\n'))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const option = (name) => {
    const at = process.argv.indexOf(`--${name}`)
    return at < 0 ? undefined : Number(process.argv[at + 1])
  }
  const row = await snapshotRow({ clusters: option('clusters'), nodes: option('nodes'), pods: option('pods') })
  console.log(row.join(': '))
  if (process.argv.includes('--write')) intoDocs(row)
}
