import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { type Candidates, type Selection, type Target, targetsOf } from '../../src/snapshot/targets.ts'
import { wantedWorkloads } from '../../src/snapshot/wanted.ts'

function choose(
  selection: Selection,
  {
    mapping = {},
    leaving = [],
    ...from
  }: {
    readonly clusters?: readonly string[]
    readonly contexts?: readonly string[]
    readonly leaving?: readonly string[]
    readonly mapping?: Readonly<Record<string, string>>
  },
): { targets: string[]; codes: string[] } {
  const found: Diagnostic[] = []
  const candidates: Candidates = {
    clusters: [],
    contexts: [],
    ...from,
    leaving: new Set(leaving),
    mapping: new Map(Object.entries(mapping)),
  }
  const targets = targetsOf(selection, candidates, (one) => void found.push(one))
  const text = ({ cluster, context }: Target): string => (context === cluster ? cluster : `${cluster}=${context}`)
  return { targets: targets.map(text), codes: found.map(({ code }) => code) }
}

const fleet: Selection = { by: 'fleet' }
const all: Selection = { by: 'all-contexts' }
const contexts = (...names: string[]): Selection => ({ by: 'contexts', contexts: names })

describe('targetsOf', () => {
  it.each<[string, Selection, Parameters<typeof choose>[1], string[], string[]]>([
    ['the fleet by name', fleet, { clusters: ['b', 'a'], contexts: ['a', 'b', 'c'] }, ['a', 'b'], []],
    ['a mapping', fleet, { clusters: ['a'], contexts: ['x', 'y'], mapping: { a: 'x', b: 'y' } }, ['a=x', 'b=y'], []],
    ['a cluster that leaves', fleet, { clusters: ['a', 'b'], leaving: ['b'], contexts: ['a', 'b'] }, ['a'], []],
    ['no context', fleet, { clusters: ['a', 'b'], contexts: ['a'] }, ['a'], ['snapshot/no-context']],
    ['no cluster', fleet, { contexts: ['a'] }, [], ['snapshot/nothing-selected']],
    [
      'two on one context',
      fleet,
      { contexts: ['x', 'y'], mapping: { a: 'x', b: 'x', c: 'y' } },
      ['c=y'],
      ['snapshot/context-twice'],
    ],
    ['every context', all, { clusters: ['z'], contexts: ['b', 'a'] }, ['a', 'b'], []],
    ['every context of none', all, { clusters: ['z'] }, [], ['snapshot/nothing-selected']],
    ['every context, mapped', all, { contexts: ['x', 'y'], mapping: { a: 'x' } }, ['a=x', 'y'], []],
    ['one name for two', all, { contexts: ['a', 'x', 'y'], mapping: { a: 'x' } }, ['y'], ['snapshot/name-twice']],
    ['some contexts', contexts('b', 'b', 'a'), { contexts: ['a', 'b', 'c'] }, ['a', 'b'], []],
    ['some that are not there', contexts('b', 'q'), { contexts: ['a', 'b'] }, ['b'], ['snapshot/unknown-context']],
    [
      'names of Object',
      contexts('constructor', '__proto__'),
      { contexts: ['constructor', '__proto__'] },
      ['__proto__', 'constructor'],
      [],
    ],
    ['the cluster around', { by: 'in-cluster', cluster: 'a' }, {}, ['a=undefined'], []],
  ])('%s', (_, selection, from, targets, codes) => {
    expect(choose(selection, from)).toEqual({ targets, codes })
  })

  it('gives each cluster and each context once, or says why not', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd')
    fc.assert(
      fc.property(
        fc.constantFrom(fleet, all, contexts('a', 'b')),
        fc.uniqueArray(name),
        fc.uniqueArray(name),
        fc.dictionary(name, name),
        (selection, clusters, known: readonly string[], mapping) => {
          const { targets, codes } = choose(selection, { clusters, contexts: known, mapping })
          const pairs = targets.map((text) => text.split('='))
          expect(new Set(pairs.map(([cluster]) => cluster)).size).toBe(targets.length)
          expect(new Set(pairs.map(([cluster, context = cluster]) => context)).size).toBe(targets.length)
          expect(pairs.every(([cluster = '', context = cluster]) => known.includes(context))).toBe(true)
          if (targets.length === 0) expect(codes).not.toEqual([])
        },
      ),
    )
  })
})

describe('wantedWorkloads', () => {
  const id = (kind: string, name: string, apiVersion = 'apps/v1') => ({ apiVersion, kind, namespace: 'n', name })
  const placed = new Set(['apps/Deployment/n/a', 'argoproj.io/Rollout/n/r', '/ConfigMap/n/c', 'apps/ReplicaSet/n/s'])
  const kinds = (names: ReadonlySet<string>, which: 'placed' | 'all'): string[] =>
    wantedWorkloads(names, which).types.map(({ kind }) => kind)

  it('lists the kinds of which something is placed', () => {
    expect(kinds(placed, 'placed')).toEqual(['Deployment', 'ReplicaSet', 'Rollout'])
    expect(kinds(new Set(['/ConfigMap/n/c']), 'placed')).toEqual([])
  })

  it('lists the usual kinds for all', () => {
    expect(kinds(new Set(), 'all')).toEqual(['Deployment', 'StatefulSet'])
    expect(kinds(placed, 'all')).toEqual(['Deployment', 'StatefulSet', 'ReplicaSet', 'Rollout'])
  })

  it.each<['placed' | 'all', [string, boolean][]]>([
    [
      'placed',
      [
        ['Deployment a', true],
        ['Deployment b', false],
        ['ReplicaSet s', true],
        ['ReplicaSet t', false],
      ],
    ],
    [
      'all',
      [
        ['Deployment a', true],
        ['Deployment b', true],
        ['ReplicaSet s', true],
        ['ReplicaSet t', false],
      ],
    ],
  ])('wants of %s', (which, rows) => {
    const { isWanted } = wantedWorkloads(placed, which)
    const found = rows.map(([text]) => [text, isWanted(id(text.split(' ')[0] ?? '', text.split(' ')[1] ?? ''))])
    expect(found).toEqual(rows)
  })

  it('takes an object of another version for the same', () => {
    expect(wantedWorkloads(placed, 'placed').isWanted(id('Rollout', 'r', 'argoproj.io/v1'))).toBe(true)
  })
})
