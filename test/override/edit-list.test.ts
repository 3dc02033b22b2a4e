import { describe, expect, it } from 'vitest'
import { at, type Json, type JsonObject } from '../../src/model/json.ts'
import type { Edit } from '../../src/model/override.ts'
import { deployment, edited, edits, list, podSpec, withContainers } from './edited.ts'

type Operator = Extract<Edit, { kind: 'list' }>['operator']

describe.each(['command', 'args'] as const)('%s', (field) => {
  const template = (value: Json | undefined): JsonObject =>
    withContainers([{ name: 'web', ...(value === undefined ? {} : { [field]: value }) }])
  const read = (object: JsonObject | undefined, kind = 'containers'): unknown =>
    at(object, [...podSpec, kind, 0, field])

  it.each<readonly [string, Json | undefined, Operator, readonly string[], Json, number]>([
    ['append to nothing', undefined, 'append', ['sh', 'sleep 15'], ['sh', 'sleep 15'], 0],
    ['append to null', null, 'append', ['sh'], ['sh'], 0],
    ['append what is there already', ['sh'], 'append', ['sh'], ['sh', 'sh'], 0],
    ['overwrite nothing', undefined, 'overwrite', ['sh'], ['sh'], 0],
    ['overwrite', ['sh', 'sleep 15'], 'overwrite', ['echo', 'hi'], ['echo', 'hi'], 0],
    ['overwrite with nothing', ['sh'], 'overwrite', [], [], 0],
    ['delete every equal element', ['sh', 'x', 'sh'], 'delete', ['sh', 'echo'], ['x'], 0],
    ['delete all', ['sh'], 'delete', ['sh'], null, 0],
    ['delete from nothing', undefined, 'delete', ['sh'], null, 1],
    ['delete from an empty list', [], 'delete', ['sh'], null, 1],
    ['delete what is not there', ['x'], 'delete', ['sh'], ['x'], 1],
  ])('%s', (_, before, operator, values, after, idle) => {
    const found = edited(template(before), edits(list(field, operator, values)))
    expect(read(found.object)).toEqual(after)
    expect(found.idle).toBe(idle)
    expect(found.failure).toBeUndefined()
  })

  it.each<readonly [string, JsonObject, Operator, readonly string[], string]>([
    ['nothing to append', template(['sh']), 'append', [], 'value-needed'],
    ['a list of numbers', template([1]), 'overwrite', ['sh'], 'not-texts'],
    ['a text', template('sh'), 'append', ['sh'], 'not-texts'],
    ['no pod spec', deployment({}), 'append', ['sh'], 'no-pod-spec'],
  ])('fails with %s', (_, before, operator, values, reason) =>
    expect(edited(before, edits(list(field, operator, values))).failure).toBe(reason),
  )

  it('skips a container that is not there, whatever it would do', () => {
    const before = template(['sh'])
    const found = edited(before, edits(list(field, 'append', [], 'nobody')))
    expect(found.object).toBe(before)
    expect(found.idle).toBe(1)
  })

  it('takes an init container before a container of the same name', () => {
    const before = withContainers([{ name: 'web' }], [{ name: 'web' }])
    const { object } = edited(before, edits(list(field, 'append', ['sh'])))
    expect([read(object, 'initContainers'), read(object)]).toEqual([['sh'], undefined])
  })

  it('goes on from the edits before it', () => {
    const steps = [list(field, 'append', ['b']), list(field, 'delete', ['a']), list(field, 'append', ['a'])]
    expect(read(edited(template(['a']), edits(...steps)).object)).toEqual(['b', 'a'])
    const emptied = [list(field, 'delete', ['a']), list(field, 'append', ['b'])]
    expect(read(edited(template(['a']), edits(...emptied)).object)).toEqual(['b'])
  })
})

it('changes the command and the arguments of several containers', () => {
  const before = withContainers([{ name: 'web' }, { name: 'side', args: ['x'] }])
  const op = edits(
    list('command', 'append', ['sh']),
    list('args', 'overwrite', ['y'], 'side'),
    list('args', 'append', ['-c']),
  )
  expect(at(edited(before, op).object, [...podSpec, 'containers'])).toEqual([
    { name: 'web', command: ['sh'], args: ['-c'] },
    { name: 'side', args: ['y'] },
  ])
})
