import { describe, expect, it } from 'vitest'
import type { SourceFile } from '../../../src/model/source.ts'
import { type RenderResult, render } from '../../../src/render.ts'

const cluster = (name: string, more = ''): string =>
  `apiVersion: stowage.dev/v1alpha1\nkind: Cluster\nmetadata: {name: ${name}${more}}\n---\n`
const policy = (spec: string): string =>
  `apiVersion: core.kubeadmiral.io/v1alpha1\nkind: PropagationPolicy\nmetadata: {name: p, namespace: shop}\nspec: {schedulingMode: Divide, ${spec}}\n---\n`
const deployment = (name: string, replicas = 6, annotation = ''): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}, namespace: shop, labels: {kubeadmiral.io/propagation-policy-name: p}, annotations: {note: kept${annotation}}}\nspec: {replicas: ${replicas}}\n---\n`

/** A tree that is rendered again and again: what one render remembers is what the next one reads. */
function repository() {
  let remembered: SourceFile[] = []
  return {
    render(...texts: string[]): RenderResult {
      const result = render({ files: [{ path: 'input.yaml', text: texts.join('') }, ...remembered] })
      const files = result.layout.files.filter(({ path }) => path.startsWith('placements/'))
      remembered = files.map(({ path, text }) => ({ path, text: text() }))
      return result
    },
    /** By the last part of the file name. */
    placements: (): Record<string, string> =>
      Object.fromEntries(remembered.map(({ path, text }) => [path.slice(11), text])),
    fleets: (): string[] => remembered.map(({ path }) => path).filter((path) => path.includes('/fleetfacts.')),
    edit(change: (file: SourceFile) => SourceFile | undefined): void {
      remembered = remembered.flatMap((file) => change(file) ?? [])
    },
  }
}

const told = ({ diagnostics }: RenderResult): string[] => diagnostics.map(({ diagnostic }) => diagnostic.code)
const outcomes = ({ decisions }: RenderResult): string[] => decisions.map(({ outcome }) => outcome)
const where = ({ decisions }: RenderResult): string[] =>
  decisions.map(({ targets }) => targets.map(({ cluster, replicas }) => `${cluster}:${replicas}`).join(' '))
const web = 'shop_deployment.apps_web.yaml'
const facts = (placement = ''): string => placement.slice(placement.indexOf('  facts:'))

describe('history, over several renders', () => {
  const fleet = cluster('eu') + cluster('us')
  const labelled = cluster('eu') + cluster('us', ', labels: {zone: a}') + cluster('ap')
  const lateLabels = cluster('eu') + cluster('us', ', labels: {zone: a}') + cluster('ap', ', labels: {zone: b}')

  it('the same input gives the same bytes, and every workload is kept', () => {
    const tree = repository()
    expect(outcomes(tree.render(fleet, policy(''), deployment('web'), deployment('api')))).toEqual([
      'decided',
      'decided',
    ])
    const first = tree.placements()
    const again = tree.render(fleet, policy(''), deployment('web'), deployment('api'))
    expect(outcomes(again)).toEqual(['kept', 'kept'])
    expect(told(again)).toEqual([])
    expect(tree.placements()).toEqual(first)
    expect(tree.fleets()).toHaveLength(1)
  })

  it('deferred changes keep the old facts and the old fleet, render after render, until they may ask', () => {
    const tree = repository()
    tree.render(fleet, policy(''), deployment('web'))
    const [first, fleets] = [tree.placements()[web], tree.fleets()]
    for (const later of [labelled, lateLabels, lateLabels]) {
      const result = tree.render(later, policy(''), deployment('web'))
      expect(result.decisions[0]?.deferred).toEqual(['clusterLabelsChanged:false', 'clusterJoined:false'])
      expect(told(result)).toEqual(['placement/deferred', 'placement/deferred'])
      expect(tree.fleets()).toEqual(fleets)
      expect(facts(tree.placements()[web])).toBe(facts(first))
      expect(tree.placements()[web]).toContain('  deferred:\n  - clusterLabelsChanged:false\n  - clusterJoined:false\n')
    }
    const on = policy('reschedulePolicy: {rescheduleWhen: {clusterJoined: true, policyContentChanged: false}}')
    const result = tree.render(lateLabels, on, deployment('web'))
    expect(outcomes(result)).toEqual(['decided'])
    expect(told(result)).toEqual([])
    expect(tree.placements()[web]).not.toContain('deferred')
    expect(tree.fleets()).toHaveLength(1)
    expect(tree.fleets()).not.toEqual(fleets)
  })

  it('a change that is taken back is not deferred any more', () => {
    const tree = repository()
    tree.render(fleet, policy(''), deployment('web'))
    const first = tree.placements()
    tree.render(labelled, policy(''), deployment('web'))
    expect(told(tree.render(fleet, policy(''), deployment('web')))).toEqual([])
    expect(tree.placements()).toEqual(first)
  })

  it('each workload rests on its own fleet; a fleet is there as long as one does', () => {
    const tree = repository()
    tree.render(fleet, policy(''), deployment('api'), deployment('web'))
    const before = tree.fleets()
    const result = tree.render(labelled, policy(''), deployment('api'), deployment('web', 7))
    expect(outcomes(result)).toEqual(['kept', 'decided'])
    expect(tree.fleets()).toHaveLength(2)
    expect(tree.fleets()).toEqual(expect.arrayContaining(before))
    tree.render(labelled, policy(''), deployment('api', 7), deployment('web', 7))
    expect(tree.fleets()).toHaveLength(1)
    expect(tree.fleets()).not.toEqual(before)
  })

  it('a fleet that is not there any more is told, and its workloads are decided anew from where they are', () => {
    const tree = repository()
    const skewed = cluster('eu')
    tree.render(skewed, policy(''), deployment('web', 2))
    tree.render(fleet, policy(''), deployment('web', 3))
    const placed = tree.placements()
    tree.edit((file) => (file.path.includes('/fleetfacts.') ? undefined : file))
    const result = tree.render(fleet, policy(''), deployment('web', 3))
    expect(told(result)).toEqual(['placement/fleet-forgotten'])
    expect(outcomes(result)).toEqual(['decided'])
    expect(tree.placements()).toEqual(placed)
  })

  it('placements of a version that remembered fewer facts are no error', () => {
    const tree = repository()
    const [before] = where(tree.render(fleet, policy(''), deployment('web')))
    tree.edit((file) =>
      file.path.includes('/fleetfacts.')
        ? undefined
        : {
            ...file,
            text: file.text.replace(/ {2}facts:\n(?: {4}.*\n)*/, '  facts:\n    policy: "1"\n    replicas: 6\n'),
          },
    )
    const result = tree.render(fleet, policy(''), deployment('web'))
    expect(told(result)).toEqual([])
    expect(where(result)).toEqual([before])
    expect(tree.fleets()).toHaveLength(1)
  })

  it('a workload that must not be scaled warns in every render', () => {
    const tree = repository()
    const sticky = policy('reschedulePolicy: {disableRescheduling: true}')
    const [before] = where(tree.render(fleet, sticky, deployment('web')))
    for (const outcome of ['sticky', 'kept', 'kept']) {
      const result = tree.render(fleet, sticky, deployment('web', 10))
      expect(outcomes(result)).toEqual([outcome])
      expect(where(result)).toEqual([before])
      expect(told(result)).toEqual(['placement/not-scaled'])
    }
  })

  it('nor does letting it be scaled, where the policy asks for nothing', () => {
    const tree = repository()
    tree.render(fleet, policy('reschedulePolicy: {disableRescheduling: true}'), deployment('web'))
    tree.render(fleet, policy('reschedulePolicy: {disableRescheduling: true}'), deployment('web', 10))
    const free = policy('reschedulePolicy: {disableRescheduling: false}')
    for (const _ of [1, 2]) {
      const result = tree.render(fleet, free, deployment('web', 10))
      expect(outcomes(result)).toEqual(['kept'])
      expect(told(result)).toContain('placement/scaled-while-held')
    }
    expect(told(tree.render(fleet, free, deployment('web', 11)))).toEqual([])
  })

  it('a file that cannot be read is not a workload that is gone', () => {
    const tree = repository()
    tree.render(fleet, policy(''), deployment('web'))
    const broken = tree.render(fleet, policy(''), 'kind: [')
    expect(told(broken).filter((code) => code.startsWith('placement/'))).toEqual([])
    expect(told(broken)).toHaveLength(1)
  })

  it('removing no-scheduling does nothing by itself', () => {
    const tree = repository()
    const [before] = where(tree.render(fleet, policy(''), deployment('web')))
    const held = ', kubeadmiral.io/no-scheduling: "true"'
    const holding = tree.render(fleet, policy(''), deployment('web', 10, held))
    expect(outcomes(holding)).toEqual(['held'])
    expect(where(holding)).toEqual([before])
    const released = tree.render(fleet, policy(''), deployment('web', 10))
    expect(outcomes(released)).toEqual(['kept'])
    expect(where(released)).toEqual([before])
    expect(told(released)).toEqual(['placement/scaled-while-held'])
    expect(where(tree.render(fleet, policy(''), deployment('web', 11)))).not.toEqual([before])
  })
})
