import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { kubefed } from '../../../src/dialects/kubefed/index.ts'
import { aCluster, anObserved } from '../../builders/cluster.ts'
import { aPrevious } from '../../builders/unit.ts'
import { outcome, replicasOf, resources } from './situation.ts'

const read = (name: string): string => readFileSync(new URL(`founding/${name}.yaml`, import.meta.url), 'utf8')
const workload = read('workload')
const preference = read('preference')
const both = (total: number, extra = ''): string =>
  `${workload}---\n${preference.replace('totalReplicas: 5', `totalReplicas: ${total}\n${extra}`)}`
const identity = 'apps/Deployment/test-namespace/test-deployment'

const template = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'test-deployment', namespace: 'test-namespace', labels: { app: 'nginx' } },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'nginx' } },
    template: {
      metadata: { labels: { app: 'nginx' } },
      spec: {
        containers: [
          { image: 'nginx', name: 'nginx', resources: { limits: { cpu: '500m' }, requests: { cpu: '200m' } } },
        ],
      },
    },
  },
}

describe('the manifests of the founding document', () => {
  it('name their clusters', () => {
    const owned = resources(workload).filter((one) => kubefed.owns(one))
    const names = [...kubefed.namedClusters(owned, [])].map(({ name }) => name)
    expect(new Set(names)).toEqual(new Set(['cluster1', 'cluster2']))
  })

  it('render 2 + 2, the namespace with them', () => {
    const found = outcome(workload)
    expect(found.found).toEqual([])
    expect([...found.claim.claimed].map(({ kind }) => kind)).toEqual(['Namespace'])
    for (const cluster of ['cluster1', 'cluster2']) {
      expect(found.objects.get(`${cluster}/Namespace/test-namespace`)).toEqual({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'test-namespace' },
      })
      const deployment = found.objects.get(`${cluster}/Deployment/test-deployment`)
      expect(deployment).toEqual(template)
      expect(Object.keys(deployment ?? {})).toEqual(['apiVersion', 'kind', 'metadata', 'spec'])
    }
    expect(found.objects.size).toBe(4)
  })

  it('render 3 + 2 with the preference, not the 4 + 3 of the transcript', () => {
    const found = outcome(both(5))
    expect(found.found).toEqual([])
    expect(replicasOf(found)).toEqual({ cluster1: 3, cluster2: 2 })
    expect(found.objects.get('cluster1/Deployment/test-deployment')).toEqual({
      ...template,
      spec: { ...template.spec, replicas: 3 },
    })
    expect(found.decisions.find(({ unit }) => unit.workload.kind === 'Deployment')?.policyRef).toMatchObject({
      kind: 'ReplicaSchedulingPreference',
      name: 'test-deployment',
    })
  })

  it.each([
    [5, '', undefined, [3, 2]],
    [5, '', { cluster1: 2, cluster2: 2 }, [3, 2]],
    [5, '', { cluster1: null, cluster2: null }, [3, 2]],
    [5, '', { cluster1: 4, cluster2: 3 }, [4, 1]],
    [5, '', { cluster1: 3, cluster2: 2 }, [3, 2]],
    [5, '  rebalance: true', { cluster1: 4, cluster2: 3 }, [3, 2]],
    [7, '', undefined, [4, 3]],
    [7, '', { cluster1: 2, cluster2: 2 }, [4, 3]],
    [7, '  rebalance: true', { cluster1: 4, cluster2: 3 }, [4, 3]],
  ])('divide %i %s from %j', (total, extra, previous, [first, second]) => {
    const history = previous === undefined ? {} : { [identity]: aPrevious(previous) }
    expect(replicasOf(outcome(both(total, extra), undefined, history))).toEqual({ cluster1: first, cluster2: second })
  })

  it('divide by what snapshots saw, rather than by the previous placement', () => {
    const clusters = [
      aCluster({ name: 'cluster1', observed: new Map([[identity, anObserved({ desired: 4 })]]) }),
      aCluster({ name: 'cluster2', observed: new Map([[identity, anObserved({ desired: 3 })]]) }),
    ]
    const history = { [identity]: aPrevious({ cluster1: 2, cluster2: 2 }) }
    expect(replicasOf(outcome(both(5), clusters, history))).toEqual({ cluster1: 4, cluster2: 1 })
  })

  it('print the divided Deployment once', () => {
    const unit = outcome(both(5)).units.find(({ workload: id }) => id.kind === 'Deployment')
    expect(unit?.overrides).toHaveLength(1)
  })
})
