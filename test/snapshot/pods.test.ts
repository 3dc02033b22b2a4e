import { describe, expect, it } from 'vitest'
import { rawPod } from './raw.ts'
import { quantities, readAll, sums } from './survey.ts'

const requested = (...pods: readonly Parameters<typeof rawPod>[0][]) => sums({ pods: [pods.map(rawPod)] }).requested

describe('what pods request', () => {
  it.each([
    [
      'containers together',
      { requests: [{ cpu: '100m' }, { cpu: '1', memory: '1Ki' }] },
      { cpu: '1100m', memory: '1Ki' },
    ],
    ['an init container that is more', { requests: [{ cpu: '1' }, { cpu: '1' }], init: [{ cpu: '3' }] }, { cpu: '3' }],
    [
      'an init container that is less',
      { requests: [{ cpu: '1' }], init: [{ cpu: '500m' }, { memory: '1' }] },
      { cpu: '1', memory: '1' },
    ],
    [
      'the overhead on top',
      { requests: [{ cpu: '1' }], init: [{ cpu: '2' }], overhead: { cpu: '250m' } },
      { cpu: '2250m' },
    ],
    ['a pod that waits', { requests: [{ cpu: '1' }], waits: '2026-01-01T00:00:00Z' }, { cpu: '1' }],
    ['one that is being deleted', { requests: [{ cpu: '1' }], deleting: true }, { cpu: '1' }],
    ['one that succeeded', { requests: [{ cpu: '1' }], phase: 'Succeeded' }, {}],
    ['one that failed', { requests: [{ cpu: '1' }], phase: 'Failed', overhead: { cpu: '1' } }, {}],
  ])('%s', (_name, plan, expected) => {
    expect(requested(plan)).toEqual(quantities(expected as Record<string, string>))
  })

  it('adds up over pods of any owner', () => {
    expect(
      requested({ requests: [{ cpu: '1' }] }, { owner: '', namespace: 'other', requests: [{ cpu: '2' }] }),
    ).toEqual(quantities({ cpu: '3' }))
  })
})

it.each([
  ['no object', null],
  ['no name', { metadata: { namespace: 'a' } }],
  ['no namespace', { metadata: { name: 'a' } }],
  ['requests that are none', rawPod({ requests: [{ cpu: 'much' }] })],
  ['an overhead that is none', rawPod({ overhead: { cpu: 'much' } })],
  ['a moment that is none', rawPod({ waits: 'yesterday' })],
])('a pod of %s ends the reading', (_name, pod) => {
  expect(readAll({ pods: [[rawPod(), pod]] })).toMatch(/^a pod /)
})
