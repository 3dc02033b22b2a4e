import { expect, test } from 'vitest'
import { parseDuration } from '../../src/model/duration.ts'

test.each<[string, number]>([
  ['0', 0],
  ['+0', 0],
  ['1m', 60_000],
  ['1m30s', 90_000],
  ['1h', 3_600_000],
  ['1.5h', 5_400_000],
  ['.5s', 500],
  ['1.s', 1000],
  ['1.001s', 1001],
  ['0.1s0.2s', 300],
  ['300ms', 300],
  ['1us', 0.001],
  ['1µs', 0.001],
  ['1μs', 0.001],
  ['1ns', 0.000001],
  ['0.9ns', 0],
  ['1.0000000000000000000000009s', 1000],
  ['+2s', 2000],
  ['-2s', -2000],
  ['2562047h47m16.854775807s', 9223372036854.775],
  ['-2562047h47m16.854775808s', -9223372036854.775],
])('%s is %d ms', (text, expected) => {
  expect(parseDuration(text)).toBe(expected)
})

test.each([
  '',
  '1',
  '-',
  's',
  '.s',
  '1d',
  '1 m',
  '1m ',
  '1M',
  '1e3s',
  '--1s',
  '1,5s',
  '2562047h47m16.854775808s',
  '1m\n',
])('"%s" is none', (text) => {
  expect(parseDuration(text)).toBeUndefined()
})
