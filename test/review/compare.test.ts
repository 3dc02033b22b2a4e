import { describe, expect, it } from 'vitest'
import { clusterText, configMap, deployment, everywhere, policy, settings } from './fleet.ts'
import { type Files, rendered, review } from './reviewed.ts'

const divided = policy(
  'divided',
  'schedulingMode: Divide, placement: [{cluster: eu, preferences: {weight: 1}}, {cluster: us, preferences: {weight: 1}}], reschedulePolicy: {replicaRescheduling: {avoidDisruption: false}, rescheduleWhen: {policyContentChanged: true}}',
)
const base: Files = {
  'fleet/eu.yaml': clusterText('eu'),
  'fleet/us.yaml': clusterText('us'),
  'placement/everywhere.yaml': everywhere,
  'placement/divided.yaml': divided,
  'workloads/a.yaml': configMap('a'),
  'workloads/b.yaml': configMap('b'),
  'workloads/web.yaml': deployment('web', 6, 'divided'),
}

describe('compare', () => {
  it('finds nothing where nothing changed, and reads nothing', () => {
    const { changes, verdict } = review(base, rendered(base))
    expect(changes.moves).toEqual([])
    expect(changes.objects).toEqual([])
    expect(
      changes.clusters.map(({ cluster, standing, planned, removed }) => [cluster, standing, planned, removed]),
    ).toEqual([
      ['eu', 3, 3, 0],
      ['us', 3, 3, 0],
    ])
    expect(verdict.outcome).toBe('clear')
  })

  it('takes a first render for additions alone', () => {
    const { changes, verdict } = review(base, {})
    expect(changes.objects.map(({ change }) => change)).toEqual(Array(6).fill('added'))
    expect(changes.moves.map(({ workload, because }) => [workload.name, because])).toEqual([
      ['a', ['new']],
      ['b', ['new']],
      ['web', ['new']],
    ])
    expect(verdict.outcome).toBe('clear')
  })

  it('takes another layout for no change of any object', () => {
    const other = { ...base, 'stowage.yaml': settings('layout: namespace') }
    const { changes, verdict, written } = review(other, rendered(base))
    expect(Object.keys(written)).toContain('clusters/eu/shop.yaml')
    expect(changes.objects).toEqual([])
    expect(changes.clusters[0]).toMatchObject({ standing: 3, planned: 3, removed: 0, added: 0 })
    expect(verdict.outcome).toBe('clear')
    const back = review(base, rendered(other))
    expect(back.changes.objects).toEqual([])
  })

  it('takes another version of an API for a change', () => {
    const older = rendered(base)
    const standing = Object.fromEntries(
      Object.entries(older).map(([path, text]) => [
        path,
        text.replaceAll('apiVersion: apps/v1\n', 'apiVersion: apps/v1beta2\n'),
      ]),
    )
    const { changes } = review(base, standing)
    expect(changes.objects.map(({ change, cluster, id }) => [change, cluster, id.name])).toEqual([
      ['changed', 'eu', 'web'],
      ['changed', 'us', 'web'],
    ])
  })

  it('tells what was removed first, with its text', () => {
    const { 'workloads/a.yaml': _, ...input } = base
    const { changes } = review({ ...input, 'workloads/c.yaml': configMap('c') }, rendered(base))
    expect(changes.objects.map(({ change, cluster, id }) => [change, cluster, id.name])).toEqual([
      ['removed', 'eu', 'a'],
      ['removed', 'us', 'a'],
      ['added', 'eu', 'c'],
      ['added', 'us', 'c'],
    ])
    expect(changes.objects[0]?.before()).toMatch(/^apiVersion: v1\nkind: ConfigMap\n/)
    expect(changes.objects[0]?.after()).toBe('')
    expect(changes.objects[2]?.before()).toBe('')
    expect(changes.objects[2]?.after()).toContain('name: c\n')
    expect(changes.moves.map(({ workload, present }) => [workload.name, present])).toEqual([
      ['a', false],
      ['c', true],
    ])
  })

  it('sums replicas and requests by cluster', () => {
    const { changes } = review({ ...base, 'workloads/web.yaml': deployment('web', 10, 'divided') }, rendered(base))
    expect(changes.moves).toMatchObject([
      { replicasBefore: 6, replicasAfter: 10, wantedBefore: 6, wantedAfter: 10, because: ['replicas'] },
    ])
    expect(changes.clusters[0]).toMatchObject({ replicasBefore: 3, replicasAfter: 5 })
    const milli = (amount: bigint | undefined): bigint | undefined => amount && amount / 1_000_000n
    expect(milli(changes.clusters[0]?.requestsBefore.get('cpu'))).toBe(300n)
    expect(milli(changes.clusters[0]?.requestsAfter.get('cpu'))).toBe(500n)
    expect(changes.clusters[0]?.requestsAfter.get('memory')).toBe(5n * 64n * 1024n * 1024n * 1_000_000_000n)
  })

  it('points at the policy where it was the policy', () => {
    const edited = divided.replace('weight: 1', 'weight: 2')
    const { changes } = review({ ...base, 'placement/divided.yaml': edited }, rendered(base))
    expect(changes.moves).toMatchObject([{ because: ['policy'], at: { file: 'placement/divided.yaml' } }])
  })

  it('touches nothing of a cluster that is kept', () => {
    const { changes, written } = review(
      { ...base, 'fleet/us.yaml': clusterText('us', { ready: false }) },
      rendered(base),
    )
    expect(changes.clusters[1]).toMatchObject({ cluster: 'us', kept: true, standing: 0, planned: 0, removed: 0 })
    expect(changes.objects).toEqual([])
    expect(Object.keys(written).filter((path) => path.startsWith('clusters/us/'))).toHaveLength(3)
  })

  it('counts a file that it cannot read as something', () => {
    const standing = {
      ...rendered(base),
      'clusters/eu/broken.yaml': '# Generated by stowage from this repository.\na: [',
    }
    const { changes } = review(base, standing)
    expect(changes.objects.map(({ change, id }) => [change, id.kind, id.name])).toEqual([
      ['removed', 'File', 'clusters/eu/broken.yaml'],
    ])
  })

  it('goes by the directory where the cluster is not known', () => {
    const { 'fleet/us.yaml': _, ...input } = base
    const { changes } = review(input, rendered(base))
    expect(changes.clusters).toMatchObject([
      { cluster: 'eu', declared: true },
      { cluster: 'us', declared: false, standing: 3, planned: 0, removed: 3 },
    ])
  })
})

describe('the hash of a plan', () => {
  const { 'workloads/a.yaml': _, ...input } = base
  const standing = rendered(base)
  const hash = (files: Files, over: Files): string => review(files, over).changes.hash

  it('is the same for the same plan in another order', () => {
    const turned = (files: Files): Files => Object.fromEntries(Object.entries(files).reverse())
    expect(hash(turned(input), turned(standing))).toBe(hash(input, standing))
    expect(hash(input, standing)).toMatch(/^[0-9a-f]{32}$/)
  })

  it('changes with anything that would be written, and with what it would replace', () => {
    const replaced = Object.fromEntries(
      Object.entries(standing).map(([path, text]) => [path, path.includes('configmap_a') ? `${text}# \n` : text]),
    )
    const all = [
      hash(input, standing),
      hash({ ...input, 'workloads/b.yaml': configMap('b').replace('key: b', 'key: B') }, standing),
      hash({ ...input, 'workloads/c.yaml': configMap('c') }, standing),
      hash(input, replaced),
      hash(input, review(input, standing).written),
    ]
    expect(new Set(all).size).toBe(all.length)
  })
})
