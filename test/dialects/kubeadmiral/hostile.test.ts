import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bind } from '../../../src/dialects/bind.ts'
import { toTemplate } from '../../../src/dialects/kubeadmiral/template.ts'
import { copy, type Json, type JsonObject } from '../../../src/model/json.ts'
import { aCluster, aPropagationPolicy, aResource, collector, named } from '../resource.ts'

/** Data as the reader gives it: any JSON, `__proto__` as an own key included. */
const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json)
const metadata = fc.record({ labels: json, annotations: json, finalizers: json }, { requiredKeys: [] })
const kinds = fc.constantFrom(['apps/v1', 'Deployment'], ['batch/v1', 'Job'], ['v1', 'Service'], ['v1', 'Pod'])

const workloads = fc.record({ type: kinds, metadata, spec: json, steered: fc.boolean() }).map((plan) => {
  const meta = { name: 'web', namespace: 'default', ...(plan.metadata as JsonObject) }
  const labels = plan.steered ? { labels: named('p') } : {}
  const [apiVersion = '', kind = ''] = plan.type
  return aResource({ apiVersion, kind, metadata: { ...meta, ...labels }, spec: plan.spec })
})

test('no workload makes binding throw, and none is changed', () => {
  const others = [aResource(aPropagationPolicy('p', { schedulingMode: 'Divide' })), aResource(aCluster('eu'))]
  fc.assert(
    fc.property(workloads, (workload) => {
      const before = copy(workload.value)
      const { report, found } = collector()
      const { units, unplaced } = bind([...others, workload], report)
      const refused = found.length > 0 ? 1 : 0
      expect(units.length + unplaced.length + refused).toBeGreaterThanOrEqual(1)
      expect(workload.value).toEqual(before)
    }),
  )
})

test('a key called __proto__ stays a key', () => {
  const text =
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","uid":"u","__proto__":{"x":1}},"status":{}}'
  const template = toTemplate(aResource(JSON.parse(text) as JsonObject))
  expect(JSON.stringify(template)).toBe(
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","__proto__":{"x":1}}}',
  )
})
