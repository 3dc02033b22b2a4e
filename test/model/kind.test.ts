import { describe, expect, it } from 'vitest'
import { isOfKind, parseAsked } from '../../src/model/kind.ts'

const deployment = { apiVersion: 'apps/v1', kind: 'Deployment' }

describe('parseAsked', () => {
  it.each([
    ['deploy/web', { kind: 'deploy', group: undefined, name: 'web' }],
    ['Deployment.apps/web', { kind: 'Deployment', group: 'apps', name: 'web' }],
    ['certificates.cert-manager.io/a.b', { kind: 'certificates', group: 'cert-manager.io', name: 'a.b' }],
    ['web', undefined],
    ['deploy/', undefined],
    ['/web', undefined],
    ['a/b/c', undefined],
  ])('%s', (text, asked) => {
    expect(parseAsked(text)).toEqual(asked)
  })
})

describe('isOfKind', () => {
  it.each([
    ['deployment', undefined, deployment],
    ['DEPLOYMENTS', undefined, deployment],
    ['deploy', 'apps', deployment],
    ['netpol', undefined, { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' }],
    ['networkpolicies', undefined, { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' }],
    ['ingresses', undefined, { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' }],
    ['gateways', undefined, { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway' }],
    ['cm', undefined, { apiVersion: 'v1', kind: 'ConfigMap' }],
  ])('%s of %s', (kind, group, id) => {
    expect(isOfKind({ kind, group }, id)).toBe(true)
  })

  it.each([
    ['deploy', 'extensions', deployment],
    ['deployme', undefined, deployment],
    ['cm', undefined, deployment],
  ])('%s of %s is another kind', (kind, group, id) => {
    expect(isOfKind({ kind, group }, id)).toBe(false)
  })
})
