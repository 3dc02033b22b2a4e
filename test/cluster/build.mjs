// Builds the kube-apiserver of test/cluster/apiserver once, into a cache outside the repository.
// Run as a command it prints the path of the binary.
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const module = fileURLToPath(new URL('apiserver/', import.meta.url))
const goNeeded = [1, 24]
const version = /^\tk8s\.io\/kubernetes (v(\d+)\.(\d+)\.\d+)$/m.exec(readFileSync(join(module, 'go.mod'), 'utf8')) ?? []

/**
 * The built binary, or why it cannot be built on this machine: no Go, an old Go, no way to the module proxy.
 * That the modules are there and do not compile is an error, and throws.
 * @returns {{ path: string } | { skip: string }}
 */
export function buildApiServer() {
  const go = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', env: goEnvironment() })
  if (go.status !== 0) return { skip: 'there is no go on this machine' }
  const goVersion = go.stdout.trim()
  const [, major = '0', minor = '0'] = /^go(\d+)\.(\d+)/.exec(goVersion) ?? []
  if (Number(major) < goNeeded[0] || (Number(major) === goNeeded[0] && Number(minor) < goNeeded[1])) {
    return { skip: `${goVersion} is too old: ${goNeeded.join('.')} is needed` }
  }
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'stowage')
  const path = join(folder, `kube-apiserver-${fingerprint(goVersion)}`)
  if (existsSync(path)) return { path }

  const began = Date.now()
  const download = spawnSync('go', ['mod', 'download'], { cwd: module, encoding: 'utf8', env: goEnvironment() })
  if (download.status !== 0) return { skip: `go mod download: ${lastLine(download.stderr)}` }
  console.error(`modules of kube-apiserver are there after ${seconds(began)}`)

  mkdirSync(folder, { recursive: true })
  const unfinished = `${path}.${process.pid}`
  try {
    const flags = ['-trimpath', `-ldflags=-s -w ${stamps()}`, '-o', unfinished, '.']
    execFileSync('go', ['build', ...flags], { cwd: module, stdio: 'inherit', env: goEnvironment() })
    renameSync(unfinished, path)
  } finally {
    rmSync(unfinished, { force: true })
  }
  console.error(`built kube-apiserver ${version[1]} with ${goVersion} after ${seconds(began)}`)
  return { path }
}

/** No other Go is downloaded, the lock files stay as they are, and no version control is asked. */
function goEnvironment() {
  return {
    ...process.env,
    GOTOOLCHAIN: 'local',
    GOFLAGS: '-mod=readonly -buildvcs=false',
    GOWORK: 'off',
    CGO_ENABLED: '0',
  }
}

/** What /version says is stamped by the linker, as in a release. */
function stamps() {
  const [, full = '', major = '', minor = ''] = version
  const values = { gitVersion: full, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' }
  return Object.entries(values)
    .map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`)
    .join(' ')
}

function fingerprint(goVersion) {
  const hash = createHash('sha256')
  for (const file of ['go.mod', 'go.sum', 'main.go']) hash.update(readFileSync(join(module, file))).update('\0')
  return hash.update(`${goVersion}\0${process.platform}-${process.arch}\0${stamps()}`).digest('hex').slice(0, 16)
}

function lastLine(text) {
  return (text ?? '').trim().split('\n').at(-1) ?? ''
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const built = buildApiServer()
  console.log('path' in built ? built.path : `SKIP: ${built.skip}`)
}
