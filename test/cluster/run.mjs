// npm run test:cluster: real API servers, where this machine can build and run them. Arguments go to vitest.
// RECORD=1 writes what they answer to test/members/recorded.
import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { buildApiServer } from './build.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))

const etcd = spawnSync('etcd', ['--version'], { encoding: 'utf8' })
if (etcd.status !== 0) skip('there is no etcd on this machine (Debian: etcd-server)')
else {
  const built = buildApiServer()
  if ('skip' in built) skip(built.skip)
  else run(built.path)
}

function skip(why) {
  console.log(`SKIP: the tests against real API servers did not run: ${why}`)
}

/** A process group of its own, so that no API server outlives the tests, however they end. */
function run(apiServer) {
  const vitest = fileURLToPath(new URL('node_modules/vitest/vitest.mjs', `file://${root}`))
  const args = [vitest, 'run', '--config', 'test/cluster/vitest.config.ts', ...process.argv.slice(2)]
  const env = { ...process.env, STOWAGE_TEST_APISERVER: apiServer, STOWAGE_TEST_ETCD: 'etcd' }
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit', detached: true })
  const end = () => {
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch {
      // Nobody of the group is left.
    }
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      end()
      process.exitCode = 130
    })
  }
  child.on('exit', (code) => {
    end()
    process.exitCode ??= code ?? 1
  })
}
