import type { Resources } from '../model/cluster.ts'
import type { Quantity } from '../model/quantity.ts'

const milli = 1_000_000n
const unit = 1_000_000_000n

/** What nodes offer to pods, and what of it is not requested, as a snapshot tells it. */
export interface Amounts {
  readonly allocatable: Resources
  readonly available: Resources
}

/**
 * What is available is what is allocatable less what is requested, of the resources that are allocatable. It is below 0
 * where pods request more than the nodes that take pods offer, for pods on other nodes count too, as upstream.
 *
 * Both are rounded to `steps`, by resource; without a step there, what is allocatable stays exact, for it changes
 * seldom, and what is available is rounded to {@link defaultStep}. `previous` is what the last snapshot said.
 */
export function amountsOf(
  allocatable: Resources,
  requested: Resources,
  previous: Amounts,
  steps: ReadonlyMap<string, Quantity>,
): Amounts {
  const offered = new Map<string, Quantity>()
  const free = new Map<string, Quantity>()
  for (const [resource, amount] of allocatable) {
    const step = steps.get(resource)
    const left = amount - (requested.get(resource) ?? 0n)
    offered.set(resource, rounded(amount, step ?? 0n, previous.allocatable.get(resource)))
    free.set(resource, rounded(left, step ?? defaultStep(resource, amount), previous.available.get(resource)))
  }
  return { allocatable: offered, available: free }
}

/**
 * The step where nobody names one: the largest power of two that is not above 1/64 of what is allocatable, at least 1:
 * 2^max(0, floor(log2(allocatable / 64))), in thousandths for cpu and in whole units for everything else.
 * With 31 cores it is 256m, with 120 GiB it is 1 GiB, with 8 GPUs it is 1.
 */
export function defaultStep(resource: string, allocatable: Quantity): Quantity {
  const one = resource === 'cpu' ? milli : unit
  let step = one
  while (step * 2n * 64n <= allocatable) step *= 2n
  return step
}

/**
 * An amount down to a multiple of the step; but a previous value that is such a multiple, too, stays as long as it is
 * less than one step away. So the value told is always less than one step from the exact one, and noise makes no diff:
 * while the exact amount moves within any range that is shorter than a step, the value changes twice at most, and then
 * never again, wherever the range lies.
 *
 * Why: if no multiple lies in the range, rounding down gives one value for all of it. If one does, g, the value becomes
 * g or g less one step; from the latter it leaves only for g, and from g it is never a whole step to anywhere.
 */
export function rounded(exact: Quantity, step: Quantity, previous: Quantity | undefined): Quantity {
  if (step <= 0n) return exact
  if (previous !== undefined && previous % step === 0n && exact - previous < step && previous - exact < step) {
    return previous
  }
  const part = exact % step
  return part < 0n ? exact - part - step : exact - part
}
