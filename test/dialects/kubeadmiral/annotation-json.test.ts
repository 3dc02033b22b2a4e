import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  fieldsOf,
  integerOf,
  itemsOf,
  newReading,
  textOf,
  textsOf,
} from '../../../src/dialects/kubeadmiral/annotations/go-json.ts'
import { readWritten, type Written } from '../../../src/dialects/kubeadmiral/annotations/written-json.ts'

/** Back to what `JSON.parse` gives: the last of equal names, and doubles. */
function plain(value: Written): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('digits' in value) return Number(value.digits)
  if ('fields' in value) return Object.fromEntries(value.fields.map(([name, one]) => [name, plain(one)]))
  return (value as readonly Written[]).map(plain)
}

describe('readWritten', () => {
  test('reads what JSON.parse reads, in any layout', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t', '\r\n'), (value, space) => {
        const text = JSON.stringify(value, null, space)
        const read = readWritten(text)
        expect(read).not.toBeUndefined()
        expect(plain(read as Written)).toEqual(JSON.parse(text))
      }),
    )
  })

  test('reads nothing that JSON.parse refuses, and everything else', () => {
    const broken = fc.stringMatching(/^[[\]{}",:\\0-9eE.+\-a-z \n]{0,12}$/)
    fc.assert(
      fc.property(broken, (text) => {
        let expected: unknown
        try {
          expected = JSON.parse(text)
        } catch {
          expect(readWritten(text)).toBeUndefined()
          return
        }
        expect(plain(readWritten(text) as Written)).toEqual(expected)
      }),
      { numRuns: 1000 },
    )
  })

  test.each<[string, string, unknown]>([
    [
      'a name twice, in order',
      '{"a":1, "a" : "x"}',
      {
        fields: [
          ['a', { digits: '1' }],
          ['a', 'x'],
        ],
      },
    ],
    ['digits as they are', '[1.0,-0,1e2,9223372036854775807]', ['1.0', '-0', '1e2', '9223372036854775807'].map(digits)],
    ['escapes', ' "\\u0061\\n\\\\\\"" ', 'a\n\\"'],
    ['__proto__', '{"__proto__":[]}', { fields: [['__proto__', []]] }],
    ['the words', '[true,false,null]', [true, false, null]],
    ['single quotes', "{'a':1}", undefined],
    ['no text', '', undefined],
    ['a second value', '[] []', undefined],
    ['a hundred levels', `${'['.repeat(100)}${']'.repeat(100)}`, expect.any(Array)],
    ['more levels than a manifest may have', `${'['.repeat(101)}${']'.repeat(101)}`, undefined],
    ['very many levels', '['.repeat(1_000_000), undefined],
  ])('%s', (_, text, expected) => {
    expect(readWritten(text)).toEqual(expected)
  })
})

function digits(text: string): Written {
  return { digits: text }
}

/** A part of a text, what is read of it, and what is wrong with it. */
function read<T>(text: string, reader: (part: { value: Written | undefined; path: string }, r: Reading) => T) {
  const reading = newReading()
  const result = reader({ value: readWritten(text), path: '' }, reading)
  return { result, ...reading }
}
type Reading = ReturnType<typeof newReading>

describe('fields', () => {
  test.each<[string, string, unknown]>([
    ['any case', '{"WEIGHT":"a"}', 'a'],
    ['simple folding: the Kelvin sign and the long s', '{"weiGht":"a"}', 'a'],
    ['the last wins, whatever its case', '{"weight":"a","Weight":"b"}', 'b'],
    ['absent', '{}', undefined],
    ['null is an object without fields', 'null', undefined],
  ])('%s', (_, text, expected) => {
    expect(read(text, (part, r) => fieldsOf(part, ['weight'], r).weight.value)).toEqual({
      result: expected,
      wrong: [],
      unknown: [],
    })
  })

  test('s and k match their unusual cousins', () => {
    const { result } = read('{"ta\u017fk":"a","ma\u212a":"b"}', (part, r) => {
      const { task, mak } = fieldsOf(part, ['task', 'mak'], r)
      return [task.value, mak.value]
    })
    expect(result).toEqual(['a', 'b'])
  })

  test('two objects of one name are merged', () => {
    const { result } = read('{"a":{"x":"1","y":"2"},"A":{"y":"3"}}', (part, r) => {
      const { x, y } = fieldsOf(fieldsOf(part, ['a'], r).a, ['x', 'y'], r)
      return [x.value, y.value]
    })
    expect(result).toEqual(['1', '3'])
  })

  test('unknown ones are told with their place', () => {
    const { unknown } = read('[{"a":{"b":1}}]', (part, r) => {
      for (const item of itemsOf(part, r) ?? []) fieldsOf(fieldsOf(item, ['a'], r).a, ['c'], r)
    })
    expect(unknown).toEqual([{ field: '[0].a.b', name: 'b', known: ['c'] }])
  })
})

describe('values', () => {
  const int = (bits: 32 | 64) => (part: { value: Written | undefined; path: string }, r: Reading) =>
    integerOf(part, bits, r)
  test.each<
    [string, string, (part: { value: Written | undefined; path: string }, r: Reading) => unknown, unknown, string[]]
  >([
    ['an int64', '9223372036854775807', int(64), 9223372036854775807n, []],
    ['the smallest int64', '-9223372036854775808', int(64), -9223372036854775808n, []],
    ['minus 0', '-0', int(64), 0n, []],
    ['beyond int64', '9223372036854775808', int(64), undefined, ['it must be a whole number of 64 bits']],
    ['an int32', '2147483647', int(32), 2147483647n, []],
    ['beyond int32', '2147483648', int(32), undefined, ['it must be a whole number of 32 bits']],
    ['a fraction of 0', '1.0', int(64), undefined, ['it must be a whole number of 64 bits']],
    ['an exponent', '1e2', int(64), undefined, ['it must be a whole number of 64 bits']],
    ['a quoted number', '"1"', int(64), undefined, ['it must be a whole number of 64 bits']],
    ['no number', 'null', int(64), undefined, []],
    ['a text', '"a"', textOf, 'a', []],
    ['no text', 'null', textOf, '', []],
    ['a number for a text', '1', textOf, '', ['it must be a text']],
    ['no list', 'null', itemsOf, undefined, []],
    ['an object for a list', '{}', itemsOf, undefined, ['it must be a list']],
    [
      'texts',
      '{"a":"1","A":"2","a":"3","b":null}',
      textsOf,
      new Map([
        ['a', '3'],
        ['A', '2'],
        ['b', ''],
      ]),
      [],
    ],
    ['a number among texts', '{"a":1}', textsOf, new Map([['a', '']]), ['a must be a text']],
    ['a list for texts', '[]', textsOf, new Map(), ['it must be an object']],
    ['no texts', 'null', textsOf, new Map(), []],
  ])('%s', (_, text, reader, result, wrong) => {
    expect(read(text, reader)).toEqual({ result, wrong, unknown: [] })
  })
})
