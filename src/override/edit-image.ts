import { type Image, isDigest, isTag, parseImage, printImage } from '../model/image.ts'
import { at, isObject, type Json, type JsonObject, own } from '../model/json.ts'
import type { Edit, ImageChange } from '../model/override.ts'
import { type Before, type Outcome, type Pending, type Refusal, refusal } from './before.ts'
import type { Reason } from './draft.ts'

type ImageEdit = Extract<Edit, { kind: 'image' }>

/** Changes the images of containers, or the one at a path; edits of one image go on from each other. */
export function editImage(edit: ImageEdit, before: Before, pending: Pending): Outcome {
  return edit.path === undefined ? inContainers(edit, before, pending) : atPath(edit, edit.path, before.root, pending)
}

function inContainers(edit: ImageEdit, before: Before, pending: Pending): Outcome {
  const containers = before.containers()
  if (containers === undefined) return refusal('no-pod-spec', '')
  let outcome: Outcome = 'no-container'
  for (const { name, value, pointer } of containers) {
    // An empty name names no container, not even one without a name.
    if (edit.containers !== undefined && (name === '' || !edit.containers.has(name))) continue
    const path = `${pointer}/image`
    const image = pending.get(path)?.value ?? own(value, 'image')
    const refused = change(edit, path, image, pending)
    if (refused !== undefined) return refused
    outcome = 'hit'
  }
  return outcome
}

/**
 * The path is read without unescaping, and what is written goes where it points as a JSON pointer. An image that was
 * emptied by an earlier edit is read anew.
 */
function atPath(edit: ImageEdit, path: string, root: JsonObject, pending: Pending): Outcome {
  if (!path.startsWith('/')) return refusal('no-slash', path)
  const earlier = pending.get(path)?.value ?? ''
  const image = earlier === '' ? literally(root, path) : earlier
  if (typeof image !== 'string') return refusal('not-a-text', path)
  return change(edit, path, image, pending) ?? 'hit'
}

function literally(root: JsonObject, path: string): Json | undefined {
  const steps = path.split('/')
  const first = steps.findIndex((step) => step !== '')
  const last = steps.findLastIndex((step) => step !== '')
  let here: Json | undefined = root
  for (const step of first < 0 ? [''] : steps.slice(first, last + 1)) {
    if (isObject(here)) here = own(here, step)
    else here = Array.isArray(here) && /^[+-]?\d+$/.test(step) ? at(here, [Number(step)]) : undefined
  }
  return here
}

/** Puts the changed image among what is pending; why not, where it cannot be changed. */
function change(edit: ImageEdit, path: string, text: Json | undefined, pending: Pending): Refusal | undefined {
  let image = typeof text === 'string' ? parseImage(text) : undefined
  if (image === undefined) return refusal('bad-image', path, typeof text === 'string' ? text : '')
  for (const step of edit.changes) {
    const changed = changePart(image, step)
    if (typeof changed === 'string') return refusal(changed, path, subjectOf(changed, image, step))
    image = changed
  }
  pending.set(path, { value: printImage(image), edit })
  return undefined
}

function changePart(image: Image, { part, operator, value }: ImageChange): Image | Reason {
  if (operator === 'addIfAbsent') {
    if (value === '') return 'value-needed'
    if (image[part] !== '') return 'already-there'
  }
  const next = operator === 'delete' ? '' : value
  if (next !== '' && part === 'tag' && !isTag(next)) return 'bad-tag'
  if (next !== '' && part === 'digest' && !isDigest(next)) return 'bad-digest'
  // Registry and repository are not checked, but what JSON would escape cannot be part of an image.
  if (JSON.stringify(next) !== `"${next}"`) return 'bad-characters'
  return { ...image, [part]: next }
}

function subjectOf(reason: Reason, image: Image, { part, value }: ImageChange): string {
  if (reason === 'already-there') return `${part} ${image[part]}`
  return reason === 'value-needed' ? part : value
}
