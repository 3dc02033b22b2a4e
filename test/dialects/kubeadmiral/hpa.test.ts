import { describe, expect, test } from 'vitest'
import { diagnostic, wording } from '../../../src/diagnostics/diagnostic.ts'
import { kubeadmiral } from '../../../src/dialects/kubeadmiral/index.ts'
import type { Json, JsonObject } from '../../../src/model/json.ts'
import { aCluster, aDeployment, aPropagationPolicy, aWorkload, collector, named, resources } from '../resource.ts'
import { rendered } from './rendered.ts'

const listing = (entry: JsonObject): JsonObject => ({ 'kubeadmiral.io/followers': JSON.stringify([entry]) })
const listed = listing({ group: 'autoscaling', kind: 'HorizontalPodAutoscaler', name: 'web' })
const retained: JsonObject = { 'kubeadmiral.io/retain-replicas': 'true' }
const target: JsonObject = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }

interface Plan {
  readonly labels?: JsonObject
  readonly annotations?: JsonObject
  readonly scaleTargetRef?: Json
}

function autoscaler({ labels = {}, annotations = {}, scaleTargetRef = target }: Plan = {}): JsonObject {
  const spec = { scaleTargetRef, maxReplicas: 9 }
  return aWorkload('autoscaling/v2', 'HorizontalPodAutoscaler', 'web', { labels, annotations, spec })
}

const mode = (value: string): JsonObject => ({ 'kubeadmiral.io/hpa-mode': value })
const workload = (annotations: JsonObject, labels = named('p')): JsonObject =>
  aDeployment('web', { labels, annotations })
const able = workload({ ...listed, ...retained })
const at = '2.yaml:spec.scaleTargetRef'

/** The policy, the workload and the autoscaler are `0.yaml` to `2.yaml`. */
function decide(hpa: JsonObject, object: JsonObject, spec: JsonObject = {}) {
  const { report, found, codes } = collector()
  const [policy, ...others] = resources(aPropagationPolicy('p', spec), object, hpa)
  const owned = policy === undefined ? [] : [policy]
  const claim = kubeadmiral.units({ owned, others, clusters: [], history: new Map(), report })
  const unit = claim.units.find(({ workload: { kind } }) => kind === 'HorizontalPodAutoscaler')
  const held = [...(claim.held ?? [])].map(({ kind }) => kind)
  return {
    leaders: unit?.leaders,
    policy: unit?.policyRef?.name,
    held,
    claimed: claim.claimed.size,
    found,
    codes: codes(),
  }
}

describe('an autoscaler that its workload lists', () => {
  test('follows it', () => {
    expect(decide(autoscaler(), able)).toMatchObject({
      leaders: ['apps/Deployment/default/web'],
      policy: undefined,
      held: [],
      codes: [],
    })
  })

  test('so does one in distributed mode, and one with a policy of its own', () => {
    expect(decide(autoscaler({ labels: mode('distributed') }), able)).toMatchObject({ held: [], codes: [] })
    expect(decide(autoscaler({ labels: named('p') }), able)).toMatchObject({
      leaders: ['apps/Deployment/default/web'],
      policy: 'p',
      held: [],
      codes: [],
    })
  })

  test('and one whose target is written with another version', () => {
    const scaleTargetRef = { ...target, apiVersion: 'apps/v1beta2' }
    expect(decide(autoscaler({ scaleTargetRef }), able)).toMatchObject({ held: [], codes: [] })
  })

  test.each<[string, string[], Plan, JsonObject, JsonObject, string[]?]>([
    ['the policy divides', ['divides'], {}, able, { schedulingMode: 'Divide' }],
    ['the workload leaves its replicas to the policy', ['replicas'], {}, workload(listed), {}],
    [
      'retain-replicas is not true',
      ['replicas'],
      {},
      workload({ ...listed, 'kubeadmiral.io/retain-replicas': 'yes' }),
      {},
      ['kubeadmiral/annotation-ignored 1.yaml:metadata.annotations.kubeadmiral.io/retain-replicas'],
    ],
    ['both', ['divides', 'replicas'], {}, workload(listed), { schedulingMode: 'Divide' }],
    ['it names no target', ['no-target'], { scaleTargetRef: {} }, able, {}],
    ['it has no target', ['no-target'], { scaleTargetRef: null }, able, {}],
  ])('is held back where %s', (_, obstacles, plan, object, spec, expected) => {
    const { held, leaders, codes, found } = decide(autoscaler(plan), object, spec)
    expect({ held, leaders, codes }).toEqual({
      held: ['HorizontalPodAutoscaler'],
      leaders: undefined,
      codes: [...(expected ?? []), `kubeadmiral/hpa-held ${at}`],
    })
    expect(found.at(-1)?.args).toMatchObject({ autoscaler: 'HorizontalPodAutoscaler default/web', obstacles })
  })

  test.each([
    ['centralized', 'centralized', {}],
    ['centralized', 'centralized', { schedulingMode: 'Divide' }],
    ['Distributed', 'mode', {}],
  ])('is held back in the mode %s', (value, obstacle, spec) => {
    const { held, codes, found } = decide(autoscaler({ labels: mode(value) }), able, spec)
    expect(held).toEqual(['HorizontalPodAutoscaler'])
    expect(codes).toEqual(['kubeadmiral/hpa-held 2.yaml:metadata.labels.kubeadmiral.io/hpa-mode'])
    expect(found[0]?.args.obstacles).toEqual([obstacle])
  })
})

describe('an autoscaler with a policy of its own', () => {
  const own = { labels: named('p') }

  test.each<[string, JsonObject, string[]]>([
    ['there is none in the input', aDeployment('other'), []],
    [
      'it is kept out',
      workload({ ...listed, ...retained, 'kubeadmiral.io/no-federated-resource': '1' }),
      ['kubeadmiral/kept-out 1.yaml:metadata.annotations.kubeadmiral.io/no-federated-resource'],
    ],
  ])('goes by that policy where its workload is not known: %s', (_, object, codes) => {
    expect(decide(autoscaler(own), object)).toMatchObject({ policy: 'p', codes })
  })

  test.each<[string, string[], Plan, JsonObject, JsonObject, string[]?]>([
    ['the workload does not list it', ['not-listed'], own, workload(retained), {}],
    [
      'the workload lists one of another group',
      ['not-listed'],
      own,
      workload({ ...retained, ...listing({ kind: 'HorizontalPodAutoscaler', name: 'web' }) }),
      {},
      ['kubeadmiral/follower-kind 1.yaml:metadata.annotations.kubeadmiral.io/followers'],
    ],
    [
      'it does not follow',
      ['not-following'],
      { ...own, annotations: { 'kubeadmiral.io/disable-following': 'true' } },
      able,
      {},
    ],
    ['the policy has no followers', ['no-followers'], own, able, { disableFollowerScheduling: true }],
    ['the workload has no policy', ['no-policy'], own, workload({ ...listed, ...retained }, {}), {}],
    [
      'nothing is as it has to be',
      ['divides', 'no-followers', 'replicas', 'not-following', 'not-listed'],
      { ...own, annotations: { 'kubeadmiral.io/disable-following': 'true' } },
      workload({}),
      { schedulingMode: 'Divide', disableFollowerScheduling: true },
    ],
  ])('is held back where %s', (_, obstacles, plan, object, spec, expected) => {
    const { held, policy, codes, found } = decide(autoscaler(plan), object, spec)
    expect({ held, policy, codes }).toEqual({
      held: ['HorizontalPodAutoscaler'],
      policy: undefined,
      codes: [...(expected ?? []), `kubeadmiral/hpa-held ${at}`],
    })
    expect(found.at(-1)?.args.obstacles).toEqual(obstacles)
  })

  const missing = (label: string): string =>
    `kubeadmiral/policy-not-found ${label}:metadata.labels.kubeadmiral.io/propagation-policy-name`

  test('is refused with its workload where that names a policy that is missing; one error tells it', () => {
    const { held, policy, claimed, codes } = decide(
      autoscaler(own),
      workload({ ...listed, ...retained }, named('missing')),
    )
    expect({ held, policy, claimed, codes }).toEqual({
      held: [],
      policy: undefined,
      claimed: 2,
      codes: [missing('1.yaml')],
    })
  })

  test('is refused where it names a policy that is missing itself', () => {
    const { held, claimed, codes } = decide(autoscaler({ labels: named('missing') }), workload({}))
    expect({ held, claimed, codes }).toEqual({ held: [], claimed: 2, codes: [missing('2.yaml')] })
  })

  test.each([
    'centralized',
    'mode',
    'no-target',
    'no-policy',
    'divides',
    'no-followers',
    'replicas',
    'not-following',
    'not-listed',
  ])('the obstacle %s has words', (obstacle) => {
    const args = { autoscaler: 'A a', target: 'B b', obstacles: [obstacle] }
    expect(wording(diagnostic('kubeadmiral/hpa-held', args))).not.toContain(` ${obstacle}.`)
  })
})

describe('other autoscalers', () => {
  test('without a policy, and listed by nobody, are just unplaced', () => {
    expect(decide(autoscaler(), workload(retained))).toMatchObject({
      held: [],
      leaders: undefined,
      claimed: 1,
      codes: [],
    })
    expect(decide(autoscaler({ labels: mode('centralized') }), workload({}))).toMatchObject({ held: [], codes: [] })
  })

  test('may scale what leads nothing, by their own policy', () => {
    const rollout = aWorkload('argoproj.io/v1alpha1', 'Rollout', 'web', {
      labels: named('p'),
      annotations: { ...listed, ...retained },
    })
    const scaleTargetRef = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'web' }
    expect(decide(autoscaler({ scaleTargetRef, labels: named('p') }), rollout)).toMatchObject({
      policy: 'p',
      leaders: [],
      held: [],
      codes: [],
    })
  })

  test('of other kinds say in a FederatedTypeConfig where their target stands', () => {
    const config: JsonObject = {
      apiVersion: 'core.kubeadmiral.io/v1alpha1',
      kind: 'FederatedTypeConfig',
      metadata: { name: 'scalers', annotations: { 'kubeadmiral.io/scale-target-ref-path': 'spec.target' } },
      spec: {
        sourceType: { group: 'x.io', version: 'v1', kind: 'Scaler', pluralName: 'scalers', scope: 'Namespaced' },
      },
    }
    const scaler = aWorkload('x.io/v1', 'Scaler', 's', { spec: { target } })
    const lists = listing({ group: 'x.io', kind: 'Scaler', name: 's' })
    const fleet = [aCluster('eu'), config, aPropagationPolicy('p'), scaler]
    expect(rendered([...fleet, workload({ ...lists, ...retained })])).toMatchObject({
      clusters: { eu: ['Deployment default/web', 'Scaler default/s'] },
      codes: [],
    })
    expect(rendered([...fleet, workload(lists)])).toMatchObject({
      clusters: { eu: ['Deployment default/web'] },
      codes: ['kubeadmiral/hpa-held 3.yaml:spec.target'],
    })
  })
})

describe('in a render', () => {
  const rest = [aCluster('eu'), aCluster('us'), aPropagationPolicy('p', { placement: [{ cluster: 'eu' }] })]

  test('goes where the workload goes, which loses its replicas, and keeps its label', () => {
    const { clusters, texts, codes } = rendered([...rest, able, autoscaler({ labels: mode('distributed') })])
    expect(clusters).toEqual({ eu: ['Deployment default/web', 'HorizontalPodAutoscaler default/web'] })
    const text = (name: string): string | undefined => texts.find(({ path }) => path.endsWith(name))?.text()
    expect(text('clusters/eu/default_horizontalpodautoscaler.autoscaling_web.yaml')).toContain('hpa-mode: distributed')
    expect(text('clusters/eu/default_deployment.apps_web.yaml')).not.toContain('replicas')
    expect(codes).toEqual([])
  })

  test('one that is held back and was placed does not vanish without being asked about', () => {
    const { history } = rendered([...rest, able, autoscaler()])
    const after = [...rest, workload(listed), autoscaler()]
    const { clusters, codes } = rendered(after, history)
    expect(clusters).toEqual({ eu: ['Deployment default/web'] })
    expect(codes).toEqual(['kubeadmiral/hpa-held 4.yaml:spec.scaleTargetRef', 'placement/leaves-every-cluster 4.yaml:'])
  })

  test('one that was held back all along is a warning, and no unplaced object', () => {
    expect(rendered([...rest, workload(listed), autoscaler()]).codes).toEqual([
      'kubeadmiral/hpa-held 4.yaml:spec.scaleTargetRef',
    ])
  })
})
