import { describe, expect, test } from 'vitest'
import { wording } from '../../../src/diagnostics/diagnostic.ts'
import { checkKeys } from '../../../src/dialects/kubeadmiral/annotations/keys.ts'
import { hpaModeLabel, steeringAnnotations, steeringLabels } from '../../../src/dialects/kubeadmiral/steering.ts'
import type { Json } from '../../../src/model/json.ts'
import { aDeployment, aResource, collector } from '../resource.ts'

function check(field: 'labels' | 'annotations', map: Readonly<Record<string, Json>>) {
  const { report, found, codes } = collector()
  checkKeys(aResource(aDeployment('web', { [field]: map }), 'web.yaml'), report)
  return { codes: codes(), args: found.map(({ args }) => args), words: found.map(wording) }
}

const key = (name: string): string => `kubeadmiral.io/${name}`

describe('keys that nothing reads', () => {
  test.each<['labels' | 'annotations', string, string, string]>([
    ['labels', 'propagation-policy', '', 'propagation-policy-name'],
    ['labels', 'cluster-propagation-polic-name', '', 'cluster-propagation-policy-name'],
    ['labels', 'retain-replicas', 'annotation', ''],
    ['annotations', 'propagation-policy-name', 'label', ''],
    ['annotations', 'maxCluster', '', 'maxClusters'],
    ['annotations', 'no-schedulling', '', 'no-scheduling'],
    ['annotations', 'zzz', '', ''],
  ])('%s: %s', (field, name, place, suggestion) => {
    const { codes, args, words } = check(field, { [key(name)]: 'x' })
    expect(codes).toEqual([`kubeadmiral/unknown-key web.yaml:metadata.${field}.${key(name)}`])
    expect(args).toMatchObject([{ place, ...(place === '' ? { suggestion: suggestion && key(suggestion) } : {}) }])
    expect(words[0]).not.toMatch(/undefined/)
  })

  test('are not those that steer', () => {
    expect(
      check('labels', Object.fromEntries([...steeringLabels, hpaModeLabel].map((one) => [one, 'x']))).codes,
    ).toEqual([])
    expect(
      check('annotations', Object.fromEntries([...steeringAnnotations].map((one) => [one, 'true']))).codes,
    ).toEqual([])
  })

  test.each([
    'kubeadmiral.io/scheduling',
    'kubeadmiral.io/applied-migration-configuration',
    'kubeadmiral.io/latest-replicaset-digests',
    'kubeadmiral.io/source-generation',
    'internal.kubeadmiral.io/enable-follower-scheduling',
    'federate.controller.kubeadmiral.io/observed-annotations',
    'example.com/kubeadmiral.io',
    'kubeadmiral.io',
  ])('nor what upstream writes, nor other prefixes: %s', (name) => {
    expect(check('annotations', { [name]: 'x' }).codes).toEqual([])
  })
})

describe('flags', () => {
  const flags = ['dry-run', 'retain-replicas', 'disable-following', 'no-auto-propagation']

  test.each(flags.flatMap((name) => ['yes', 'True', '1', ''].map((value) => [name, value] as const)))(
    '%s: %j counts as false, with a warning',
    (name, value) => {
      const { codes, words } = check('annotations', { [key(name)]: value })
      expect(codes).toEqual([`kubeadmiral/annotation-ignored web.yaml:metadata.annotations.${key(name)}`])
      expect(words[0]).toContain('False counts')
    },
  )

  test.each(flags)('%s is true or false', (name) => {
    for (const value of ['true', 'false']) expect(check('annotations', { [key(name)]: value }).codes).toEqual([])
  })

  test('one that is no text was told of where it was read', () => {
    expect(check('annotations', { [key('dry-run')]: true }).codes).toEqual([])
  })
})
