import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { isObject, type Json, type JsonArray, type JsonObject, own } from '../../model/json.ts'
import { type Origin, within } from '../../model/source.ts'

/**
 * Readers for what no schema has seen: the objects of types that a FederatedTypeConfig adds. Absent and null are
 * undefined; another type is an error at its place, and undefined too. `origin` is that of the parent.
 */
export function objectIn(parent: JsonObject, key: string, origin: Origin, report: Report): JsonObject | undefined {
  return read(parent, key, origin, report, 'an object', isObject)
}

export function listIn(parent: JsonObject, key: string, origin: Origin, report: Report): JsonArray | undefined {
  return read(parent, key, origin, report, 'a list', (value): value is JsonArray => Array.isArray(value))
}

export function textIn(parent: JsonObject, key: string, origin: Origin, report: Report): string | undefined {
  return read(parent, key, origin, report, 'a text', (value): value is string => typeof value === 'string')
}

export function flagIn(parent: JsonObject, key: string, origin: Origin, report: Report): boolean | undefined {
  return read(parent, key, origin, report, 'true or false', (value): value is boolean => typeof value === 'boolean')
}

/** A whole number from 0 up, cut to what a double holds exactly; a negative one is an error. */
export function countIn(parent: JsonObject, key: string, origin: Origin, report: Report): number | undefined {
  const value = read(parent, key, origin, report, 'a whole number', isInteger)
  if (value === undefined) return undefined
  if (value >= 0) return Math.min(Number(value), Number.MAX_SAFE_INTEGER)
  report(diagnostic('kubefed/negative', { field: key, value: Number(value) }, within(origin, key)))
  return undefined
}

function read<T extends Json>(
  parent: JsonObject,
  key: string,
  origin: Origin,
  report: Report,
  expected: string,
  fits: (value: Json) => value is T,
): T | undefined {
  const value = own(parent, key)
  if (value === undefined || value === null) return undefined
  if (fits(value)) return value
  report(diagnostic('kubefed/wrong-type', { field: key, expected }, within(origin, key)))
  return undefined
}

function isInteger(value: Json): value is number | bigint {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))
}
