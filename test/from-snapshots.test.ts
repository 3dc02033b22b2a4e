import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readRecording, serveRecording } from './members/recorded-server.ts'
import { copyOfInput, scratch, stowage, tree } from './tree.ts'

const example = new URL('../examples/kubeadmiral/from-snapshots', import.meta.url).pathname

/** Which recording answers for which cluster. */
const recorded = { 'eu-1': 'whole', 'eu-2': 'large', 'eu-3': 'older' }

/** With `UPDATE=1` the files are written as the command makes them. */
it('the snapshots of examples/kubeadmiral/from-snapshots are what the command writes', async () => {
  const copy = copyOfInput(example)
  rmSync(join(copy, 'fleet'), { recursive: true, force: true })
  const servers = new Map(
    await Promise.all(Object.entries(recorded).map(async ([name, of]) => [name, await serveRecording(of)] as const)),
  )
  const config = join(scratch(), 'config')
  writeFileSync(
    config,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: Array.from(servers, ([name, { url, cert }]) => ({
        name,
        cluster: { server: url, 'certificate-authority-data': Buffer.from(cert).toString('base64') },
      })),
      contexts: Array.from(servers, ([name]) => ({ name, context: { cluster: name, user: 'reader' } })),
      users: [{ name: 'reader', user: { token: 'any' } }],
    }),
  )
  const dates = readRecording('whole').flatMap(({ headers }) => headers.filter(([name]) => name === 'Date'))
  const now = new Date(dates.at(-1)?.[1] ?? '').toISOString()
  const args = ['--kubeconfig', config, '--all-contexts', '--init', '--workloads', 'all', '--now', now]
  const { code, stderr } = await stowage(copy, 'snapshot', ...args)
  await Promise.all(Array.from(servers.values(), ({ stop }) => stop()))
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
  if (process.env.UPDATE) {
    rmSync(join(example, 'fleet'), { recursive: true, force: true })
    cpSync(join(copy, 'fleet'), join(example, 'fleet'), { recursive: true })
  }
  expect(tree(copy, ['fleet'])).toEqual(tree(example, ['fleet']))
})
