import { describe, expect, it } from 'vitest'
import type { Json } from '../../src/model/json.ts'
import { withoutSecrets } from '../../src/review/secrets.ts'

const mask = (text: string): string => `<${text.length}>`

describe('a Secret', () => {
  it.each<[string, Json, Json]>([
    [
      'a misspelt field',
      { kind: 'Secret', type: 'Opaque', immutable: true, stringdata: { b: 'de' }, dat: 'abc' },
      { kind: 'Secret', type: 'Opaque', immutable: true, stringdata: { b: '<2>' }, dat: '<3>' },
    ],
    [
      'data and stringData',
      { kind: 'Secret', data: { a: 'abc' }, stringData: { b: 'de' } },
      { kind: 'Secret', data: { a: '<3>' }, stringData: { b: '<2>' } },
    ],
    [
      'values that are no text',
      { kind: 'Secret', data: { a: 12, b: [1], c: null, d: 12n } },
      { kind: 'Secret', data: { a: '<2>', b: '<3>', c: null, d: '<2>' } },
    ],
    ['data that is no map', { kind: 'Secret', data: 'abc' }, { kind: 'Secret', data: '<3>' }],
    [
      'inside a List',
      { kind: 'List', items: [{ kind: 'Secret', data: { a: 'abc' } }] },
      { kind: 'List', items: [{ kind: 'Secret', data: { a: '<3>' } }] },
    ],
    [
      'what kubectl keeps of it',
      {
        kind: 'Secret',
        metadata: { name: 'a', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': 'abc', b: 'c' } },
      },
      {
        kind: 'Secret',
        metadata: { name: 'a', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '<3>', b: 'c' } },
      },
    ],
    ['nothing of other kinds', { kind: 'ConfigMap', data: { a: 'abc' } }, { kind: 'ConfigMap', data: { a: 'abc' } }],
  ])('hides %s', (_, value, expected) => {
    expect(withoutSecrets(value, mask)).toEqual(expected)
  })

  it('hides a key that is called like a prototype', () => {
    const value = JSON.parse('{"kind":"Secret","data":{"__proto__":"abc"}}') as Json
    expect(JSON.stringify(withoutSecrets(value, mask))).toBe('{"kind":"Secret","data":{"__proto__":"<3>"}}')
  })
})
