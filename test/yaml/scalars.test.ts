import { describe, expect, it } from 'vitest'
import { isObject, own } from '../../src/model/json.ts'
import { reading } from './reading.ts'
import { scalars } from './scalars.ts'

describe('scalars are read as kubectl reads them', () => {
  it.each(scalars)('%s', (text, expected) => {
    const { values, errors } = reading(`v: ${text}\n`)
    if (typeof expected === 'object' && expected !== null && 'code' in expected) {
      expect(errors).toEqual([expected.code])
      return
    }
    expect(errors).toEqual([])
    expect(isObject(values[0]) ? own(values[0], 'v') : 'nothing').toStrictEqual(expected)
  })
})

describe('words that other readers take for strings', () => {
  it('draw one warning each, with their place', () => {
    const { places, values } = reading('a: yes\nb: [n, true]\noff: "no"\nc: !!bool on\n')
    expect(places).toEqual([
      'input/ambiguous-boolean 1:4',
      'input/ambiguous-boolean 2:5',
      'input/ambiguous-boolean 3:1',
    ])
    expect(values).toEqual([{ a: true, b: [false, true], false: 'no', c: true }])
  })

  it('are counted from the twenty-first on', () => {
    const { found } = reading(Array.from({ length: 50 }, () => '- y\n').join(''))
    expect(found).toHaveLength(21)
    expect(found.at(-1)).toMatchObject({ code: 'input/more-ambiguous-booleans', args: { count: 30 } })
  })
})
