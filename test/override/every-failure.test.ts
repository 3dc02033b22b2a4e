import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import type { Json } from '../../src/model/json.ts'
import type { Edit, OverrideOp, OverrideRule } from '../../src/model/override.ts'
import { override } from '../../src/override/apply.ts'
import { newEffects, reportIdle } from '../../src/override/effects.ts'
import { anOrigin, aUnit } from '../builders/unit.ts'
import { edits, env, image, list, map, withContainers } from './edited.ts'

const template = withContainers([{ name: 'web', image: 'a:1', args: ['x'], env: [{ name: 'A' }] }])

const from = <T extends Edit>(name: string, edit: T): T => ({ ...edit, from: anOrigin('p.yaml', name) })
const patch = (name: string, path: string, op: 'add' | 'test' | 'remove' = 'add', value: Json = '1'): OverrideOp => ({
  kind: 'patch',
  op,
  path,
  value,
  from: anOrigin('p.yaml', name),
})
const rule = (names: string[] | undefined, ...ops: OverrideOp[]): OverrideRule => ({
  target: names === undefined ? {} : { names: new Set(names) },
  ops,
})

function failures(overrides: readonly OverrideRule[], clusters: readonly string[] = ['a']) {
  const found: Diagnostic[] = []
  const report = (one: Diagnostic): void => void found.push(one)
  const effects = newEffects()
  const targets = clusters.map((cluster) => ({ cluster, replicas: undefined }))
  const variants = override({ unit: aUnit({ template, overrides, replicasPath: undefined }), targets }, report, effects)
  reportIdle(effects, report)
  const told = found.map(({ code, at, args }) => {
    const place = at !== undefined && 'path' in at ? at.path.join('.') : ''
    return `${place} ${code === 'override/failed' ? args.reason : code}`
  })
  return { told, clusters: variants.flatMap(({ targets: some }) => some.map(({ cluster }) => cluster)) }
}

const badTag = from('tag', image([['tag', 'overwrite', '!']]))
const badArgs = from('args', list('args', 'append', []))
const badEnv = from('env', env('addIfAbsent', [{ name: 'A' }]))
const badLabel = from('labels', map('labels', 'addIfAbsent', {}))

describe('one run tells every failure', () => {
  it('of the edits of a rule', () => {
    const good = from('good', list('command', 'overwrite', ['y']))
    const { told, clusters } = failures([rule(undefined, edits(badTag, good, badArgs, badEnv, badLabel))])
    expect(told).toEqual(['tag bad-tag', 'args value-needed', 'env already-there', 'labels value-needed'])
    expect(clusters).toEqual([])
  })

  it('also of those that cannot be written, of which none is', () => {
    const empty = from(
      'empty',
      image([
        ['repository', 'delete'],
        ['tag', 'delete'],
      ]),
    )
    const rules = [
      rule(undefined, edits(from('args', list('args', 'overwrite', ['z'])), empty)),
      rule(undefined, patch('same', '/spec/template/spec/containers/0/args', 'test', ['x'])),
    ]
    expect(failures(rules).told).toEqual(['empty empty-image'])
  })

  it('of later rules, which see what was before the one that failed', () => {
    const rules = [
      rule(undefined, patch('first', '/spec/paused'), patch('second', '/spec/none/x'), patch('third', '/spec/third')),
      rule(undefined, patch('kept', '/spec/paused', 'test'), patch('skipped', '/spec/third', 'remove')),
      rule(undefined, patch('fourth', '/none/x')),
    ]
    expect(failures(rules).told).toEqual(['second no-parent', 'skipped no-key', 'fourth no-parent'])
  })

  it('but not what comes after it in its own rule, which counts on it', () => {
    expect(failures([rule(undefined, patch('first', '/spec/no/x'), patch('second', '/spec/no/x/y'))]).told).toEqual([
      'first no-parent',
    ])
  })

  it('of each group of clusters, once each', () => {
    const shared = rule(undefined, edits(badTag))
    const rules = [rule(['a'], patch('a', '/spec/no/a')), shared, rule(['b', 'c'], patch('b', '/spec/no/b'))]
    const { told, clusters } = failures(rules, ['a', 'b', 'c', 'd'])
    expect(told).toEqual(['a no-parent', 'tag bad-tag', 'b no-parent'])
    expect(clusters).toEqual([])
  })

  it('of rules that say the same for other clusters, at each', () => {
    const rules = ['a', 'b']
      .map((name) => rule([name], patch(`${name}1`, '/no/x')))
      .concat(['a', 'b'].map((name) => rule([name], patch(`${name}2`, '/no/y'))))
    expect(failures(rules, ['a', 'b']).told).toEqual(['a1 no-parent', 'b1 no-parent', 'a2 no-parent', 'b2 no-parent'])
  })

  it('and of edits that hit nothing, beside it', () => {
    const idle = from('idle', map('annotations', 'delete', { x: '' }))
    expect(failures([rule(undefined, edits(badTag)), rule(undefined, edits(idle))]).told).toEqual([
      'tag bad-tag',
      'idle override/hits-nothing',
    ])
  })
})
