import { describe, expect, test } from 'vitest'
import { appliedMigration } from '../../../src/dialects/kubeadmiral/rescheduling/migration-configuration.ts'
import type { Json, JsonObject } from '../../../src/model/json.ts'
import { aDeployment, aResource, collector } from '../resource.ts'

const key = 'kubeadmiral.io/migration-configuration'
const moment = Date.UTC(2023, 10, 13, 6, 32, 46)

function applied(configuration: Json | undefined, before?: JsonObject, divisible = true) {
  const { report, codes, found } = collector()
  const text = typeof configuration === 'object' ? JSON.stringify(configuration) : configuration
  const annotations: JsonObject = text === undefined ? {} : { [key]: text }
  const migration = appliedMigration(aResource(aDeployment('web', { annotations })), divisible, before, report)
  return { migration, codes: codes(), args: found[0]?.args }
}

const limit = (cluster: Json, limitedCapacity: Json): JsonObject => ({ cluster, limitedCapacity })
const leave = (cluster: Json, validUntil: Json = '2023-11-13T06:32:46Z'): JsonObject => ({ cluster, validUntil })

describe('a configuration', () => {
  test('limits clusters and leaves others', () => {
    const { migration, codes } = applied({
      replicasMigrations: [limit('cluster2', 2), limit('cluster1', 1)],
      workloadMigrations: [leave('cluster3')],
    })
    expect(codes).toEqual([])
    expect(migration?.limited).toEqual(new Map(Object.entries({ cluster1: 1, cluster2: 2 })))
    expect(migration?.evicted).toEqual(new Map([['cluster3', moment]]))
    expect(JSON.stringify(migration?.fact)).toBe(
      '{"limitedCapacity":{"cluster1":1,"cluster2":2},"unavailableClusters":[{"cluster":"cluster3","validUntil":"2023-11-13T06:32:46Z"}]}',
    )
  })

  test('sorts the clusters that are left', () => {
    const { migration } = applied({ workloadMigrations: [leave('cluster2'), leave('cluster1')] })
    const validUntil = '2023-11-13T06:32:46Z'
    expect(migration?.fact).toEqual({
      unavailableClusters: [
        { cluster: 'cluster1', validUntil },
        { cluster: 'cluster2', validUntil },
      ],
    })
  })

  test.each<[string, Json]>([
    ['nothing', {}],
    ['no lists', { replicasMigrations: null, workloadMigrations: null }],
    ['empty lists', { replicasMigrations: [], workloadMigrations: [] }],
    ['null', 'null'],
  ])('may hold %s', (_, configuration) => {
    const { migration, codes } = applied(configuration)
    expect(migration).toEqual({ limited: new Map(), evicted: new Map(), fact: {} })
    expect(codes).toEqual([])
  })

  test('is read as Go reads it', () => {
    const text = `{"ReplicasMigrations":[{"CLUSTER":"a","limitedcapacity":1,"limitedCapacity":4}],
      "replicasmigrations":[{"cluster":"b","limitedCapacity":9007199254740993}]}`
    expect(applied(text).migration?.limited).toEqual(new Map([['b', Number.MAX_SAFE_INTEGER]]))
  })

  test('tells of fields that nothing reads', () => {
    const { migration, codes, args } = applied({ workloadMigration: [leave('a')] })
    expect(migration?.fact).toEqual({})
    expect(args?.suggestion).toBe('workloadMigrations')
    expect(codes).toEqual([`kubeadmiral/annotation-unknown-field input.yaml:metadata.annotations.${key}`])
  })

  test.each<[string, string, number]>([
    ['an offset', '2023-11-13T07:32:46+01:00', moment],
    ['fractions, which are dropped', '2023-11-13T06:32:46.999Z', moment],
  ])('gives moments with %s', (_, validUntil, expected) => {
    const { migration } = applied({ workloadMigrations: [leave('a', validUntil)] })
    expect(migration?.evicted).toEqual(new Map([['a', expected]]))
    expect(migration?.fact).toEqual({ unavailableClusters: [leave('a')] })
  })
})

describe('an invalid configuration', () => {
  test.each<[string, Json, string]>([
    ['no JSON', '{', 'it is not JSON'],
    ['an empty annotation', '', 'it is not JSON'],
    ['a list', '[]', 'it must be an object'],
    ['no cluster', { replicasMigrations: [{ limitedCapacity: 1 }] }, 'replicasMigrations[0].cluster is empty'],
    ['an empty cluster', { workloadMigrations: [leave('')] }, 'workloadMigrations[0].cluster is empty'],
    ['no capacity', { replicasMigrations: [{ cluster: 'a' }] }, 'replicasMigrations[0].limitedCapacity is missing'],
    [
      'a capacity of null',
      { replicasMigrations: [limit('a', null)] },
      'replicasMigrations[0].limitedCapacity is missing',
    ],
    [
      'a capacity below 0',
      { replicasMigrations: [limit('a', -1)] },
      'replicasMigrations[0].limitedCapacity is below 0',
    ],
    [
      'half a replica',
      { replicasMigrations: [limit('a', 1.5)] },
      'replicasMigrations[0].limitedCapacity must be a whole number of 64 bits',
    ],
    ['no moment', { workloadMigrations: [{ cluster: 'a' }] }, 'workloadMigrations[0].validUntil is missing'],
    [
      'a day',
      { workloadMigrations: [leave('a', '2023-11-13')] },
      'workloadMigrations[0].validUntil is no moment, such as 2026-01-31T18:00:00Z',
    ],
    [
      'lower case',
      { workloadMigrations: [leave('a', '2023-11-13t06:32:46z')] },
      'workloadMigrations[0].validUntil is no moment, such as 2026-01-31T18:00:00Z',
    ],
    ['a number as moment', { workloadMigrations: [leave('a', 3)] }, 'workloadMigrations[0].validUntil must be a text'],
    [
      'one cluster in both lists',
      { replicasMigrations: [limit('a', 1)], workloadMigrations: [leave('a')] },
      'cluster "a" has more than one entry',
    ],
    ['one cluster left twice', { workloadMigrations: [leave('a'), leave('a')] }, 'cluster "a" has more than one entry'],
    [
      'one cluster limited twice',
      { replicasMigrations: [limit('a', 1), limit('a', 1)] },
      'cluster "a" has more than one entry',
    ],
  ])('with %s', (_, configuration, reason) => {
    const { migration, codes, args } = applied(configuration)
    expect(migration).toBeUndefined()
    expect(codes).toEqual([`kubeadmiral/migration-configuration input.yaml:metadata.annotations.${key}`])
    expect(args).toEqual({ annotation: key, reason, before: false })
  })

  test('limits replicas of a workload that has none', () => {
    const { args } = applied({ replicasMigrations: [limit('a', 1)] }, undefined, false)
    expect(args?.reason).toBe('this workload has no replicas to limit')
    expect(applied({ workloadMigrations: [leave('a')] }, undefined, false).codes).toEqual([])
  })
})

describe('what applied before', () => {
  const before: JsonObject = { limitedCapacity: { a: 1 }, unavailableClusters: [leave('b')] }

  test('stays where the annotation is invalid', () => {
    const { migration, args } = applied('oops', before)
    expect(migration).toEqual({ limited: new Map([['a', 1]]), evicted: new Map([['b', moment]]), fact: before })
    expect(args?.before).toBe(true)
  })

  test('is gone with the annotation, and replaced by another one', () => {
    expect(applied(undefined, before)).toEqual({ migration: undefined, codes: [], args: undefined })
    expect(applied({}, before).migration?.fact).toEqual({})
  })

  test('is read as far as it can be', () => {
    const { migration } = applied('oops', { limitedCapacity: { a: -1, b: 'x', c: 0 }, unavailableClusters: [{}, 3] })
    expect(migration?.limited).toEqual(new Map([['c', 0]]))
    expect(migration?.evicted.size).toBe(0)
  })
})
