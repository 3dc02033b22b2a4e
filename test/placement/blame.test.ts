import { describe, expect, it } from 'vitest'
import { type Diagnostic, wording } from '../../src/diagnostics/diagnostic.ts'
import type { SchedulingUnit } from '../../src/model/unit.ts'
import { place } from '../../src/placement/place.ts'
import { aFleet } from '../builders/cluster.ts'
import { anOrigin, aPolicyRef, aPrevious, aSelection, aSpread, aUnit, namesFilter } from '../builders/unit.ts'

function told(plan: Parameters<typeof aUnit>[0], clusters = aFleet('a', 'b')): Diagnostic[] {
  const found: Diagnostic[] = []
  const unit: SchedulingUnit = aUnit({ policyRef: aPolicyRef(), ...plan })
  place(unit, clusters, (one) => void found.push(one))
  return found
}

const annotation = (name: string) => anOrigin(undefined, 'metadata', 'annotations', name)
const inPolicy = anOrigin('placement/policy.yaml', 'spec', 'placement')

describe('who is to blame where a unit goes to no cluster', () => {
  it.each<[string, Parameters<typeof aUnit>[0], readonly string[] | undefined]>([
    [
      'a filter of an annotation',
      { policy: { filters: [{ ...namesFilter(), from: annotation('x/names') }] } },
      ['x/names'],
    ],
    ['a filter of the policy', { policy: { filters: [{ ...namesFilter(), from: inPolicy }] } }, undefined],
    [
      'not an annotation whose filter rejects nobody',
      {
        policy: {
          filters: [
            { kind: 'ready', unlessCurrent: false, from: annotation('x/ready') },
            { ...namesFilter(), from: inPolicy },
          ],
        },
      },
      undefined,
    ],
    [
      'a limit of an annotation',
      { policy: { selection: aSelection({ limit: 0, from: annotation('x/limit') }) } },
      ['x/limit'],
    ],
    [
      'an annotation of an item in a list',
      {
        origin: anOrigin(undefined, 'items', 1),
        policy: {
          selection: aSelection({
            limit: 0,
            from: anOrigin(undefined, 'items', 1, 'metadata', 'annotations', 'x/limit'),
          }),
        },
      },
      ['x/limit'],
    ],
    [
      'not what the workload says of itself elsewhere',
      { policy: { filters: [{ ...namesFilter(), from: anOrigin(undefined, 'spec', 'placement') }] } },
      undefined,
    ],
  ])('%s', (_, plan, annotations) => {
    const [found, ...more] = told(plan)
    expect(more).toEqual([])
    expect(found?.code).toBe('placement/nowhere')
    expect(found?.args.annotations).toEqual(annotations)
    const words = found && wording(found)
    if (annotations === undefined) expect(words).toContain('Loosen its policy')
    else expect(words).toContain(`annotation "${annotations[0]}"`)
  })
})

it('a workload without replicas leaves because of that', () => {
  const division = aSpread(0, { a: {}, b: {} })
  const found = told({ replicas: 0, policy: { division }, previous: aPrevious({ a: 2 }) })
  expect(found).toMatchObject([{ code: 'placement/leaves-every-cluster', args: { empty: true, clusters: ['a'] } }])
  expect(found[0] && wording(found[0])).toContain('0 replicas')
  const named = told({ policy: { division: aSpread(3, {}), filters: [namesFilter()] }, previous: aPrevious({ a: 2 }) })
  expect(named.at(-1)?.args).not.toHaveProperty('empty')
})
