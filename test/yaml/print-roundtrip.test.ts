import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { at, equal, type Json, type JsonObject, setOwn } from '../../src/model/json.ts'
import { print } from '../../src/yaml/print.ts'
import { naughty } from './print-naughty.ts'
import { hasKubectl, readers, readWithKubectl } from './print-readers.ts'

function widget(spec: Json): JsonObject {
  return { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a' }, spec }
}

function inAllPlaces(text: string): Json {
  const asKey: JsonObject = {}
  setOwn(asKey, text, text)
  const nested: JsonObject = {}
  setOwn(nested, text, [asKey, [text]])
  return { value: text, asKey, list: [text, { text }], nested, last: { text } }
}

/** The first spec that comes back changed, for a message that says which. */
function firstChanged(specs: readonly Json[], read: readonly (Json | undefined)[]): Json | undefined {
  return specs.find((spec, index) => !equal(spec, read[index]))
}

function roundTrip(specs: readonly Json[], parse: (text: string) => Json): (Json | undefined)[] {
  return specs.map((spec) => at(parse(print(widget(spec)).head), ['spec']))
}

function throughKubectl(specs: readonly Json[]): (Json | undefined)[] {
  return readWithKubectl(specs.map((spec) => print(widget(spec)).head)).map((object) => at(object, ['spec']))
}

const hard = fc.string({
  unit: fc.constantFrom(
    ...' \n\t:#-?,[]{}&*!|>\'"%@`\\/.=<~+_0123456789aeEnNoOxyYmi',
    '\u0085',
    '\u2028',
    'é',
    '\r',
    '\u{1f600}',
  ),
  maxLength: 12,
})
const text = fc.oneof(hard, fc.string({ unit: 'binary', maxLength: 20 }), fc.constantFrom(...naughty))
const json = fc.letrec<{ any: Json; list: Json[]; map: JsonObject }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    fc.constantFrom<Json>(null, true, false, 0, 1, -1, 1.5, 1e21, 1e-7, 123456789012, 0.1),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
    tie('list'),
    tie('map'),
  ),
  list: fc.array(tie('any'), { maxLength: 4 }),
  map: fc.array(fc.tuple(text, tie('any')), { maxLength: 5 }).map((entries) => {
    const map: JsonObject = {}
    for (const [key, value] of entries) setOwn(map, key, value)
    return map
  }),
})).any

/** Every code point of the basic plane but the surrogates, a thousand to an object. */
const plane: Json[] = []
for (let start = 0; start < 0x10000; start += 1000) {
  const characters = Array.from({ length: Math.min(1000, 0x10000 - start) }, (_, index) => start + index)
    .filter((code) => code < 0xd800 || code > 0xdfff)
    .map((code) => String.fromCharCode(code))
  const keys: JsonObject = {}
  for (const character of characters) setOwn(keys, character, `a${character}b`)
  plane.push({ keys, alone: characters, lines: characters.map((character) => `a${character}b\n${character}c\n`) })
}

describe.each(readers)('%s', (_, parse) => {
  test('reads back every naughty string, as key and as value', () => {
    const specs = naughty.map(inAllPlaces)
    expect(firstChanged(specs, roundTrip(specs, parse))).toBeUndefined()
  })

  test('reads back every code point of the basic plane', () => {
    expect(firstChanged(plane, roundTrip(plane, parse))).toBeUndefined()
  })

  test('reads back any data', () => {
    fc.assert(
      fc.property(json, (spec) => equal(roundTrip([spec], parse)[0], spec)),
      { numRuns: 600 },
    )
  })
})

describe.skipIf(!hasKubectl)('kubectl (skipped where it is not installed)', () => {
  test('reads back every naughty string, as key and as value', () => {
    const specs = naughty.map(inAllPlaces)
    expect(firstChanged(specs, throughKubectl(specs))).toBeUndefined()
  })

  test('reads back every code point of the basic plane', () => {
    expect(firstChanged(plane, throughKubectl(plane))).toBeUndefined()
  })

  test('reads back any data', () => {
    fc.assert(
      fc.property(fc.array(json, { minLength: 500, maxLength: 500 }), (specs) => {
        expect(firstChanged(specs, throughKubectl(specs))).toBeUndefined()
      }),
      { numRuns: 6, endOnFailure: true },
    )
  })
})

test('there are at least 120 naughty strings, all different', () => {
  expect(new Set(naughty).size).toBe(naughty.length)
  expect(naughty.length).toBeGreaterThanOrEqual(120)
})

test('nothing hidden and nothing that some reader takes for a line break is ever written raw', () => {
  const ranges =
    '\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufffe\\uffff'
  const raw = new RegExp(`[${ranges}]`, 'g')
  const texts = [...plane, ...naughty.map(inAllPlaces)].map((spec) => print(widget(spec)).head)
  expect('a\u2028b'.match(raw)).toHaveLength(1)
  expect(texts.flatMap((printed) => printed.match(raw) ?? [])).toEqual([])
})
