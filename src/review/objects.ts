import { isObject, type JsonObject, own } from '../model/json.ts'
import { isOwned } from '../model/marker.ts'
import type { ObjectId, Resource } from '../model/resource.ts'

/** An object as it is written in a file of ours. */
export interface WrittenObject {
  readonly id: ObjectId
  /** Its document, without the marker. */
  readonly text: string
  readonly protected: boolean
}

/** The objects of a file of ours; undefined where its text cannot be read, which is not the same as none. */
export type ParseObjects = (text: string) => readonly WrittenObject[] | undefined

/** What asks that an object is not removed. */
export const protectedAnnotation = 'stowage.dev/deletion-protected'

/**
 * Makes a parser of files out of one of documents: `read` gives the objects of one YAML document, or undefined where
 * it cannot be read.
 */
export function parserOf(read: (document: string) => readonly Resource[] | undefined): ParseObjects {
  return (text) => {
    const objects: WrittenObject[] = []
    for (const document of documentsOf(text)) {
      const resources = read(document)
      if (resources === undefined) return undefined
      for (const { apiVersion, kind, namespace, name, value } of resources) {
        objects.push({ id: { apiVersion, kind, namespace, name }, text: document, protected: isProtected(value) })
      }
    }
    return objects
  }
}

/** The documents of a file of ours, without the marker; render begins no line of an object with three dashes. */
export function documentsOf(text: string): string[] {
  const body = isOwned(text.slice(0, 200)) ? text.slice(text.indexOf('\n') + 1) : text
  return body.split(/^---[ \t\r]*\n/m).filter((document) => document.trim() !== '')
}

function isProtected(value: JsonObject): boolean {
  const metadata = own(value, 'metadata')
  const annotations = isObject(metadata) ? own(metadata, 'annotations') : undefined
  return isObject(annotations) && own(annotations, protectedAnnotation) === 'true'
}

/**
 * Whether two files surely hold one and the same object each, unprotected: what they have in common from the start
 * goes beyond the whole metadata, and there is no second document. This saves reading the files in which only a spec
 * changed, which are nearly all that ever change.
 */
export function isSameObject(before: string, after: string): boolean {
  if (before.includes(protectedAnnotation) || /^---/m.test(before) || /^---/m.test(after)) return false
  const metadata = before.indexOf('\nmetadata:\n')
  if (metadata < 0) return false
  const end = before.slice(metadata + 11).search(/^[^ \n]/m)
  if (end < 0) return false
  const head = before.slice(0, metadata + 11 + end + 1)
  return /^apiVersion: /m.test(head) && /^kind: /m.test(head) && after.startsWith(head)
}
