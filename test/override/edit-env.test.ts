import { describe, expect, it } from 'vitest'
import { at, type Json, type JsonObject } from '../../src/model/json.ts'
import type { Edit } from '../../src/model/override.ts'
import { deployment, edited, edits, env, podSpec, withContainers } from './edited.ts'

type Operator = Extract<Edit, { kind: 'env' }>['operator']

const a = { name: 'a', value: '1' }
const other = { name: 'a', value: '2' }
const b = { name: 'b', valueFrom: { configMapKeyRef: { name: 'b', key: 'b' } } }
const template = (value: Json | undefined): JsonObject =>
  withContainers([{ name: 'web', ...(value === undefined ? {} : { env: value }) }])
const read = (object: JsonObject | undefined): unknown => at(object, [...podSpec, 'containers', 0, 'env'])

describe('environments', () => {
  it.each<readonly [string, Json | undefined, Operator, readonly JsonObject[], Json, number]>([
    ['add to nothing', undefined, 'addIfAbsent', [a, b], [a, b], 0],
    ['add', [a], 'addIfAbsent', [b], [a, b], 0],
    ['overwrite the whole entry', [a, b], 'overwrite', [{ name: 'b', value: 'x' }], [a, { name: 'b', value: 'x' }], 0],
    ['overwrite every entry of a name', [a, b, a], 'overwrite', [other], [other, b, other], 0],
    ['overwrite with the last of equal names', [a], 'overwrite', [b, a, other], [other], 0],
    ['overwrite adds nothing', [a], 'overwrite', [b], [a], 1],
    ['overwrite nothing', undefined, 'overwrite', [a], null, 1],
    ['overwrite in an empty list', [], 'overwrite', [a], [], 1],
    ['delete every entry of a name', [a, b, other], 'delete', [{ name: 'a' }], [b], 0],
    ['delete all', [a], 'delete', [a], null, 0],
    ['delete from nothing', undefined, 'delete', [a], null, 1],
    ['delete from an empty list', [], 'delete', [a], [], 1],
    ['delete what is not there', [b], 'delete', [a], [b], 1],
  ])('%s', (_, before, operator, values, after, idle) => {
    const found = edited(template(before), edits(env(operator, values)))
    expect(read(found.object)).toEqual(after)
    expect(found.idle).toBe(idle)
    expect(found.failure).toBeUndefined()
  })

  it.each<readonly [string, JsonObject, readonly JsonObject[], string]>([
    ['a name that is there', template([b, a]), [other], 'already-there'],
    ['a name that is given twice', template([]), [a, other], 'already-there'],
    ['nothing to add', template([a]), [], 'value-needed'],
    ['a map', template({ a: '1' }), [a], 'not-entries'],
    ['a list of texts', template(['a=1']), [a], 'not-entries'],
    ['no pod spec', deployment({}), [a], 'no-pod-spec'],
  ])('cannot be added to with %s', (_, before, values, reason) => {
    const { failure, sentence, object } = edited(before, edits(env('addIfAbsent', values)))
    expect(failure).toBe(reason)
    expect(object).toBeUndefined()
    if (reason === 'already-there') expect(sentence).toContain('a is there already')
  })

  it('skips a container that is not there', () => {
    const before = template([a])
    const found = edited(before, edits(env('addIfAbsent', [], 'nobody')))
    expect(found.object).toBe(before)
    expect(found.idle).toBe(1)
  })

  it('goes on from the edits before it', () => {
    const steps = edits(env('delete', [a]), env('addIfAbsent', [other]), env('overwrite', [a]), env('addIfAbsent', [b]))
    expect(read(edited(template([a]), steps).object)).toEqual([a, b])
  })
})
