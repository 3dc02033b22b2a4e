import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/model/json.ts'
import { aCluster, aDeployment, aPropagationPolicy, aWorkload, named } from '../resource.ts'
import { rendered } from './rendered.ts'

const kept = { 'kubeadmiral.io/no-federated-resource': 'yes' }
const stays = [aPropagationPolicy('p'), aCluster('a')]
const place = 'metadata.annotations.kubeadmiral.io/no-federated-resource'

describe('an object that is kept out', () => {
  test('and names a policy is told of by itself, and is not unplaced', () => {
    const { codes, clusters } = rendered([...stays, aDeployment('web', { labels: named('p'), annotations: kept })])
    expect(codes).toEqual([`kubeadmiral/kept-out 2.yaml:${place}`])
    expect(clusters).toEqual({})
  })

  test('and names none is unplaced like any other', () => {
    expect(rendered([...stays, aDeployment('web', { annotations: kept })]).codes).toEqual(['object/unplaced 2.yaml:'])
  })

  test('does not leave its clusters unasked', () => {
    const { history } = rendered([...stays, aDeployment('web', { labels: named('p') })])
    const { codes } = rendered([...stays, aDeployment('web', { labels: named('p'), annotations: kept })], history)
    expect(codes).toEqual([`kubeadmiral/kept-out 2.yaml:${place}`, 'placement/leaves-every-cluster 2.yaml:'])
  })

  test('an autoscaler, too', () => {
    const autoscaler = aWorkload('autoscaling/v2', 'HorizontalPodAutoscaler', 'web', {
      labels: named('p'),
      annotations: kept,
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
    })
    expect(rendered([...stays, autoscaler]).codes).toEqual([`kubeadmiral/kept-out 2.yaml:${place}`])
  })
})

describe('metadata that members do not get', () => {
  const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'x', uid: '1' }
  const web = (metadata: JsonObject): JsonObject => {
    const made = aDeployment('web', { labels: named('p') })
    return { ...made, metadata: { ...(made.metadata as JsonObject), ...metadata } }
  }

  test.each<[string, JsonObject, string[]]>([
    ['finalizers', { finalizers: ['x.io/wait'] }, ['finalizers']],
    ['owners', { ownerReferences: [owner] }, ['ownerReferences']],
    ['both', { finalizers: ['x.io/wait'], ownerReferences: [owner] }, ['finalizers', 'ownerReferences']],
    ['neither, where they are empty', { finalizers: [], ownerReferences: null }, []],
    ['not what a server sets', { uid: '1', resourceVersion: '2', generation: 3, selfLink: '/x' }, []],
  ])('%s', (_, metadata, fields) => {
    const { codes, texts } = rendered([...stays, web(metadata)])
    expect(codes).toEqual(fields.map((field) => `kubeadmiral/dropped-metadata 2.yaml:metadata.${field}`))
    const text = texts.find(({ path }) => path.startsWith('clusters/'))?.text() ?? ''
    expect(text).toContain('name: web')
    expect(text).not.toMatch(/finalizers|ownerReferences/)
  })

  test('not of an object that is not rendered anyway', () => {
    const unnamed = { ...aDeployment('web'), metadata: { name: 'web', finalizers: ['x.io/wait'] } }
    expect(rendered([...stays, unnamed]).codes).toEqual(['object/unplaced 2.yaml:'])
  })

  test('of a Namespace with an override policy', () => {
    const metadata = {
      name: 'shop',
      finalizers: ['x.io/wait'],
      annotations: { 'kubeadmiral.io/no-auto-propagation': 'true' },
    }
    const { codes } = rendered([...stays, { apiVersion: 'v1', kind: 'Namespace', metadata }])
    expect(codes).toEqual(['kubeadmiral/dropped-metadata 2.yaml:metadata.finalizers'])
  })
})
