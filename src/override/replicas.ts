import { decidedReplicas, type Edit, type OverrideOp } from '../model/override.ts'
import type { FieldPath } from '../model/source.ts'
import { pointerSteps } from './json-patch.ts'

/** Whether an operation writes the replicas that placement decided. */
export function usesDecided(op: OverrideOp): boolean {
  if ((op.kind !== 'set' && op.kind !== 'patch') || op.value !== decidedReplicas) return false
  return op.kind === 'set' || op.op !== 'remove'
}

/** Whether any operation carries the decided replicas, so that they are not written without one. */
export function carriesDecided(op: OverrideOp): boolean {
  return (op.kind === 'set' || op.kind === 'patch') && op.value === decidedReplicas
}

/**
 * How the operations' result depends on the decided replicas: not at all; in the number at `path` alone, which can
 * then be spliced into one printed text; or in some other way.
 */
export function dependence(ops: readonly OverrideOp[], path: FieldPath | undefined): 'none' | 'slot' | 'deep' {
  const last = ops.findLastIndex(usesDecided)
  if (last < 0) return 'none'
  if (path === undefined || ops.findIndex(usesDecided) !== last) return 'deep'
  const op = ops[last]
  const exact =
    op !== undefined &&
    (op.kind === 'set' || op.kind === 'patch') &&
    !(op.kind === 'patch' && op.op === 'test') &&
    isAt(op, path)
  return exact && ops.slice(last + 1).every((later) => !touches(later, path)) ? 'slot' : 'deep'
}

/** Whether an operation reads or writes the value at a path, something on the way to it, or something inside it. */
export function touches(op: OverrideOp, path: FieldPath): boolean {
  if (op.kind === 'edits') return op.edits.some((edit) => editTouches(edit, op.podSpec, path))
  return meets(stepsOf(op), path)
}

/** Edits stay inside the containers and the metadata, unless they say where an image stands. */
function editTouches(edit: Edit, podSpec: FieldPath | undefined, path: FieldPath): boolean {
  if (edit.kind === 'map') return meets(['metadata', edit.field], path)
  // The path is read as it stands, and what is written goes to where it points.
  if (edit.kind === 'image' && edit.path !== undefined)
    return meets(pointerSteps(edit.path), path) || meets(edit.path.split('/').slice(1), path)
  if (podSpec === undefined) return false
  return ['initContainers', 'containers'].some((field) => meets([...podSpec.map(String), field], path))
}

function meets(steps: readonly string[] | undefined, path: FieldPath): boolean {
  if (steps === undefined) return true
  const common = Math.min(steps.length, path.length)
  // A list position has several spellings, so a numeric step of the path counts as touched.
  return path.slice(0, common).every((step, index) => typeof step === 'number' || step === steps[index])
}

function isAt(op: Exclude<OverrideOp, { kind: 'edits' }>, path: FieldPath): boolean {
  const steps = stepsOf(op)
  return steps !== undefined && steps.length === path.length && path.every((step, index) => step === steps[index])
}

function stepsOf(op: Exclude<OverrideOp, { kind: 'edits' }>): readonly string[] | undefined {
  if (op.kind === 'label') return ['metadata', 'labels', op.key]
  return op.kind !== 'patch' ? op.path : pointerSteps(op.path)
}
