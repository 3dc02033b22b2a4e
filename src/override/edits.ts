import { by } from '../model/order.ts'
import type { Edit, OverrideOp } from '../model/override.ts'
import { type Before, beforeOf, type Outcome, type Pending, type Refusal } from './before.ts'
import { type Draft, forkOf, join } from './draft.ts'
import { editEnv } from './edit-env.ts'
import { editImage } from './edit-image.ts'
import { editList } from './edit-list.ts'
import { editMap } from './edit-map.ts'
import { type Effects, noteContainers } from './effects.ts'
import { patch } from './json-patch.ts'

/** The edit that could not be made, by its place in the operation. */
export interface FailedEdit extends Refusal {
  readonly edit: number
}

/** Fields are written in this order. */
const fields = ['image', 'command', 'args', 'env', 'annotations', 'labels'] as const
type Field = (typeof fields)[number]

/**
 * Makes the edits of one operation. All read the object as it was before; what they want is written when all are
 * read, one value for each place, in the order of the places as texts. Those that cannot be made are the result; where
 * there are some, none is made.
 */
export function runEdits(
  draft: Draft,
  { podSpec, edits }: Extract<OverrideOp, { kind: 'edits' }>,
  effects: Effects,
): FailedEdit[] {
  const before = beforeOf(draft.root, podSpec)
  const wanted = new Map<Field, Pending>()
  const failed: FailedEdit[] = []
  for (const [index, edit] of edits.entries()) {
    effects.tried.add(edit)
    const field = edit.kind === 'image' || edit.kind === 'env' ? edit.kind : edit.field
    const pending: Pending = wanted.get(field) ?? new Map()
    wanted.set(field, pending)
    const outcome = read(edit, before, pending)
    // One that fails is told of already.
    if (typeof outcome === 'object' || outcome === 'hit') effects.hit.add(edit)
    if (typeof outcome === 'object') failed.push({ ...outcome, edit: index })
    else noteContainers(effects, edit, outcome === 'no-container' ? before.containers() : undefined)
  }
  if (failed.length > 0) return failed
  const fork = forkOf(draft)
  for (const field of fields) {
    for (const [path, { value, edit }] of [...(wanted.get(field) ?? [])].sort(by(([path]) => path))) {
      // What an edit empties, a later one may fill.
      const empty = field === 'image' && value === ''
      const reason = empty ? 'empty-image' : patch(fork, { op: 'replace', path, value })
      if (reason !== undefined) failed.push({ reason, path, subject: '', edit: edits.indexOf(edit) })
    }
  }
  if (failed.length === 0) join(draft, fork)
  return failed
}

function read(edit: Edit, before: Before, pending: Pending): Outcome {
  if (edit.kind === 'image') return editImage(edit, before, pending)
  if (edit.kind === 'list') return editList(edit, before, pending)
  return edit.kind === 'env' ? editEnv(edit, before, pending) : editMap(edit, before, pending)
}
