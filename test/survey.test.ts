import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { surveyAll } from '../src/members/many.ts'
import type { Failure, Survey } from '../src/snapshot/survey.ts'
import type { Target } from '../src/snapshot/targets.ts'
import { type SurveyOutcome, type SurveyRequest, survey } from '../src/survey.ts'
import { scratch, tree } from './tree.ts'

const start = Date.UTC(2026, 10, 22, 10, 0, 0)
const minute = 60_000
const names = ['a', 'b', 'c', 'd', 'e', 'f']

function answer(takenAt: number, nodes: number): Survey {
  const cpu = BigInt(nodes) * 16_000_000_000n
  return {
    takenAt,
    ready: true,
    reason: '',
    kubernetesVersion: 'v1.34.1',
    apis: [{ group: '', version: 'v1', kind: 'ConfigMap' }],
    nodes: {
      total: nodes,
      schedulable: nodes,
      allocatable: new Map([['cpu', cpu]]),
      regions: new Map(),
      zones: new Map(),
    },
    requested: new Map(),
    workloads: [],
  }
}

const reasons = ['refused', 'timeout', 'unauthorized', 'server', 'tls', 'bad-answer', 'empty', 'gone', 'too-large']

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

const cluster = (name: string): string =>
  `apiVersion: stowage.dev/v1alpha1\nkind: Cluster\nmetadata:\n  name: ${name}\n`

/** A repository with six clusters, and a kubeconfig outside of it. */
function fleet(): { root: string; kubeconfig: string } {
  const [root, other] = [scratch(), scratch()]
  write(root, Object.fromEntries(names.map((name) => [`fleet/${name}.yaml`, cluster(name)])))
  const contexts = names.map((name) => `- {name: ${name}, context: {cluster: c}}\n`).join('')
  write(other, {
    config: `apiVersion: v1\nkind: Config\nclusters:\n- {name: c, cluster: {server: "https://c.example"}}\ncontexts:\n${contexts}`,
  })
  return { root, kubeconfig: join(other, 'config') }
}

interface Scene {
  readonly root: string
  readonly kubeconfig: string
}

/** Surveys with clusters that say what `says` gives; `meanwhile` happens before any of them answers. */
function run(
  { root, kubeconfig }: Scene,
  says: (name: string) => Survey | Failure,
  plan: Partial<SurveyRequest> & { readonly meanwhile?: () => void; readonly seen?: string[] } = {},
): Promise<SurveyOutcome> {
  const { meanwhile, seen = [], ...request } = plan
  const ask: typeof surveyAll = async (accesses) => {
    meanwhile?.()
    return accesses.map(({ cluster: name }) => {
      seen.push(name)
      return { cluster: name, result: says(name) }
    })
  }
  return survey(
    {
      root,
      selection: { by: 'fleet' },
      kubeconfigs: [{ path: kubeconfig, required: true }],
      cwd: root,
      env: {},
      allowExec: false,
      init: false,
      settings: {},
      parallel: 4,
      now: start,
      ...request,
    },
    () => undefined,
    ask,
  )
}

const codes = ({ diagnostics }: SurveyOutcome): string[] => diagnostics.map(({ diagnostic }) => diagnostic.code)
const failed = (name: string, reason = 'refused'): Failure => ({ cluster: name, reason, asked: '', detail: '' })
const path = (name: string): string => `fleet/${name}.snapshot.yaml`
const marks = /^ {2}(?:failing|reason):.*\n(?: {4}.*\n)*/gm

describe('survey', () => {
  it('touches nothing of a cluster that does not answer but its mark, in all 64 subsets', async () => {
    const scene = fleet()
    await run(scene, () => answer(start, 4))
    const before = tree(scene.root)
    for (let subset = 0; subset < 64; subset++) {
      const isDown = (name: string): boolean => (subset & (1 << names.indexOf(name))) !== 0
      write(scene.root, before)
      const now = start + (subset + 1) * minute
      const reason = reasons[subset % reasons.length]
      const outcome = await run(scene, (name) => (isDown(name) ? failed(name, reason) : answer(now, 9)), { now })
      expect(outcome.exitCode).toBe(subset === 0 ? 0 : 4)
      const after = tree(scene.root)
      expect(Object.keys(after)).toEqual(Object.keys(before))
      for (const name of names) {
        expect(after[`fleet/${name}.yaml`]).toBe(before[`fleet/${name}.yaml`])
        const text = after[path(name)] ?? ''
        if (isDown(name)) {
          expect(text).toContain(`reason: ${reason}`)
          expect(text.replace(marks, '')).toBe(before[path(name)])
        } else expect(text).toContain('schedulableNodes: 9')
      }
    }
  })

  it('does not write over what changed while the clusters were asked', async () => {
    const scene = fleet()
    await run(scene, () => answer(start, 4))
    const mine = `${readFileSync(join(scene.root, path('c')), 'utf8')}# mine\n`
    const outcome = await run(scene, () => answer(start + minute, 9), {
      now: start + minute,
      meanwhile: () => write(scene.root, { [path('c')]: mine }),
    })
    expect({ code: outcome.exitCode, codes: codes(outcome) }).toEqual({ code: 2, codes: ['io/changing-file'] })
    expect(readFileSync(join(scene.root, path('c')), 'utf8')).toBe(mine)
    expect(outcome.written).toEqual(names.filter((name) => name !== 'c').map(path))
    expect(outcome.clusters.map(({ written }) => written)).toEqual(names.map((name) => name !== 'c'))
  })

  it('asks nobody while a render is half written', async () => {
    const scene = fleet()
    write(scene.root, { '.stowage/journal': '{"version": 1, "moves": [], "removed": [], "emptied": []}' })
    const seen: string[] = []
    const outcome = await run(scene, () => answer(start, 4), { seen })
    expect({ code: outcome.exitCode, codes: codes(outcome), seen }).toEqual({
      code: 6,
      codes: ['io/unfinished'],
      seen: [],
    })
  })

  it('does not look at policies and workloads', async () => {
    const scene = fleet()
    write(scene.root, {
      'placement/p.yaml':
        'apiVersion: core.kubeadmiral.io/v1alpha1\nkind: PropagationPolicy\nmetadata: {name: p, namespace: shop}\nspec: {nonsense: yes}\n',
      'placements/x.yaml':
        '# Generated by stowage from this repository.\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n',
    })
    const outcome = await run(scene, () => answer(start, 4))
    expect({ code: outcome.exitCode, codes: codes(outcome) }).toEqual({ code: 0, codes: [] })
  })

  it.each<[string, Record<string, string>, string]>([
    [
      'a snapshot that breaks its schema',
      { 'fleet/x.yaml': `${cluster('a').replace('Cluster', 'ClusterSnapshot')}spec: {}\n` },
      'object/missing-field',
    ],
    [
      'two snapshots of one cluster',
      Object.fromEntries(
        ['x', 'y'].map((file) => [
          `fleet/${file}.yaml`,
          `${cluster('a').replace('Cluster', 'ClusterSnapshot')}spec: {takenAt: "2026-11-22T09:00:00Z", ready: true}\n`,
        ]),
      ),
      'object/duplicate',
    ],
    [
      'settings that break their schema',
      {
        'stowage.yaml':
          'apiVersion: stowage.dev/v1alpha1\nkind: Render\nmetadata: {name: x}\nspec: {snapshot: {refreshAfter: soon}}\n',
      },
      'object/bad-format',
    ],
  ])('asks nobody with %s', async (_, files, code) => {
    const scene = fleet()
    write(scene.root, files)
    const seen: string[] = []
    const outcome = await run(scene, () => answer(start, 4), { seen })
    expect({ code: outcome.exitCode, codes: [...new Set(codes(outcome))], seen }).toEqual({
      code: 2,
      codes: [code],
      seen: [],
    })
  })

  it('reads over what stowage.yaml excludes', async () => {
    const scene = fleet()
    write(scene.root, {
      'charts/x.yaml': 'a: {{ b }}\n',
      'stowage.yaml':
        'apiVersion: stowage.dev/v1alpha1\nkind: Render\nmetadata: {name: x}\nspec: {exclude: [charts, fleet/b.yaml]}\n',
    })
    const outcome = await run(scene, () => answer(start, 4))
    expect(outcome.clusters.map(({ cluster: name }: Target) => name)).toEqual(['a', 'c', 'd', 'e', 'f'])
  })

  it('leaves out clusters that are being removed', async () => {
    const scene = fleet()
    write(scene.root, {
      'fleet/b.yaml':
        'apiVersion: core.kubeadmiral.io/v1alpha1\nkind: FederatedCluster\nmetadata: {name: b, deletionTimestamp: "2026-11-22T09:00:00Z"}\nspec: {apiEndpoint: "https://b.example", secretRef: {name: b}}\n',
    })
    const seen: string[] = []
    await run(scene, () => answer(start, 4), { seen })
    expect(seen).toEqual(['a', 'c', 'd', 'e', 'f'])
  })

  it('believes an empty cluster only if it said so twice', async () => {
    const scene = fleet()
    await run(scene, () => answer(start, 4))
    const before = tree(scene.root)
    const now = start + minute
    const outcome = await run(
      scene,
      (name) => (name === 'a' ? { ...answer(now, 0), confirmed: true } : answer(now, 0)),
      {
        now,
      },
    )
    expect(outcome.clusters.map(({ failure }) => failure?.reason)).toEqual([undefined, ...Array(5).fill('empty')])
    expect(readFileSync(join(scene.root, path('a')), 'utf8')).toContain('schedulableNodes: 0')
    expect(readFileSync(join(scene.root, path('b')), 'utf8').replace(marks, '')).toBe(before[path('b')])
  })

  it('warns of servers whose certificates are not checked', async () => {
    const scene = fleet()
    const text = readFileSync(scene.kubeconfig, 'utf8')
    writeFileSync(scene.kubeconfig, text.replace('example"', 'example", insecure-skip-tls-verify: true'))
    const outcome = await run(scene, () => answer(start, 4))
    expect({ code: outcome.exitCode, codes: codes(outcome) }).toEqual({ code: 0, codes: ['snapshot/insecure-tls'] })
  })
})
