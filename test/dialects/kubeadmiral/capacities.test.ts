import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../src/model/json.ts'
import type { SourceFile } from '../../../src/model/source.ts'
import { aCluster, aDeployment, aPropagationPolicy, aSnapshot, named } from '../resource.ts'
import { rendered } from './rendered.ts'

/** What one snapshot has of the workload; `waits`: pods without a node, for so many seconds (100 unless said). */
interface Seen {
  readonly desired: number
  readonly waits?: number
  readonly seconds?: number
}

interface Situation {
  readonly replicas?: number
  /** `keep`: keepUnschedulableReplicas; undefined policies do not migrate. */
  readonly keep?: boolean
  readonly avoid?: boolean
  readonly strategy?: 'Spread' | 'Binpack'
  readonly migrates?: boolean
  readonly patience?: string
  readonly seen?: Readonly<Record<string, Seen>>
  readonly annotations?: JsonObject
  readonly clusters?: readonly string[]
  /** minReplicas of the first cluster. */
  readonly min?: number
}

function objects(situation: Situation): JsonObject[] {
  const { replicas = 20, clusters = ['a', 'b'], seen = {}, avoid = true, patience = '1m', min = 0 } = situation
  const preferences = (index: number): JsonObject =>
    situation.strategy === 'Binpack' ? { priority: 9 - index } : { weight: 1, minReplicas: index === 0 ? min : 0 }
  return [
    aPropagationPolicy('p', {
      schedulingMode: 'Divide',
      replicasStrategy: situation.strategy ?? 'Spread',
      placement: clusters.map((cluster, index) => ({ cluster, preferences: preferences(index) })),
      reschedulePolicy: { rescheduleWhen: {}, replicaRescheduling: { avoidDisruption: avoid } },
      ...(situation.migrates === false
        ? {}
        : {
            autoMigration: {
              when: { podUnschedulableFor: patience },
              keepUnschedulableReplicas: situation.keep ?? false,
            },
          }),
    }),
    aDeployment('web', {
      labels: named('p'),
      spec: { replicas },
      ...(situation.annotations === undefined ? {} : { annotations: situation.annotations }),
    }),
    ...clusters.map((name) => aCluster(name)),
    ...Object.entries(seen).map(([name, one]) => aSnapshot(name, { workloads: [observed(one)] })),
  ]
}

/** Snapshots are of 03:04:05. */
function observed({ desired, waits = 0, seconds = 100 }: Seen): JsonObject {
  const since = new Date(Date.parse('2026-01-02T03:04:05Z') - seconds * 1000).toISOString()
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    namespace: 'default',
    name: 'web',
    desired,
    current: desired - waits,
    ...(waits === 0 ? {} : { unschedulable: [{ since, pods: waits }] }),
  }
}

/** A placement of the last render, with nothing but its clusters. */
function placedAs(clusters: Readonly<Record<string, number>>): SourceFile {
  const targets = Object.entries(clusters).map(([name, replicas]) => ({ name, replicas }))
  const workload = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' }
  const placement: JsonObject = {
    apiVersion: 'stowage.dev/v1alpha1',
    kind: 'Placement',
    metadata: { name: 'deployment.apps-web', namespace: 'default' },
    spec: { workload, clusters: targets },
  }
  return { path: 'before.yaml', text: JSON.stringify(placement) }
}

function run(situation: Situation, history: readonly SourceFile[] = []) {
  const { history: next, decisions, codes } = rendered(objects(situation), history)
  const [decision] = decisions
  const targets = (decision?.targets ?? []).map(
    ({ cluster, replicas, overflow }) => `${cluster}${replicas}${overflow === undefined ? '' : ` over ${overflow}`}`,
  )
  return { outcome: decision?.outcome, targets: targets.join(', '), facts: decision?.facts, next, codes }
}

describe('replicas that find no node', () => {
  const seen = { a: { desired: 10, waits: 5 }, b: { desired: 10 } }
  test.each<[boolean, boolean, string]>([
    [true, false, 'a5, b15'],
    [true, true, 'a10 over 5, b15'],
    [false, false, 'a10 over 5, b15'],
    [false, true, 'a10 over 5, b15'],
  ])('avoidDisruption %s, keepUnschedulableReplicas %s', (avoid, keep, expected) => {
    const start = run({ avoid, keep })
    expect(start.targets).toBe('a10, b10')
    const moved = run({ avoid, keep, seen }, start.next)
    expect(moved).toMatchObject({ outcome: 'decided', targets: expected, codes: [] })
    expect(moved.facts?.migration).toEqual({ estimatedCapacity: { a: 5 }, scheduledReplicas: { a: 5, b: 10 } })
  })

  test('come back to where they were asked for, or stay where disruption is avoided', () => {
    for (const [keep, back] of [
      [false, 'a5, b15'],
      [true, 'a10, b10'],
    ] as const) {
      const moved = run({ keep, seen }, run({ keep }).next)
      const healed = run({ keep, seen: { a: { desired: keep ? 10 : 5 }, b: { desired: 15 } } }, moved.next)
      expect(healed.targets).toBe(back)
    }
  })

  test.each<[string, Situation, string]>([
    ['before its time', { seen: { a: { desired: 10, waits: 5, seconds: 59 } } }, 'a10, b10'],
    ['from the boundary on', { seen: { a: { desired: 10, waits: 5, seconds: 60 } } }, 'a5, b15'],
    ['by the policy’s own patience', { seen, patience: '1m41s' }, 'a10, b10'],
    ['not without autoMigration', { seen, migrates: false }, 'a10, b10'],
    [
      'by the annotation, whatever snapshots say',
      { seen, annotations: given({ estimatedCapacity: { b: 4 } }) },
      'a16, b4',
    ],
    ['not by an amount below 0', { annotations: given({ estimatedCapacity: { b: -4 } }) }, 'a10, b10'],
    [
      'by the annotation without an effect',
      { migrates: false, annotations: given({ estimatedCapacity: { b: 4 } }) },
      'a10, b10',
    ],
  ])('%s', (_, situation, expected) => {
    expect(run(situation, run({ migrates: situation.migrates ?? true }).next).targets).toBe(expected)
  })

  test('limit clusters of the placement alone', () => {
    const before = run({ clusters: ['a'] })
    const wider = { clusters: ['a', 'b'], avoid: false }
    const everywhere = { a: { desired: 20 }, b: { desired: 9, waits: 9 } }
    expect(run({ ...wider, seen: everywhere }, before.next).targets).toBe('a10, b10')
  })

  test('an annotation that cannot be read stops the render', () => {
    const { codes } = run({ annotations: { 'kubeadmiral.io/auto-migration-info': 'x' } })
    expect(codes).toEqual(['kubeadmiral/migration-info 1.yaml:metadata.annotations.kubeadmiral.io/auto-migration-info'])
  })
})

function given(info: Json): JsonObject {
  return { 'kubeadmiral.io/auto-migration-info': JSON.stringify(info) }
}

describe('capacities with what runs', () => {
  // With avoidDisruption alone; with keepUnschedulableReplicas, too; with none of them; with the latter alone.
  test.each<[string, Situation & { current: Record<string, number> }, Record<string, number>, readonly string[]]>([
    [
      'scaled up into a full cluster',
      { current: { a: 15, b: 15 }, replicas: 60 },
      { a: 20 },
      ['a20, b40', 'a30 over 10, b40', 'a30 over 10, b40', 'a30 over 10, b40'],
    ],
    [
      'nothing to be gained where no cluster has room',
      { current: { a: 10, b: 10 } },
      { a: 5, b: 5 },
      ['a10 over 5, b10 over 5', 'a10 over 5, b10 over 5', 'a10 over 5, b10 over 5', 'a10 over 5, b10 over 5'],
    ],
    [
      'a capacity below the minimum',
      { current: { a: 10, b: 10 }, min: 8 },
      { a: 5 },
      ['a5, b15', 'a16 over 11, b15', 'a16 over 11, b15', 'a16 over 11, b15'],
    ],
    [
      'a capacity of none',
      { current: { a: 10, b: 10 } },
      { a: 0 },
      ['b20', 'a10 over 10, b20', 'a10 over 10, b20', 'a10 over 10, b20'],
    ],
  ])('%s', (_, { current, ...situation }, estimatedCapacity, expected) => {
    const settings = [
      [true, false],
      [true, true],
      [false, false],
      [false, true],
    ] as const
    const found = settings.map(
      ([avoid, keep]) =>
        run({ ...situation, avoid, keep, annotations: given({ estimatedCapacity }) }, [placedAs(current)]).targets,
    )
    expect(found).toEqual(expected)
  })
})

describe('Binpack waits for pods to settle', () => {
  const strategy = 'Binpack'
  const filled = run({ strategy, replicas: 50 })

  test('while some still wait for a node', () => {
    expect(filled.targets).toBe('a50')
    const annotations = given({ estimatedCapacity: { a: 30 }, scheduledReplicas: { a: 20 } })
    expect(run({ strategy, replicas: 60, annotations }, filled.next)).toMatchObject({
      outcome: 'decided',
      targets: 'a50',
    })
  })

  test.each<[string, Json, string]>([
    [
      'once a cluster has scheduled what it can run',
      { estimatedCapacity: { a: 30 }, scheduledReplicas: { a: 30 } },
      'a60 over 30, b30',
    ],
    ['once all are scheduled', { scheduledReplicas: { a: 50 } }, 'a60'],
    ['where nothing is known', {}, 'a60'],
  ])('not %s', (_, info, expected) => {
    expect(run({ strategy, replicas: 60, annotations: given(info) }, filled.next).targets).toBe(expected)
  })
  test('until as many are scheduled as there are to be: then these are the placement', () => {
    const scheduled = (replicas: JsonObject): JsonObject =>
      given({ estimatedCapacity: { a: 30 }, scheduledReplicas: replicas })
    const moved = run({ strategy, replicas: 60, annotations: scheduled({ a: 30 }) }, filled.next)
    const settled = run({ strategy, replicas: 60, annotations: scheduled({ a: 30, b: 30 }) }, moved.next)
    expect(settled.targets).toBe('a30, b30')
  })
})

describe('a migration configuration', () => {
  const configured = (configuration: Json): JsonObject => ({
    'kubeadmiral.io/migration-configuration': JSON.stringify(configuration),
  })
  test('limits a cluster and is remembered while it cannot be read', () => {
    const start = run({})
    const annotations = configured({ replicasMigrations: [{ cluster: 'a', limitedCapacity: 3 }] })
    const limited = run({ annotations }, start.next)
    expect(limited).toMatchObject({
      targets: 'a3, b17',
      facts: { migrationConfiguration: { limitedCapacity: { a: 3 } } },
    })
    const broken = run({ annotations: { 'kubeadmiral.io/migration-configuration': '{' }, replicas: 24 }, limited.next)
    expect(broken).toMatchObject({
      targets: 'a3, b21',
      facts: { migrationConfiguration: { limitedCapacity: { a: 3 } } },
    })
    expect(broken.codes).toEqual([
      'kubeadmiral/migration-configuration 1.yaml:metadata.annotations.kubeadmiral.io/migration-configuration',
    ])
    const gone = run({ replicas: 24, avoid: false }, broken.next)
    expect(gone.targets).toBe('a12, b12')
    expect(gone.facts).not.toHaveProperty('migrationConfiguration')
  })

  test('empties a cluster until its time is over, and nothing happens by itself then', () => {
    const leave = (validUntil: string): JsonObject => configured({ workloadMigrations: [{ cluster: 'a', validUntil }] })
    const seen = { b: { desired: 10 } }
    const start = run({ seen })
    const left = run({ seen, annotations: leave('2026-01-02T03:04:06Z') }, start.next)
    expect(left.targets).toBe('b20')
    const over = run({ seen, annotations: leave('2026-01-02T03:04:05Z') }, start.next)
    expect(over.targets).toBe('a10, b10')
  })
})

describe('the patience in force is that of the last decision', () => {
  const seen = { a: { desired: 10, waits: 5, seconds: 100 }, b: { desired: 10 } }
  const start = run({ seen, patience: '5m' })

  test('a change of it changes nothing by itself', () => {
    expect(start.facts).toMatchObject({ unschedulableAfter: 300, migration: { scheduledReplicas: { a: 5, b: 10 } } })
    const changed = run({ seen, patience: '1m' }, start.next)
    expect(changed).toMatchObject({ outcome: 'kept', targets: 'a10, b10', facts: { unschedulableAfter: 300 } })
  })

  test('and counts once something else asks for a new decision', () => {
    const changed = run({ seen, patience: '1m', replicas: 22 }, start.next)
    expect(changed).toMatchObject({ outcome: 'decided', targets: 'a5, b17', facts: { unschedulableAfter: 60 } })
    expect(run({ seen, patience: '1m', replicas: 22 }, changed.next)).toMatchObject({
      outcome: 'kept',
      targets: 'a5, b17',
    })
  })

  test('migration that is switched on waits likewise, and one that is switched off does not', () => {
    const off = run({ seen, migrates: false })
    expect(off.facts).not.toHaveProperty('unschedulableAfter')
    expect(run({ seen }, off.next)).toMatchObject({ outcome: 'kept', targets: 'a10, b10' })
    const on = run({ seen }, run({}).next)
    expect(on.targets).toBe('a5, b15')
    expect(run({ seen, migrates: false }, on.next).outcome).toBe('decided')
  })
})

describe('a render that is repeated on its own output changes nothing', () => {
  test.each(['1m', '1.001s', '0.1s0.2s', '1ns', '3h0.7s', '1001.001ms'])('with a patience of %s', (patience) => {
    const seen = { a: { desired: 10, waits: 5, seconds: 1.001 }, b: { desired: 10 } }
    const first = run({ patience, seen })
    const again = run({ patience, seen }, first.next)
    expect(again.outcome).toBe('kept')
    expect(again.next).toEqual(first.next)
  })

  test('whatever was seen', () => {
    const cluster = fc.record({ desired: fc.nat(12), waits: fc.nat(12), seconds: fc.nat(150) })
    const situation = fc.record({
      replicas: fc.nat(24),
      keep: fc.boolean(),
      avoid: fc.boolean(),
      strategy: fc.constantFrom('Spread' as const, 'Binpack' as const),
      patience: fc.constantFrom('0s', '30s', '1m', '1.001s', '100s'),
      seen: fc.dictionary(
        fc.constantFrom('a', 'b', 'c'),
        cluster.map((one) => ({ ...one, waits: Math.min(one.waits, one.desired) })),
        { noNullPrototype: true },
      ),
    })
    const step = fc.tuple(situation, situation)
    fc.assert(
      fc.property(step, ([before, after]) => {
        const fleet = { clusters: ['a', 'b', 'c'] }
        const start = run({ ...before, ...fleet })
        const changed = run({ ...after, ...fleet }, start.next)
        const again = run({ ...after, ...fleet }, changed.next)
        expect(again.targets).toBe(changed.targets)
        expect(again.next).toEqual(changed.next)
      }),
      { numRuns: 60 },
    )
  })
})
