import { describe, expect, it } from 'vitest'
import { type Diagnostic, diagnostic, wording } from '../../src/diagnostics/diagnostic.ts'
import { exitCodeOf } from '../../src/diagnostics/exit-code.ts'
import { readGuarding } from '../../src/dialects/stowage/guard.ts'
import { guardDefaults, guardRules } from '../../src/model/guard.ts'
import { check } from '../../src/schema/check.ts'
import { settings } from './fleet.ts'
import { read } from './reviewed.ts'

const guarding = (spec: string) => readGuarding(read(settings(spec)) ?? [])
const codes = (spec: string): string[] => {
  const found: Diagnostic[] = []
  for (const resource of read(settings(spec)) ?? []) check(resource, (one) => void found.push(one))
  return found.map(({ code }) => code)
}

describe('settings of the guard', () => {
  it('are the defaults where nothing is said', () => {
    expect(readGuarding([])).toEqual({ guard: guardDefaults, approve: [] })
    expect(guarding('layout: object').guard).toEqual(guardDefaults)
    expect(guarding('guard: {cluster: {most: 5}}').guard).toEqual({
      ...guardDefaults,
      cluster: { ...guardDefaults.cluster, most: 5 },
    })
  })

  it('are read as they are written', () => {
    const text =
      'approve: [abc, def], guard: {cluster: {percent: 40, objects: 5, most: 100}, fleet: {percent: 15, objects: 6}, atOnce: {percent: 50, objects: 7}, protect: [], disable: [shrinks]}'
    expect(codes(text)).toEqual([])
    expect(guarding(text)).toEqual({
      guard: {
        cluster: { share: { part: 40, of: 100 }, objects: 5, most: 100 },
        fleet: { share: { part: 15, of: 100 }, objects: 6 },
        atOnce: { share: { part: 50, of: 100 }, objects: 7 },
        protect: [],
        disable: ['shrinks'],
      },
      approve: ['abc', 'def'],
    })
    expect(guarding('approve: abc').approve).toEqual(['abc'])
  })

  it('have no rule and no threshold that they do not know', () => {
    expect(codes('guard: {disable: [everything]}')).not.toEqual([])
    expect(codes('guard: {cluster: {percent: -1}}')).not.toEqual([])
    expect(codes('guard: {speed: 1}')).not.toEqual([])
    expect(codes(`guard: {disable: [${guardRules.join(', ')}]}`)).toEqual([])
  })
})

describe('what the guard says', () => {
  const clusters = Array.from({ length: 12 }, (_, n) => `c${n}`)
  it.each([
    diagnostic('guard/nothing-left', { count: 1 }),
    diagnostic('guard/cluster-gone', { clusters, count: 30 }),
    diagnostic('guard/cluster-emptied', { clusters: ['eu'], count: 3 }),
    diagnostic('guard/leaves-every-cluster', { workloads: ['Deployment a/b'], count: 1, scaledToZero: 1 }),
    diagnostic('guard/shrinks', { workloads: ['Deployment a/b (3 to 2)'], count: 14 }),
    diagnostic('guard/protected-object', { objects: ['ConfigMap a/b in eu'], count: 1 }),
    diagnostic('guard/protected-kind', { objects: ['Namespace a in eu'], count: 2 }),
    diagnostic('guard/cluster-share', { clusters: ['eu (5 of 20)'], count: 5 }),
    diagnostic('guard/fleet-share', { count: 5, standing: 20 }),
    diagnostic('guard/clusters-at-once', { clusters, standing: 13, different: 11 }),
    diagnostic('guard/refused', { hash: 'abc' }),
  ])('$code ends in exit code 3 and a sentence', (found) => {
    expect(exitCodeOf([found])).toBe(3)
    expect(wording(found)).toMatch(/\S/)
    expect(wording(found)).not.toMatch(/undefined|c11/)
  })

  it('approvals are no errors', () => {
    const found = [
      diagnostic('guard/approved', { hash: 'abc', rules: ['shrinks'] }),
      diagnostic('guard/approval-void', { hashes: ['abc'] }),
    ]
    expect(exitCodeOf(found)).toBe(0)
    expect(found.map(wording).join()).toContain('abc')
  })
})
