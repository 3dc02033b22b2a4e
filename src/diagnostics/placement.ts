import type { Rejection } from '../model/decision.ts'
import { byCodePoint } from '../model/order.ts'
import { rule } from './rule.ts'

export const placement = {
  'placement/nowhere': rule(
    'warning',
    (a: { workload: string; summary: string; annotations?: readonly string[] }) =>
      `${a.workload} goes to no cluster, ${a.summary}. ${
        a.annotations === undefined
          ? 'Loosen its policy'
          : `Loosen its ${annotationWords(a.annotations)}, or its policy`
      }, or leave it if that is meant.`,
  ),
  'placement/unplaced-replicas': rule(
    'warning',
    (a: { workload: string; wanted: number; placed: number }) =>
      `${a.workload} wants ${a.wanted} replicas, and ${a.placed} found a place. Raise a maxReplicas or a weight of its policy, or add clusters.`,
  ),
  'placement/stays-nowhere': rule('warning', (a: { workload: string; held: boolean; cause?: string }) =>
    a.held
      ? `${a.workload} is kept from being placed${a.cause === undefined ? '' : ` by "${a.cause}"`}, so it goes to no cluster. To have it placed, remove ${a.cause === undefined ? 'what keeps it' : 'that'}, and its file in placements/ with it.`
      : `${a.workload} was placed nowhere before, and nothing changed that would place it anew, so it goes to no cluster. Remove its file in placements/ to have it placed.`,
  ),
  'placement/not-scaled': rule(
    'warning',
    (a: { workload: string; wanted: number; placed: number; held: boolean; cause?: string }) => {
      const cause = a.cause === undefined ? '' : a.held ? ` by "${a.cause}"` : ` ("${a.cause}")`
      const thing = a.cause ?? 'that'
      return `${a.workload} wants ${a.wanted} replicas and keeps ${a.placed}, because ${
        a.held
          ? `it is kept from being placed${cause}. To have the number take effect, remove ${a.cause === undefined ? 'what keeps it' : 'that'}, and then change the number once more or remove the workload's file in placements/`
          : `its placement is not to change once it is made${cause}. Turn ${thing} off, if the number is to take effect`
      }.`
    },
  ),
  'placement/scaled-while-held': rule(
    'warning',
    (a: { workload: string; wanted: number; placed: number; before: number }) =>
      `${a.workload} wants ${a.wanted} replicas and keeps ${a.placed}: the number was ${a.before} when it was placed, and changed while its placement was not to change. Nothing makes up for that by itself. Change the number once more, or remove the workload's file in placements/.`,
  ),
  'placement/deferred': rule(
    'info',
    (a: { reason: string; count: number; examples: readonly string[] }) =>
      `${a.count === 1 ? 'One workload keeps its placement' : `${a.count} workloads keep their placement`} though something changed, because of ${a.reason}: ${a.examples.join(', ')}${a.count > a.examples.length ? ', ...' : ''}.${deferralHints[a.reason] ?? ''}`,
  ),
  'placement/fleet-forgotten': rule(
    'info',
    (a: { count: number }) =>
      `${a.count === 1 ? 'A placement names' : `${a.count} placements name`} fleet facts that are not there, so ${a.count === 1 ? 'its workload is' : 'their workloads are'} decided anew. Bring the FleetFacts files of placements/ back, if that is not meant.`,
  ),
  'placement/min-above-max': rule(
    'warning',
    (a: { cluster: string; min: number; max: number }) =>
      `minReplicas ${a.min} is above maxReplicas ${a.max} for cluster "${a.cluster}", and replicas may get lost between the two. Lower the one or raise the other.`,
  ),
  'placement/gate-lost-replicas': rule(
    'warning',
    (a: { workload: string; cluster: string; replicas: number }) =>
      `${a.workload} has ${a.replicas} replicas planned for cluster "${a.cluster}", where its placement does not let it go; they run nowhere. Place its namespace there too, or take the cluster out of the division.`,
  ),
  'placement/negative-share': rule(
    'warning',
    (a: { workload: string; cluster: string }) =>
      `${a.workload} got a share below zero in cluster "${a.cluster}", which counts as zero. Check the capacities and limits of its policy.`,
  ),
  'placement/no-weight-data': rule(
    'warning',
    (a: { workload: string; resource: string }) =>
      `${a.workload} cannot be divided by free ${a.resource}: what the clusters report as available and allocatable does not fit together. Correct these facts, or give its policy weights.`,
  ),
  'placement/negative-limits': rule(
    'error',
    (a: { workload: string }) =>
      `${a.workload} cannot be divided: its replicas, a weight or a limit is below zero. Correct the number.`,
  ),
  'placement/limits-overflow': rule(
    'error',
    (a: { workload: string }) =>
      `${a.workload} cannot be divided: its replicas, weights or limits are too large to be computed exactly. Use smaller numbers.`,
  ),
  'placement/leaves-every-cluster': rule(
    'warning',
    (a: { workload: string; clusters: readonly string[]; empty?: boolean }) =>
      a.empty === true
        ? `${a.workload} has 0 replicas to divide, so it leaves every cluster that runs it (${someOf(a.clusters)}). Give it replicas, or approve the plan.`
        : `${a.workload} leaves every cluster that runs it (${someOf(a.clusters)}). Correct its policy or the fleet, or approve the plan.`,
  ),
  'placement/nothing-left': rule(
    'warning',
    (a: { count: number }) =>
      `There is no workload in the input, and ${a.count} ran before. All their files would be removed. Check that the directory is the right one, or approve the plan.`,
  ),
  'placement/removed': rule(
    'info',
    (a: { count: number; examples: readonly string[] }) =>
      `${a.count === 1 ? 'One workload is' : `${a.count} workloads are`} no longer in the input; the files are removed from every cluster: ${a.examples.join(', ')}${a.count > a.examples.length ? ', ...' : ''}.`,
  ),
  'placement/cluster-gone': rule(
    'warning',
    (a: { cluster: string; workloads: number }) =>
      `Cluster "${a.cluster}" runs ${a.workloads} of the workloads and is no longer declared, so all its files would be removed. Declare it again, with ready: false if it does not answer; if it is gone for good, approve the plan.`,
  ),
  'placement/invalid-selector': rule(
    'error',
    (a: { detail: string }) => `The selector cannot be evaluated: ${a.detail}. Correct it; no cluster fits until then.`,
  ),
  'placement/invalid-affinity': rule(
    'warning',
    (a: { detail: string }) =>
      `The affinity cannot be evaluated: ${a.detail}. Clusters that no earlier term matches do not fit; correct it.`,
  ),
  'placement/invalid-preference': rule(
    'error',
    (a: { detail: string }) => `A preferred term cannot be evaluated: ${a.detail}. Correct it.`,
  ),
} as const

/** `0 of 5 fit: 2 not named, 3 taint`: how many of all clusters each reason kept out, in code-point order. */
export function rejectionSummary(
  clusters: number,
  rejected: readonly Pick<Rejection, 'filter' | 'reason'>[],
  beyondLimit: number,
): string {
  if (clusters === 0) return 'no cluster has joined'
  const counts = new Map<string, number>(beyondLimit > 0 ? [['beyond the limit', beyondLimit]] : [])
  for (const one of rejected) {
    const text = brief(one)
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  const parts = [...counts].map(([text, count]) => `${count} ${text}`).sort(byCodePoint)
  return `0 of ${clusters} fit: ${parts.join(', ')}`
}

/** A rejection in full, for an explanation: `taint dedicated=gpu:NoSchedule is not tolerated`. */
export function rejectionWording(rejection: Rejection): string {
  const row = reasons[`${rejection.filter}/${rejection.reason}`]
  return row === undefined ? brief(rejection) : row.full(rejection.args)
}

function brief(rejection: Pick<Rejection, 'filter' | 'reason'>): string {
  return reasons[`${rejection.filter}/${rejection.reason}`]?.brief ?? rejection.reason.replaceAll('-', ' ')
}

interface Reason {
  readonly brief: string
  readonly full: (args: Rejection['args']) => string
}

/** By filter and reason; a `nothing` filter brings a reason of its own. */
const reasons: Readonly<Record<string, Reason>> = {
  'apis/not-served': {
    brief: 'API not served',
    full: (a) => `${a.kind} of ${a.group === '' ? '' : `${a.group}/`}${a.version} is not served`,
  },
  'taints/untolerated': {
    brief: 'taint',
    full: (a) => `taint ${a.key}${a.value === '' ? '' : `=${a.value}`}:${a.effect} is not tolerated`,
  },
  'names/not-named': { brief: 'not named', full: () => 'not named by the policy' },
  'labels/selector': { brief: 'labels', full: () => 'its labels do not match the selector' },
  'labels/invalid': { brief: 'selector invalid', full: (a) => `the selector cannot be evaluated: ${a.detail}` },
  'affinity/selector': { brief: 'labels', full: () => 'its labels do not match the selector' },
  'affinity/terms': { brief: 'affinity', full: () => 'no term of the affinity matches' },
  'affinity/invalid': { brief: 'affinity invalid', full: (a) => `the affinity cannot be evaluated: ${a.detail}` },
  'ready/not-ready': { brief: 'not ready', full: () => 'not ready' },
  'terminating/terminating': { brief: 'terminating', full: () => 'being removed' },
  'evicted/for-now': { brief: 'to be left', full: (a) => `to be left until ${a.until}` },
  'evicted/for-good': {
    brief: 'to be left',
    full: (a) => `to be left until ${a.until}, and nothing in the input says what time it is`,
  },
  'fits/insufficient': { brief: 'full', full: (a) => `one more pod does not fit: too little ${a.resources} is free` },
  'offers/not-offered': { brief: 'not offered', full: (a) => `none of ${a.resources} is allocatable` },
}

/** What to know of a reason for which placements are kept. */
const deferralHints: Readonly<Record<string, string>> = {
  'rescheduleWhen:nil':
    ' The policy has a reschedulePolicy without rescheduleWhen, which turns all its conditions off; write the ones that are meant.',
}

function annotationWords(names: readonly string[]): string {
  return `${names.length === 1 ? 'annotation' : 'annotations'} ${names.map((name) => `"${name}"`).join(' and ')}`
}

/** The first names of a list that may be long. */
function someOf(names: readonly string[]): string {
  const rest = names.length - 5
  return rest > 0 ? `${names.slice(0, 5).join(', ')} and ${rest} more` : names.join(', ')
}
