import type { Written, WrittenObject } from './written-json.ts'

/**
 * Reads annotations the way Go's encoding/json fills a struct: the names of fields match in any case, the last of two
 * equal ones wins (two objects are merged), unknown ones do not matter, null is an absent value, and any value of
 * another type spoils the whole. What is wrong is collected here; every function gives a harmless value then.
 */
export interface Reading {
  /** What has the wrong type: `[0].preferences.weight must be a whole number`. */
  readonly wrong: string[]
  /** Fields that nothing reads, each with those there are. */
  readonly unknown: { readonly field: string; readonly name: string; readonly known: readonly string[] }[]
}

export function newReading(): Reading {
  return { wrong: [], unknown: [] }
}

/** A value, and the words for where it stands: empty for the annotation itself. */
export interface Part {
  readonly value: Written | undefined
  readonly path: string
}

/** The fields of an object by the names that are asked for; all absent where there is none. */
export function fieldsOf<Name extends string>(
  { value, path }: Part,
  names: readonly Name[],
  reading: Reading,
): Readonly<Record<Name, Part>> {
  const found = Object.fromEntries(
    names.map((name) => [name, { value: undefined, path: below(path, name) }]),
  ) as Record<Name, { value: Written | undefined; path: string }>
  if (isAbsent(value)) return found
  if (!isWrittenObject(value)) {
    wrong(path, 'an object', reading)
    return found
  }
  for (const [written, one] of value.fields) {
    const folded = fold(written)
    const name = names.find((known) => fold(known) === folded)
    if (name === undefined) {
      reading.unknown.push({ field: below(path, written), name: written, known: names })
    } else {
      const before = found[name].value
      const merges = isWrittenObject(before) && isWrittenObject(one)
      found[name].value = merges ? { fields: [...before.fields, ...one.fields] } : one
    }
  }
  return found
}

/** The items of a list; undefined where there is none. */
export function itemsOf({ value, path }: Part, reading: Reading): Part[] | undefined {
  if (isAbsent(value)) return undefined
  if (isList(value)) return value.map((item, index) => ({ value: item, path: `${path}[${index}]` }))
  wrong(path, 'a list', reading)
  return undefined
}

/** A text; empty where there is none. */
export function textOf({ value, path }: Part, reading: Reading): string {
  if (isAbsent(value)) return ''
  if (typeof value === 'string') return value
  wrong(path, 'a text', reading)
  return ''
}

/** A whole number of so many bits; undefined where there is none. `1.0` and `1e2` are none, as in Go. */
export function integerOf({ value, path }: Part, bits: 32 | 64, reading: Reading): bigint | undefined {
  if (isAbsent(value)) return undefined
  if (typeof value === 'object' && 'digits' in value && value.digits.length <= 20 && /^-?\d+$/.test(value.digits)) {
    const integer = BigInt(value.digits)
    if (BigInt.asIntN(bits, integer) === integer) return integer
  }
  wrong(path, `a whole number of ${bits} bits`, reading)
  return undefined
}

/** A map of texts; empty where there is none. Its keys are exact. */
export function textsOf({ value, path }: Part, reading: Reading): Map<string, string> {
  const texts = new Map<string, string>()
  if (isAbsent(value)) return texts
  if (isWrittenObject(value)) {
    for (const [key, one] of value.fields) texts.set(key, textOf({ value: one, path: below(path, key) }, reading))
  } else wrong(path, 'an object', reading)
  return texts
}

function below(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

function isAbsent(value: Written | undefined): value is null | undefined {
  return value === undefined || value === null
}

function isList(value: Written): value is readonly Written[] {
  return Array.isArray(value)
}

function isWrittenObject(value: Written | undefined): value is WrittenObject {
  return typeof value === 'object' && value !== null && 'fields' in value
}

function wrong(path: string, what: string, reading: Reading): void {
  reading.wrong.push(`${path === '' ? 'it' : path} must be ${what}`)
}

/** Simple case folding of Unicode, as far as it makes an ASCII letter: the Kelvin sign and the long s. */
function fold(name: string): string {
  return name.toLowerCase().replaceAll('ſ', 's')
}
