import { describe, expect, it } from 'vitest'
import { exitCodeOf } from '../../src/diagnostics/exit-code.ts'
import { clusterText, configMap, deployment, everywhere, policy, settings } from './fleet.ts'
import { type Files, type Reviewed, rendered, review } from './reviewed.ts'

/** Nine clusters, twelve ConfigMaps everywhere, and a Deployment that is divided among the labelled. */
const names = Array.from({ length: 9 }, (_, index) => `c${index + 1}`)
const when =
  'reschedulePolicy: {replicaRescheduling: {avoidDisruption: false}, rescheduleWhen: {policyContentChanged: true, clusterLabelsChanged: true, clusterJoined: true}}'
const fleet: Files = Object.fromEntries(
  names.map((name) => [`fleet/${name}.yaml`, clusterText(name, { labels: { tier: 'live', [name]: 'here' } })]),
)
const policies: Files = {
  'placement/everywhere.yaml': everywhere,
  'placement/live.yaml': policy('live', `schedulingMode: Divide, clusterSelector: {tier: live}, ${when}`),
  'placement/tiered.yaml': policy('tiered', `schedulingMode: Duplicate, clusterSelector: {tier: live}, ${when}`),
}
const workloads: Files = {
  ...Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`workloads/m${n}.yaml`, configMap(`m${n}`)])),
  'workloads/web.yaml': deployment('web', 18, 'live'),
  'workloads/api.yaml': deployment('api', 2, 'tiered'),
}
const base: Files = { ...fleet, ...policies, ...workloads }
const standing = rendered(base)

const without = (files: Files, test: (path: string) => boolean): Files =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !test(path)))
const rules = ({ verdict }: Reviewed): string[] => verdict.refusals.map(({ rule }) => rule)
const lost = ({ changes }: Reviewed): number => changes.objects.filter(({ change }) => change === 'removed').length
const refuses = (reviewed: Reviewed, ...some: string[]): void => {
  expect(reviewed.verdict.outcome).toBe('refused')
  expect(rules(reviewed)).toEqual(expect.arrayContaining(some))
  expect(exitCodeOf(reviewed.verdict.diagnostics)).toBe(3)
  expect(reviewed.verdict.diagnostics.at(-1)).toMatchObject({
    code: 'guard/refused',
    args: { hash: reviewed.changes.hash },
  })
}

describe('the base of the replays', () => {
  it('has something to lose, and nothing to say', () => {
    expect(Object.keys(standing).filter((path) => path.startsWith('clusters/'))).toHaveLength(9 * 14)
    expect(review(base, standing).verdict.outcome).toBe('clear')
  })
})

describe('what happened to others', () => {
  it('Argo CD #18480: the list of clusters could not be read, and counted as empty', () => {
    const reviewed = review(
      without(base, (path) => path.startsWith('fleet/')),
      standing,
    )
    refuses(reviewed, 'cluster-gone')
  })

  it('Argo CD #18480, in part: some clusters are missing from the list', () => {
    const reviewed = review(
      without(base, (path) => /fleet\/c[12]/.test(path)),
      standing,
    )
    refuses(reviewed, 'cluster-gone')
    expect(reviewed.verdict.refusals[0]?.clusters.map(({ cluster }) => cluster)).toEqual(['c1', 'c2'])
  })

  it('Argo CD #14318: a generator gives nothing, once', () => {
    const reviewed = review(
      without(base, (path) => path.startsWith('workloads/')),
      standing,
    )
    refuses(reviewed, 'nothing-left', 'cluster-emptied', 'cluster-share', 'fleet-share', 'clusters-at-once')
    expect(lost(reviewed)).toBe(9 * 14)
  })

  it('Argo CD #18212: an outage of Git leaves an empty checkout', () => {
    refuses(review({}, standing), 'nothing-left', 'cluster-gone')
  })

  it('Argo CD #18212, in part: half of the checkout', () => {
    const reviewed = review(
      without(base, (path) => /workloads\/m[0-5]\./.test(path)),
      standing,
    )
    refuses(reviewed, 'cluster-share', 'fleet-share')
  })

  it('Karmada #5150: a cluster that was offline for hours loses nothing meanwhile', () => {
    const offline = { ...base, 'fleet/c1.yaml': clusterText('c1', { labels: { tier: 'live' }, ready: false }) }
    const reviewed = review(offline, standing)
    expect(Object.keys(reviewed.written).filter((path) => path.startsWith('clusters/c1/'))).toHaveLength(14)
    expect(reviewed.changes.objects.filter(({ cluster }) => cluster === 'c1')).toEqual([])
    expect(lost(reviewed)).toBe(0)
  })

  it('Karmada #5150: nor when it is back', () => {
    const offline = {
      ...base,
      'fleet/c1.yaml': clusterText('c1', { labels: { tier: 'live', c1: 'here' }, ready: false }),
    }
    const during = review(offline, standing).written
    const reviewed = review(base, during)
    expect(lost(reviewed)).toBe(0)
    expect(reviewed.verdict.outcome).toBe('clear')
  })

  it('Karmada #5150: a cluster that comes back without its labels is not cleared in silence', () => {
    const selected = Object.fromEntries(
      Object.entries(base).map(([path, text]) => [
        path,
        text.replace('propagation-policy-name: everywhere', 'propagation-policy-name: tiered'),
      ]),
    )
    const before = rendered(selected)
    const reviewed = review({ ...selected, 'fleet/c1.yaml': clusterText('c1') }, before)
    refuses(reviewed, 'cluster-emptied')
  })

  it('Karmada #1640: replicas of an unreachable cluster are not taken away', () => {
    const unreachable = Object.fromEntries(
      names
        .slice(0, 4)
        .map((name) => [`fleet/${name}.yaml`, clusterText(name, { labels: { tier: 'live' }, ready: false })]),
    )
    const reviewed = review({ ...base, ...unreachable }, standing)
    expect(lost(reviewed)).toBe(0)
    expect(rules(reviewed)).not.toContain('shrinks')
  })

  it('Karmada #1640: a rescheduling that drops replicas is refused', () => {
    const capped = policy(
      'live',
      `schedulingMode: Divide, placement: [${names.map((name) => `{cluster: ${name}, preferences: {weight: 1, maxReplicas: 1}}`).join(', ')}], ${when}`,
    )
    const reviewed = review({ ...base, 'placement/live.yaml': capped }, standing)
    expect(reviewed.changes.moves).toMatchObject([
      { replicasBefore: 18, replicasAfter: 9, wantedBefore: 18, wantedAfter: 18 },
    ])
    refuses(reviewed, 'shrinks')
    expect(rules(reviewed)).toEqual(['shrinks'])
  })

  it('Config Sync KNV2006: a read error removes all namespaces', () => {
    const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n'
    const before = rendered({ ...base, 'workloads/ns.yaml': namespace })
    expect(Object.keys(before)).toContain('clusters/c1/namespace_shop.yaml')
    const reviewed = review(base, before)
    refuses(reviewed, 'protected-kind')
    expect(rules(reviewed)).toEqual(['protected-kind'])
    expect(reviewed.verdict.refusals[0]?.objects).toHaveLength(9)
  })

  it('Fleet #3770: another path for the same content removes nothing', () => {
    const moved = Object.fromEntries(
      Object.entries(base).map(([path, text]) => [path.replace('workloads/', 'apps/shop/'), text]),
    )
    const reviewed = review(moved, standing)
    expect(reviewed.changes.objects).toEqual([])
    const other = review({ ...moved, 'stowage.yaml': settings('layout: namespace') }, standing)
    expect(other.changes.objects).toEqual([])
    expect(other.verdict.outcome).toBe('clear')
  })

  it('kpt: an empty answer wipes the package', () => {
    const blank = Object.fromEntries(Object.entries(workloads).map(([path]) => [path, '# nothing here\n']))
    const reviewed = review({ ...fleet, ...policies, ...blank }, standing)
    refuses(reviewed, 'nothing-left', 'cluster-emptied')
  })

  it('kustomize: a List whose items are null is refused before anything is planned', () => {
    const list = 'apiVersion: v1\nkind: List\nitems:\n'
    const reviewed = review({ ...fleet, ...policies, 'workloads/all.yaml': list }, standing)
    expect(exitCodeOf(reviewed.result.found)).toBe(2)
    expect(reviewed.result.found.map(({ code }) => code)).toContain('input/list-without-items')
    refuses(reviewed, 'nothing-left')
  })

  it('Spotify: a change that means one cluster takes the others along', () => {
    const typo = Object.fromEntries(
      names.map((name) => [`fleet/${name}.yaml`, clusterText(name, { labels: { tier: 'Live' } })]),
    )
    const reviewed = review({ ...base, ...typo }, standing)
    refuses(reviewed, 'leaves-every-cluster')
  })
})

describe('what is done every week', () => {
  const passes = (reviewed: Reviewed): void => {
    expect(rules(reviewed)).toEqual([])
    expect(reviewed.verdict.outcome).toBe('clear')
    expect(reviewed.verdict.diagnostics).toEqual([])
  }
  const drainable = Object.fromEntries(
    Object.entries(base).map(([path, text]) => [
      path,
      /workloads\/m([0-9]|1[0])\./.test(path) ? text.replace('policy-name: everywhere', 'policy-name: tiered') : text,
    ]),
  )

  it('one cluster of nine is drained, as long as something stays', () => {
    const reviewed = review({ ...drainable, 'fleet/c1.yaml': clusterText('c1') }, rendered(drainable))
    expect(reviewed.changes.clusters[0]).toMatchObject({ cluster: 'c1', standing: 14, removed: 13 })
    passes(reviewed)
  })

  it('two at once are asked about', () => {
    const two = { 'fleet/c1.yaml': clusterText('c1'), 'fleet/c2.yaml': clusterText('c2') }
    refuses(review({ ...drainable, ...two }, rendered(drainable)), 'cluster-share', 'fleet-share')
  })

  it('three objects are deleted everywhere, and their names with them', () => {
    passes(
      review(
        without(base, (path) => /workloads\/m[0-2]\./.test(path)),
        standing,
      ),
    )
  })

  it('replicas go up and down as their owner asks', () => {
    passes(review({ ...base, 'workloads/web.yaml': deployment('web', 40, 'live') }, standing))
    passes(review({ ...base, 'workloads/web.yaml': deployment('web', 9, 'live') }, standing))
  })

  it('a cluster joins', () => {
    passes(review({ ...base, 'fleet/d.yaml': clusterText('d', { labels: { tier: 'live' } }) }, standing))
  })
})

describe('an approval', () => {
  const input = without(base, (path) => /workloads\/m[0-5]\./.test(path))
  const { hash } = review(input, standing).changes

  it('lets exactly its plan pass', () => {
    const { verdict } = review(input, standing, { approve: [hash] })
    expect(verdict).toMatchObject({ outcome: 'approved', hash })
    expect(verdict.diagnostics.map(({ code }) => code)).toEqual(['guard/approved'])
    expect(exitCodeOf(verdict.diagnostics)).toBe(0)
  })

  it('may stand in the settings', () => {
    const approved = { ...input, 'stowage.yaml': settings(`approve: "${hash}"`) }
    expect(review(approved, standing).verdict.outcome).toBe('approved')
  })

  it('is void once the plan was written', () => {
    const { written } = review(input, standing, { approve: [hash] })
    const again = review(input, written, { approve: [hash] })
    expect(again.verdict.outcome).toBe('clear')
    expect(again.verdict.diagnostics.map(({ code }) => code)).toEqual(['guard/approval-void'])
    refuses(
      review(
        without(input, (path) => path.includes('/m')),
        written,
        { approve: [hash] },
      ),
      'cluster-share',
    )
  })

  it('is void for every other plan: 100 replays', () => {
    for (let n = 0; n < 100; n++) {
      const other = { ...input, [`workloads/new-${n}.yaml`]: configMap(`new-${n}`) }
      const { verdict } = review(other, standing, { approve: [hash] })
      expect(verdict.outcome).toBe('refused')
      expect(verdict.diagnostics.map(({ code }) => code)).toContain('guard/approval-void')
    }
  })
})

describe('an object that asks not to be removed', () => {
  const shy = configMap('m0', 'everywhere', 'stowage.dev/deletion-protected: "true"')
  const before = rendered({ ...base, 'workloads/m0.yaml': shy })

  it('is not, even where it does not ask any more', () => {
    const reviewed = review(
      without(base, (path) => path.includes('/m0.')),
      before,
    )
    refuses(reviewed, 'protected-object')
    expect(reviewed.verdict.refusals[0]?.objects).toHaveLength(9)
  })

  it('asks for nothing but the text "true"', () => {
    const loud = rendered({ ...base, 'workloads/m0.yaml': shy.replace('"true"', '"false"') })
    expect(
      rules(
        review(
          without(base, (path) => path.includes('/m0.')),
          loud,
        ),
      ),
    ).toEqual([])
  })
})
