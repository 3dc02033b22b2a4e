import type { Taint } from '../model/cluster.ts'
import type { Toleration } from '../model/policy.ts'

/**
 * The first taint with one of these effects that no toleration covers. Seconds do not count, and nothing is
 * validated: an empty key covers every key.
 *
 * Source: Kubernetes, core/v1 Toleration.ToleratesTaint.
 */
export function untolerated(
  taints: readonly Taint[],
  tolerations: readonly Toleration[],
  effects: readonly string[],
): Taint | undefined {
  return taints.find(
    (taint) => effects.includes(taint.effect) && !tolerations.some((toleration) => covers(toleration, taint)),
  )
}

function covers(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect !== '' && toleration.effect !== taint.effect) return false
  if (toleration.key !== '' && toleration.key !== taint.key) return false
  if (toleration.operator === 'Exists') return true
  return (toleration.operator === '' || toleration.operator === 'Equal') && toleration.value === taint.value
}
