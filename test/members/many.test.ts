import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isFailure } from '../../src/members/failure.ts'
import { type Progress, surveyAll } from '../../src/members/many.ts'
import { byCodePoint } from '../../src/model/order.ts'
import { cluster, open, quick, serve, type TestServer } from './fake-cluster.ts'

let server: TestServer
let silent: TestServer
let now = 0
let most = 0

beforeAll(async () => {
  const inner = cluster()
  server = await serve((request, response) => {
    if (request.url === '/readyz') most = Math.max(most, ++now)
    if (request.url?.startsWith('/api/v1/pods')) response.on('finish', () => now--)
    setTimeout(() => inner(request, response), 5)
  })
  silent = await serve(() => undefined)
})
afterAll(async () => {
  await server.stop()
  await silent.stop()
})

const names = Array.from({ length: 20 }, (_, index) => `c${(index * 7) % 20}`)
const all = () => names.map((name) => open(server.url, { name }))
const none = () => ({ types: [] })
const limits = { ...quick, page: 500 }

describe('many clusters', () => {
  it('are read some at a time, and told in name order', async () => {
    ;[now, most] = [0, 0]
    const outcomes = await surveyAll(all(), none, { limits, parallel: 3 })
    expect(most).toBe(3)
    expect(outcomes.map((outcome) => outcome.cluster)).toEqual([...names].sort(byCodePoint))
    expect(outcomes.filter(({ result }) => isFailure(result))).toEqual([])
  })

  it('are told of as they come', async () => {
    const told: Progress[] = []
    await surveyAll(all(), none, { limits }, (progress) => told.push(progress))
    expect(told).toHaveLength(2 * names.length)
    const ends = told.filter(({ result }) => result !== undefined)
    expect(ends.map(({ done }) => done)).toEqual(names.map((_, index) => index + 1))
    expect(new Set(ends.map((progress) => progress.cluster))).toEqual(new Set(names))
  })

  it('have a time limit each', async () => {
    const accesses = [open(silent.url, { name: 'silent' }), ...all()]
    const started = performance.now()
    const outcomes = await surveyAll(accesses, none, { limits: { ...limits, clusterMs: 1500 }, parallel: 2 })
    expect(performance.now() - started).toBeLessThan(6000)
    expect(outcomes.filter(({ result }) => isFailure(result)).map((outcome) => outcome.cluster)).toEqual(['silent'])
  })

  it('end early when they are told to', async () => {
    const ending = new AbortController()
    setTimeout(() => ending.abort(), 100)
    const accesses = ['a', 'b'].map((name) => open(silent.url, { name }))
    const outcomes = await surveyAll(accesses, none, { limits, parallel: 1, signal: ending.signal })
    expect(outcomes).toMatchObject([{ result: { reason: 'timeout' } }, { result: { reason: 'timeout' } }])
  })

  it('survive a bug in the reading of one, and in whoever listens', async () => {
    const failing = (name: string) => {
      if (name === 'c3') throw new TypeError('canary')
      return { types: [] }
    }
    const outcomes = await surveyAll(all(), failing, { limits }, () => {
      throw new Error('no terminal')
    })
    const failed = outcomes.filter(({ result }) => isFailure(result))
    expect(failed).toMatchObject([{ cluster: 'c3', result: { reason: 'bug', detail: 'TypeError' } }])
  })

  it('may be none', async () => {
    expect(await surveyAll([], none)).toEqual([])
  })

  it('hide what opens them from whoever prints them', () => {
    expect(JSON.stringify(open(server.url))).toBe(
      `{"cluster":"eu","context":"eu","server":"127.0.0.1:${server.port}","insecure":false}`,
    )
  })
})

/** All modules that a module loads when it is loaded; those that it may load later, too, where `later`. */
function reached(entry: string, later: boolean): Set<string> {
  const seen = new Set<string>()
  const visit = (file: string): void => {
    if (seen.has(file)) return
    seen.add(file)
    if (!file.startsWith('/')) return
    const text = readFileSync(file, 'utf8').replace(/^import type [^'"]*?from '[^']*'$/gm, '')
    const now = text.matchAll(/^(?:import|export)\s[^'"`;]*?\sfrom\s+'([^'\n]+)'|^import\s+'([^'\n]+)'/gm)
    const then = later ? text.matchAll(/\bimport\('([^'\n]+)'\)/g) : []
    for (const [, one, two] of [...now, ...then]) {
      const specifier = one ?? two ?? ''
      visit(specifier.startsWith('.') ? join(dirname(file), specifier) : specifier)
    }
  }
  visit(entry)
  return seen
}

describe('the network', () => {
  const src = new URL('../../src', import.meta.url).pathname
  const network = /^(?:node:)?(?:https?|net|tls|dns)$|^@kubernetes\/|\/members\//

  it.each(['render.ts', 'run.ts', 'index.ts', 'frontends/render.ts'])('is nowhere near %s', (file) => {
    const modules = reached(join(src, file), true)
    expect(modules.size).toBeGreaterThan(50)
    expect([...modules].filter((name) => network.test(name))).toEqual([])
  })

  it.each(['render.ts', 'run.ts', 'index.ts', 'frontends/render.ts'])(
    'no process is near %s, but for --base',
    (file) => {
      const starting = (later: boolean) => reached(join(src, file), later).has('node:child_process')
      expect(starting(false)).toBe(false)
      expect(starting(true)).toBe(file === 'run.ts' || file === 'frontends/render.ts')
    },
  )

  it('is nowhere near the command before snapshot is asked for', () => {
    expect([...reached(join(src, 'frontends/cli.ts'), false)].filter((name) => network.test(name))).toEqual([])
  })

  it('would be seen, and client-node is loaded last', () => {
    const modules = reached(join(src, 'members/kubeconfig.ts'), false)
    expect(modules.has('node:https')).toBe(true)
    expect(modules.has('@kubernetes/client-node')).toBe(false)
    expect(reached(join(src, 'members/kubeconfig.ts'), true).has('@kubernetes/client-node')).toBe(true)
  })
})
