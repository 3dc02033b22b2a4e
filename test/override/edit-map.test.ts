import { describe, expect, it } from 'vitest'
import { at, type Json, type JsonObject, keysOf } from '../../src/model/json.ts'
import type { Edit, OverrideOp } from '../../src/model/override.ts'
import { anOrigin } from '../builders/unit.ts'
import { deployment, edited, edits, map } from './edited.ts'

type Operator = Extract<Edit, { kind: 'map' }>['operator']

describe.each(['labels', 'annotations'] as const)('%s', (field) => {
  const template = (value: Json | undefined): JsonObject =>
    deployment({}, value === undefined ? {} : { [field]: value })
  const read = (object: JsonObject | undefined): unknown => at(object, ['metadata', field])

  it.each<readonly [string, Json | undefined, Operator, Record<string, string>, Json | undefined, number]>([
    ['add to nothing', undefined, 'addIfAbsent', { a: '1' }, { a: '1' }, 0],
    ['add', { b: '2' }, 'addIfAbsent', { a: '1' }, { b: '2', a: '1' }, 0],
    ['overwrite what is there, and nothing else', { a: '1' }, 'overwrite', { a: '2', b: '2' }, { a: '2' }, 0],
    ['overwrite with the same', { a: '1' }, 'overwrite', { a: '1' }, { a: '1' }, 0],
    ['overwrite what is not there', { a: '1' }, 'overwrite', { b: '2' }, { a: '1' }, 1],
    ['overwrite in nothing', undefined, 'overwrite', { a: '1' }, undefined, 1],
    ['overwrite in null', null, 'overwrite', { a: '1' }, {}, 1],
    ['delete, whatever the value', { a: '1', b: '2' }, 'delete', { a: 'x' }, { b: '2' }, 0],
    ['delete all', { a: '1' }, 'delete', { a: '' }, {}, 0],
    ['delete what is not there', { a: '1' }, 'delete', { b: '' }, { a: '1' }, 1],
    ['delete from nothing', undefined, 'delete', { a: '' }, undefined, 1],
  ])('%s', (_, before, operator, values, after, idle) => {
    const found = edited(template(before), edits(map(field, operator, values)))
    expect(read(found.object)).toEqual(after)
    expect(found.idle).toBe(idle)
    expect(found.failure).toBeUndefined()
  })

  it.each<readonly [string, Json, Record<string, string>, string]>([
    ['a key that is there', { 'x/y': '1' }, { b: '2', 'x/y': '1' }, 'already-there'],
    ['nothing to add', { a: '1' }, {}, 'value-needed'],
    ['a value that is no text', { b: 1 }, { a: '1' }, 'not-texts'],
    ['a list', ['a'], { a: '1' }, 'not-texts'],
  ])('cannot be added to with %s', (_, before, values, reason) => {
    const { found } = edited(template(before), edits(map(field, 'addIfAbsent', values)))
    const path = `/metadata/${field}${reason === 'already-there' ? '/x~1y' : ''}`
    expect(found).toMatchObject([{ args: { reason, path, op: 'addIfAbsent' }, at: anOrigin('override.yaml', field) }])
  })

  it('goes on from the edits before it', () => {
    const op = edits(
      map(field, 'addIfAbsent', { b: '2' }),
      map(field, 'delete', { a: '' }),
      map(field, 'overwrite', { b: '3' }),
    )
    expect(read(edited(template({ a: '1' }), op).object)).toEqual({ b: '3' })
    const undone = edits(map(field, 'addIfAbsent', { b: '2' }), map(field, 'delete', { b: '' }))
    expect(read(edited(template(undefined), undone).object)).toBeUndefined()
  })

  it('needs no pod spec', () => {
    const op: OverrideOp = { kind: 'edits', podSpec: undefined, edits: [map(field, 'addIfAbsent', { a: '1' })] }
    expect(read(edited(template(undefined), op).object)).toEqual({ a: '1' })
  })

  it('keeps the order of the template, with additions at the end, and keys of any name', () => {
    const before = template(JSON.parse('{"z":"1","__proto__":"2","a":"3"}') as Json)
    const { object } = edited(before, edits(map(field, 'addIfAbsent', { m: '4', constructor: '5' })))
    const after = read(object) as JsonObject
    expect(keysOf(after)).toEqual(['z', '__proto__', 'a', 'm', 'constructor'])
  })
})
