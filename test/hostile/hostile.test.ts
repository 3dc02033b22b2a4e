import { describe, expect, it } from 'vitest'
import { corpus } from './corpus.ts'
import { readOne } from './read-one.ts'

/** Codes of files that were never text, so that there is no line to name. */
const placeless = new Set(['input/not-utf8', 'input/not-utf8-but', 'input/file-too-large'])

describe('hostile files', () => {
  it('are many, and each has a name of its own', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(45)
    expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length)
  })

  it.each(corpus)('$name', (hostile) => {
    const { codes, places, milliseconds } = readOne(hostile)
    if (hostile.code === undefined) expect(codes).toEqual([])
    else {
      expect(codes).toContain(hostile.code)
      if (!placeless.has(hostile.code)) expect(places[hostile.code]).toMatch(/^\d+:\d+$/)
      if (hostile.at !== undefined) expect(places[hostile.code]).toBe(hostile.at)
    }
    // At most 20 errors of the reader, the one that says so, and what the object lacks.
    expect(codes.length).toBeLessThanOrEqual(26)
    expect(milliseconds).toBeLessThan(10_000)
  })
})
