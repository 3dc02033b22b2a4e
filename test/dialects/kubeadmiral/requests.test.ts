import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  placementRequests,
  podRequests,
  requestsFact,
} from '../../../src/dialects/kubeadmiral/rescheduling/requests.ts'
import type { Json, JsonObject } from '../../../src/model/json.ts'
import { parseQuantity } from '../../../src/model/quantity.ts'

const path = ['spec', 'template', 'spec']

function aPod(spec: JsonObject): JsonObject {
  return { spec: { template: { spec } } }
}

function aContainer(requests?: Json, limits?: Json): JsonObject {
  return { name: 'c', resources: { ...(requests && { requests }), ...(limits && { limits }) } }
}

function requested(spec: JsonObject): Record<string, bigint> {
  return Object.fromEntries(podRequests(aPod(spec), path))
}

function amount(text: string): bigint {
  return parseQuantity(text) ?? -1n
}

describe('what a pod asks for', () => {
  test.each<[string, JsonObject, Record<string, string>]>([
    ['nothing', {}, {}],
    ['a container without resources', { containers: [{ name: 'c' }, null, 'c'] }, {}],
    [
      'the sum over containers',
      { containers: [aContainer({ cpu: '100m', memory: '1Gi' }), aContainer({ cpu: 1 })] },
      { cpu: '1100m', memory: '1Gi' },
    ],
    [
      'the limit where a container has no request, resource by resource',
      { containers: [aContainer({ cpu: '1' }, { cpu: '2', memory: '3' }), aContainer(undefined, { cpu: '4' })] },
      { cpu: '5', memory: '3' },
    ],
    [
      'at least what each init container requests',
      {
        containers: [aContainer({ cpu: '2' })],
        initContainers: [aContainer({ cpu: '3', memory: '1' }), aContainer({ cpu: '1' })],
      },
      { cpu: '3', memory: '1' },
    ],
    ['not the limit of an init container', { initContainers: [aContainer(undefined, { cpu: '3' })] }, {}],
    [
      'the overhead on top',
      {
        containers: [aContainer({ cpu: '2' })],
        initContainers: [aContainer({ cpu: '3' })],
        overhead: { cpu: '1', x: 1 },
      },
      { cpu: '4', x: '1' },
    ],
    [
      'a request of 0 is one, and a null is none',
      { containers: [aContainer({ a: '0', b: null }, { a: '1', b: '1' })] },
      { a: '0', b: '1' },
    ],
    ['what the API server would refuse counts as 0', { containers: [aContainer({ cpu: 'many' })] }, { cpu: '0' }],
    [
      'a name like any other',
      { containers: [aContainer(JSON.parse('{"__proto__":"1"}'))] },
      JSON.parse('{"__proto__":"1"}'),
    ],
  ])('%s', (_, spec, expected) => {
    const texts = new Map(Object.entries(expected).map(([name, text]) => [name, amount(text)]))
    expect(podRequests(aPod(spec), path)).toEqual(texts)
  })

  test('nothing without a path, or where it leads nowhere', () => {
    expect(podRequests(aPod({ containers: [aContainer({ cpu: '1' })] }), undefined).size).toBe(0)
    expect(podRequests({ spec: 'x' }, path).size).toBe(0)
  })

  test('the order of containers does not matter', () => {
    const container = fc.record({
      cpu: fc.option(fc.integer({ min: 0, max: 9 }), { nil: null }),
      gpu: fc.option(fc.integer({ min: 0, max: 9 }), { nil: null }),
    })
    fc.assert(
      fc.property(fc.array(container), fc.array(container), (containers, init) => {
        const pod = (reverse: boolean): JsonObject => ({
          containers: (reverse ? [...containers].reverse() : containers).map((one) => aContainer(one)),
          initContainers: (reverse ? [...init].reverse() : init).map((one) => aContainer(one)),
        })
        expect(requested(pod(true))).toEqual(requested(pod(false)))
      }),
    )
  })
})

test.each<[string, string[], string[]]>([
  ['nothing else', ['cpu', 'memory'], []],
  ['GPUs', ['nvidia.com/gpu', 'cpu'], ['nvidia.com/gpu']],
  [
    'what katalyst reclaims',
    [
      'example.com/gpu',
      'resource.katalyst.kubewharf.io/reclaimed_memory',
      'resource.katalyst.kubewharf.io/reclaimed_millicpu',
    ],
    ['resource.katalyst.kubewharf.io/reclaimed_millicpu', 'resource.katalyst.kubewharf.io/reclaimed_memory'],
  ],
])('placement looks at %s', (_, mentioned, expected) => {
  expect([...placementRequests(new Map(mentioned.map((name) => [name, 0n]))).keys()]).toEqual(expected)
})

describe('requests as a fact', () => {
  test.each<[Record<string, string>, JsonObject | undefined]>([
    [{}, undefined],
    [{ cpu: '0', memory: '0', 'ephemeral-storage': '0' }, undefined],
    [{ cpu: '0.2501' }, { cpu: '251m' }],
    [{ cpu: '2' }, { cpu: '2000m' }],
    [{ memory: '128Mi' }, { memory: '128Mi' }],
    [
      { memory: '1536Ki', 'hugepages-2Mi': '4Gi', x: '1024' },
      { 'hugepages-2Mi': '4Gi', memory: '1536Ki', x: 1024 },
    ],
    [{ memory: '1500m' }, { memory: 2 }],
    [{ 'nvidia.com/gpu': '0' }, { 'nvidia.com/gpu': 0 }],
    [{ memory: '9007199254740991' }, { memory: 9007199254740991 }],
    [{ memory: '9007199254740993' }, { memory: 9007199254740993n }],
  ])('%o', (texts, expected) => {
    expect(requestsFact(new Map(Object.entries(texts).map(([name, text]) => [name, amount(text)])))).toEqual(expected)
  })

  test('names are in order', () => {
    const fact = requestsFact(new Map(['memory', 'x', 'cpu'].map((name) => [name, amount('1')])))
    expect(Object.keys(fact ?? {})).toEqual(['cpu', 'memory', 'x'])
  })
})
