import type { OverrideOp, OverrideRule, OverrideTarget } from '../../../model/override.ts'

/**
 * Rules that patch metadata count on what every object has upstream: annotations, labels and finalizers, empty if need
 * be. They get them before the first rule, and what stays empty goes after the last. Other rules are left as they are,
 * and so are the clusters of other rules. Source: KubeAdmiral, pkg/controllers/federate/util.go and
 * pkg/controllers/sync/dispatch/managed.go.
 */
export function withMetadata(rules: readonly OverrideRule[]): readonly OverrideRule[] {
  const patching = rules.filter(({ ops }) => ops.some(touchesMetadata))
  if (patching.length === 0) return rules
  const target = union(patching.map((rule) => rule.target))
  return [{ target, ops: ensured }, ...rules, { target, ops: pruned }]
}

const ensured: readonly OverrideOp[] = [
  { kind: 'ensure', path: ['metadata', 'annotations'], make: 'object' },
  { kind: 'ensure', path: ['metadata', 'labels'], make: 'object' },
  { kind: 'ensure', path: ['metadata', 'finalizers'], make: 'list' },
]

const pruned: readonly OverrideOp[] = ['annotations', 'labels', 'finalizers'].map((key) => ({
  kind: 'prune',
  path: ['metadata', key],
}))

function touchesMetadata(op: OverrideOp): boolean {
  if (op.kind === 'patch') return op.path === '/metadata' || op.path.startsWith('/metadata/')
  return op.kind === 'edits' && op.edits.some((edit) => edit.kind === 'map')
}

function union(targets: readonly OverrideTarget[]): OverrideTarget {
  const all = new Set<string>()
  for (const { names } of targets) {
    if (names === undefined) return {}
    for (const name of names) all.add(name)
  }
  return { names: all }
}
