import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { isObject, type Json, type JsonObject, own } from '../../model/json.ts'
import { decidedReplicas, type OverrideOp, type OverrideRule } from '../../model/override.ts'
import { type Origin, within } from '../../model/source.ts'
import type { Family } from './family.ts'
import { listIn, textIn } from './shape.ts'

/** The overrides of one cluster. */
export interface ClusterOverrides {
  readonly cluster: string
  readonly origin: Origin
  readonly ops: readonly OverrideOp[]
}

type Written = { readonly path: string; readonly op: OverrideOp }

/** Reads `spec.overrides`; every mistake is an error at its place, for clusters that are not selected too. */
export function readOverrides(spec: JsonObject, origin: Origin, family: Family, report: Report): ClusterOverrides[] {
  const entries: ClusterOverrides[] = []
  const seen = new Map<string, Origin>()
  for (const [index, entry] of (listIn(spec, 'overrides', origin, report) ?? []).entries()) {
    const at = within(origin, 'overrides', index)
    if (!isObject(entry)) {
      report(diagnostic('kubefed/wrong-type', { field: 'overrides', expected: 'a list of objects' }, at))
      continue
    }
    const cluster = textIn(entry, 'clusterName', at, report) ?? ''
    const first = seen.get(cluster)
    if (first === undefined) seen.set(cluster, at)
    else report(diagnostic('kubefed/override-cluster-twice', { cluster }, within(at, 'clusterName'), [first]))
    entries.push({ cluster, origin: at, ops: readOps(entry, at, family, report) })
  }
  return entries
}

function readOps(entry: JsonObject, origin: Origin, family: Family, report: Report): OverrideOp[] {
  const written: Written[] = []
  for (const [index, item] of (listIn(entry, 'clusterOverrides', origin, report) ?? []).entries()) {
    const at = within(origin, 'clusterOverrides', index)
    if (!isObject(item)) {
      report(diagnostic('kubefed/wrong-type', { field: 'clusterOverrides', expected: 'a list of objects' }, at))
      continue
    }
    const path = textIn(item, 'path', at, report) ?? ''
    if (!checkPath(path, written, within(at, 'path'), family, report)) continue
    const op = readOp(item, path, at, family, report)
    if (op !== undefined) written.push({ path, op })
  }
  return written.map(({ op }) => op)
}

/** Whether a path may be overridden, beside those before it. */
function checkPath(path: string, before: readonly Written[], at: Origin, family: Family, report: Report): boolean {
  const dotted = isDotted(path, family)
  const fits = dotted ? !path.startsWith('/') && path.split('.').every((step) => step !== '') : /^(\/|$)/.test(path)
  if (!fits) {
    report(diagnostic('kubefed/override-path', { path, form: dotted ? 'dotted' : 'pointer' }, at))
    return false
  }
  if (family.forbiddenPaths.has(path)) {
    report(diagnostic('kubefed/override-forbidden', { path }, at))
    return false
  }
  const twin = before.find((other) => other.path === path)
  if (twin !== undefined) {
    report(diagnostic('kubefed/override-twice', { path }, at, twin.op.from ? [twin.op.from] : []))
    return false
  }
  // Upstream applies dotted paths in random order, so their result is defined only where none contains another.
  const other = dotted
    ? before.find((one) => `${path}.`.startsWith(`${one.path}.`) || `${one.path}.`.startsWith(`${path}.`))
    : undefined
  if (other === undefined) return true
  report(diagnostic('kubefed/override-prefix', { path, other: other.path }, at, other.op.from ? [other.op.from] : []))
  return false
}

function readOp(item: JsonObject, path: string, from: Origin, family: Family, report: Report): OverrideOp | undefined {
  const value: Json = own(item, 'value') ?? null
  const op = textIn(item, 'op', from, report) ?? ''
  if (isDotted(path, family)) {
    if (op === '' || op === 'replace') return { kind: 'set', path: path.split('.'), value, from }
    report(diagnostic('kubefed/override-op', { op, allowed: [] }, within(from, 'op')))
    return undefined
  }
  if (op === '' || op === 'replace') return { kind: 'patch', op: 'replace', path, value, from }
  if (op === 'add' || op === 'remove') return { kind: 'patch', op, path, value, from }
  report(diagnostic('kubefed/override-op', { op, allowed: ['add', 'remove', 'replace'] }, within(from, 'op')))
  return undefined
}

function isDotted(path: string, { paths }: Family): boolean {
  return paths === 'dotted' || (paths === 'either' && path !== '' && !path.startsWith('/'))
}

export function rulesOf(entries: readonly ClusterOverrides[]): OverrideRule[] {
  return entries
    .filter(({ ops }) => ops.length > 0)
    .map(({ cluster, origin, ops }) => ({ target: { names: new Set([cluster]) }, ops, from: origin }))
}

/**
 * The rules with the decided replicas in them, for the clusters of a scheduling preference: an override of the
 * replicas keeps its operation and place and gets the decided value, other clusters get one at the end, and clusters
 * that are not considered lose theirs.
 */
export function withDecidedReplicas(
  entries: readonly ClusterOverrides[],
  considered: ReadonlySet<string>,
  family: Family,
  from: Origin,
): OverrideRule[] {
  const settled = new Set<string>()
  const rewritten = entries.map((entry): ClusterOverrides => {
    const index = entry.ops.findIndex(isReplicas)
    if (index < 0) return entry
    if (!considered.has(entry.cluster)) return { ...entry, ops: entry.ops.toSpliced(index, 1) }
    settled.add(entry.cluster)
    return { ...entry, ops: entry.ops.map((op, at) => (at === index ? decided(op) : op)) }
  })
  const names = settled.size === 0 ? considered : new Set([...considered].filter((name) => !settled.has(name)))
  const rules = rulesOf(rewritten)
  if (names.size === 0) return rules
  const op: OverrideOp =
    family.paths === 'dotted'
      ? { kind: 'set', path: ['spec', 'replicas'], value: decidedReplicas, from }
      : { kind: 'patch', op: 'replace', path: '/spec/replicas', value: decidedReplicas, from }
  return [...rules, { target: { names }, ops: [op], from }]
}

function decided(op: OverrideOp): OverrideOp {
  return op.kind === 'patch' || op.kind === 'set' ? { ...op, value: decidedReplicas } : op
}

/** Whether an operation stands at the path of the replicas, in either spelling. */
function isReplicas(op: OverrideOp): boolean {
  if (op.kind === 'patch') return op.path === '/spec/replicas'
  return op.kind === 'set' && op.path.join('.') === 'spec.replicas'
}

/** Whether an operation decides the replicas, or what holds them. */
export function settlesReplicas(op: OverrideOp): boolean {
  if (op.kind === 'patch') return ['', '/spec', '/spec/replicas'].includes(op.path)
  return op.kind === 'set' && 'spec.replicas.'.startsWith(`${op.path.join('.')}.`)
}
