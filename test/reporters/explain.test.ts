import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Explanation } from '../../src/model/explanation.ts'
import { explain } from '../../src/placement/explain.ts'
import { place } from '../../src/placement/place.ts'
import { explainText } from '../../src/reporters/explain.ts'
import { explainJson } from '../../src/reporters/explain-json.ts'
import { coloured, plain } from '../../src/reporters/paint.ts'
import { hanging, wrap } from '../../src/reporters/wrap.ts'
import { aCluster, aFleet } from '../builders/cluster.ts'
import { anOrigin, aPolicyRef, aPrevious, aSelection, aSpread, aUnit, namesFilter } from '../builders/unit.ts'

const silent = (): void => undefined
const text = (explanation: Explanation): string => explainText({ explanation, positions: new Map() }, plain)

const divided = aUnit({
  policyRef: aPolicyRef(),
  policy: { division: aSpread(10, { a: { weight: 3, max: 4 }, b: { min: 2 }, c: {} }) },
})

describe('the text', () => {
  it('is a sentence, a table and the arithmetic', () => {
    const unit = { ...divided, policy: { ...divided.policy, filters: [namesFilter('a', 'b', 'c')] } }
    expect(
      text(explain(unit, aFleet('a', 'b', 'c', 'd'), [], silent)),
    ).toBe(`Deployment default/web goes to 3 of 4 clusters: a 4, b 4, c 2, decided for the first time by Policy
default/policy (placement/policy.yaml).

CLUSTER  VERDICT                            SCORE  RANK  REPLICAS
a        selected                                     1         4
b        selected                                     2         4
c        selected                                     3         2
d        filtered: not named by the policy                      ·

How 10 replicas are divided
  a  4 ← round 1: ⌈8·3/5⌉ = 5, capped by its maximum 4
  b  4 ← minimum 2; round 1: ⌈8·1/5⌉ = 2
  c  2 ← round 1: ⌈8·1/5⌉ = 2
`)
  })

  it('says that nothing is there', () => {
    const nowhere = aUnit({ policy: { filters: [namesFilter()] } })
    expect(text(explain(nowhere, aFleet('a'), [], silent))).toMatch(
      /^Deployment default\/web goes to none of the 1 clusters/,
    )
    expect(text(explain(nowhere, aFleet(), [], silent))).toContain('The fleet has no cluster.')
  })

  it('fits 100 columns and moves no cursor, whatever things are called', () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
      fc.constantFrom('\u001b[2J', 'a\nb', '\u202eevil', 'x'.repeat(253)),
    )
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 6 }), fc.boolean(), (names, sticky) => {
        const fleet = aFleet(
          ...names.map((one) => aCluster({ name: one, taints: [`${one.replace(/[:=]/g, '')}:PreferNoSchedule`] })),
        )
        const unit = aUnit({
          sticky,
          workload: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: names[0] ?? 'web' },
          policyRef: aPolicyRef({ name: names.at(-1) ?? 'policy' }),
          previous: aPrevious({ [names[0] ?? '']: 2 }),
          policy: {
            filters: [{ kind: 'affinity', clusterSelector: new Map([[names[0] ?? '', 'x']]), terms: undefined }].slice(
              0,
              names.length % 2,
            ) as never,
            selection: aSelection({ limit: 3 }),
            division: aSpread(7, Object.fromEntries(names.map((one) => [one, { weight: 1 }])), false),
          },
        })
        const shown = text(explain(unit, fleet, [], silent))
        expect(shown.split('\n').filter((line) => line.length > 100)).toEqual([])
        expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
      }),
      { numRuns: 200 },
    )
  })

  it('says the same in colour', () => {
    const found = explain(divided, aFleet('a', 'b', 'c'), [], silent)
    const shown = explainText({ explanation: found, positions: new Map() }, coloured)
    expect(shown.replace(/\u001b\[\d+m/g, '')).toBe(text(found))
    expect(shown).not.toBe(text(found))
  })

  it.each([
    [
      'sticky',
      aUnit({ sticky: true, stickyBy: anOrigin('placement/p.yaml', 'x'), previous: aPrevious({ a: 1 }) }),
      'is not to change',
    ],
    [
      'held',
      aUnit({ held: true, heldBy: anOrigin('workloads/w.yaml', 'x'), previous: aPrevious({ a: 1 }) }),
      'kept from being placed anew',
    ],
  ])('says why a decision stands: %s', (_, unit, words) => {
    expect(text(explain(unit, aFleet('a', 'b'), [], silent))).toContain(words)
  })

  it('says which change was not reason enough', () => {
    const previous = aPrevious({ a: 3 }, { facts: { policy: 'old' }, fleet: { digest: 'x', clusters: new Map() } })
    const unit = aUnit({
      policyRef: aPolicyRef(),
      previous,
      rescheduling: {
        compared: {},
        policy: 'new',
        barred: undefined,
        deferred: { policy: 'word-for-it', joined: 'word-for-it' },
      },
      policy: { division: aSpread(3, { a: {}, b: {} }, false) },
    })
    const shown = text(explain(unit, aFleet('a', 'b'), [], silent))
    expect(shown).toContain('word-for-it')
    expect(shown).toMatch(/A\s+new\s+decision\s+would\s+give/)
    expect(shown).toContain('ANEW')
  })

  it('marks the clusters that the leaders alone give', () => {
    const lead = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' }
    const leader = place(aUnit({ workload: lead, leads: true, facts: { followers: true } }), aFleet('a'), silent)
    const unit = aUnit({
      leaders: ['apps/Deployment/default/web'],
      policy: { filters: [{ kind: 'nothing', reason: 'follows' }] },
    })
    const shown = text(explain(unit, aFleet('a'), [leader], silent))
    expect(shown).toContain('It follows Deployment default/web to a.')
    expect(shown).toMatch(/^a .* →$/m)
  })
})

describe('the JSON', () => {
  it('gives places, verdicts and the arithmetic', () => {
    const at = anOrigin('placement/web.yaml', 'spec')
    const unit = aUnit({
      policyRef: aPolicyRef({ origin: at }),
      policy: { filters: [{ kind: 'taints', tolerations: [], from: at }], division: aSpread(2, { a: {} }) },
    })
    const explanation = explain(unit, aFleet('a', aCluster({ name: 'b', taints: ['k:NoExecute'] })), [], silent)
    const positions = new Map([[at, { file: at.file, line: 7, column: 3 }]])
    expect(JSON.parse(explainJson({ explanation, positions, diagnostics: [] }))).toMatchObject({
      policy: { name: 'policy', at: { line: 7 } },
      outcome: 'decided',
      targets: [{ name: 'a', replicas: 2 }],
      clusters: [
        { name: 'a', verdict: 'selected', rank: 1, inForce: { replicas: 2 } },
        { name: 'b', verdict: 'filtered', rejection: { filter: 'taints', at: { file: at.file, line: 7, column: 3 } } },
      ],
      arithmetic: { total: 2, steps: [{ kind: 'round' }, { kind: 'compare', outcome: 'share' }] },
    })
  })
})

describe('wrap', () => {
  it('keeps every word and no line is too wide', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 30 }), (all, width) => {
        const lines = wrap(all, width)
        expect(lines.every((line) => line.length <= width)).toBe(true)
        expect(lines.join('').replaceAll(' ', '')).toBe(all.replaceAll(' ', ''))
      }),
    )
  })

  it('hangs what follows below the first line', () => {
    expect(
      hanging('a', `${'x '.repeat(60)}`.trim(), 6)
        .split('\n')
        .map((line) => line.slice(0, 6)),
    ).toEqual(['a     ', '      ', ''])
  })
})
