import { rule } from './rule.ts'

/** What the guard does not let pass without being asked, and how it is asked. */
export const guard = {
  'guard/nothing-left': rule(
    'error',
    (a: { count: number }) =>
      `There is no workload in the input, and ${objects(a.count)} would be removed. Check that the directory is the right one and that all of it is there.`,
  ),
  'guard/cluster-gone': rule(
    'error',
    (a: { clusters: readonly string[]; count: number }) =>
      `${nouns(a.clusters.length, 'A cluster is', 'clusters are')} no longer declared, and all that stands there would be removed, ${objects(a.count)}: ${some(a.clusters)}. Declare ${a.clusters.length === 1 ? 'it' : 'them'} again, if that is not meant.`,
  ),
  'guard/cluster-emptied': rule(
    'error',
    (a: { clusters: readonly string[]; count: number }) =>
      `${nouns(a.clusters.length, 'A cluster', 'clusters')} would lose all that stands there, ${objects(a.count)}: ${some(a.clusters)}. Check the policies, and the labels and taints of the ${a.clusters.length === 1 ? 'cluster' : 'clusters'}.`,
  ),
  'guard/leaves-every-cluster': rule(
    'error',
    (a: { workloads: readonly string[]; count: number; scaledToZero: number }) =>
      `${nouns(a.count, 'A workload', 'workloads')} would leave every cluster, though still in the input: ${some(a.workloads, a.count)}.${
        a.scaledToZero === 0 ? '' : ` Of these, ${a.scaledToZero} ${a.scaledToZero === 1 ? 'has' : 'have'} 0 replicas.`
      } Correct the policy or the fleet.`,
  ),
  'guard/shrinks': rule(
    'error',
    (a: { workloads: readonly string[]; count: number }) =>
      `${nouns(a.count, 'A workload', 'workloads')} would run fewer replicas than before, though more are asked for: ${some(a.workloads, a.count)}. Correct the policy or the fleet, or ask for fewer.`,
  ),
  'guard/protected-object': rule(
    'error',
    (a: { objects: readonly string[]; count: number }) =>
      `${nouns(a.count, 'An object', 'objects')} that ${a.count === 1 ? 'asks' : 'ask'} not to be removed would be removed: ${some(a.objects, a.count)}. Keep ${a.count === 1 ? 'it' : 'them'}, or render without the annotation stowage.dev/deletion-protected first.`,
  ),
  'guard/protected-kind': rule(
    'error',
    (a: { objects: readonly string[]; count: number }) =>
      `${nouns(a.count, 'An object', 'objects')} of a kind whose removal destroys more than itself would be removed: ${some(a.objects, a.count)}. Keep ${a.count === 1 ? 'it' : 'them'}, if that is not meant.`,
  ),
  'guard/cluster-share': rule(
    'error',
    (a: { clusters: readonly string[]; count: number }) =>
      `${nouns(a.clusters.length, 'A cluster', 'clusters')} would lose too much at once, ${objects(a.count)} in all: ${some(a.clusters)}. Remove less at once, or check what takes it away.`,
  ),
  'guard/fleet-share': rule(
    'error',
    (a: { count: number; standing: number }) =>
      `The fleet would lose ${a.count} of ${objects(a.standing)} at once. Remove less at once, or check that the input is whole.`,
  ),
  'guard/clusters-at-once': rule(
    'error',
    (a: { clusters: readonly string[]; standing: number; different: number }) =>
      `${a.clusters.length} of ${a.standing} clusters would lose something at once, ${a.different} different objects in all: ${some(a.clusters)}. Change fewer clusters at once, or check what they have in common.`,
  ),
  'guard/refused': rule(
    'error',
    (a: { hash: string }) =>
      `Nothing is written. If all of this is meant, approve exactly this plan with --approve ${a.hash}`,
  ),
  'guard/approved': rule(
    'info',
    (a: { hash: string; rules: readonly string[] }) =>
      `The plan ${a.hash} was approved, so it passes though the guard refuses it: ${a.rules.join(', ')}.`,
  ),
  'guard/approval-void': rule(
    'warning',
    (a: { hashes: readonly string[] }) =>
      `An approval names no plan that waits for one: ${some(a.hashes)}. Each is good for one plan, once; remove it.`,
  ),
} as const

function objects(count: number): string {
  return `${count} ${count === 1 ? 'object' : 'objects'}`
}

function nouns(count: number, one: string, many: string): string {
  return count === 1 ? one : `${count} ${many}`
}

function some(names: readonly string[], count = names.length): string {
  const shown = names.slice(0, 10)
  return `${shown.join(', ')}${count > shown.length ? ` and ${count - shown.length} more` : ''}`
}
