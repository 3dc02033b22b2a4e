// A comparison is worth something only if both did the same work.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { loadAll } from 'js-yaml'

/** Throws unless the directory and the stream hold the same objects with the same values. */
export function sameObjects(directory, stream) {
  const ours = indexed(
    readdirSync(directory)
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => readFileSync(join(directory, file), 'utf8')),
  )
  const theirs = indexed([stream])
  for (const id of new Set([...ours.keys(), ...theirs.keys()])) {
    if (!isDeepStrictEqual(ours.get(id), theirs.get(id))) throw new Error(`${directory}: ${id} differs`)
  }
}

function indexed(texts) {
  const objects = new Map()
  for (const text of texts) {
    for (const object of loadAll(text)) {
      if (object)
        objects.set(`${object.apiVersion}/${object.kind}/${object.metadata.namespace}/${object.metadata.name}`, object)
    }
  }
  return objects
}
