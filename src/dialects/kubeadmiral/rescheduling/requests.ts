import type { Resources } from '../../../model/cluster.ts'
import { at, isObject, type Json, type JsonObject, setOwn } from '../../../model/json.ts'
import { byCodePoint } from '../../../model/order.ts'
import { milliUnits, parseQuantity, type Quantity, units } from '../../../model/quantity.ts'
import type { FieldPath } from '../../../model/source.ts'
import { listOf, objectOf } from '../../fields.ts'

export const gpu = 'nvidia.com/gpu'

/** What katalyst reclaims of cpu and memory; placement looks at it where a scheduling profile asks for it. */
export const reclaimedCpu = 'resource.katalyst.kubewharf.io/reclaimed_millicpu'
export const reclaimedMemory = 'resource.katalyst.kubewharf.io/reclaimed_memory'

/**
 * What one pod asks for, of every resource that it mentions, be it 0; empty for kinds without pods, which have no
 * `podSpec` path. Per resource: the sum over containers of the request, or of the limit where there is no request; at
 * least what any init container requests; and the overhead on top. A quantity that the API server would refuse counts
 * as 0. Source: KubeAdmiral, pkg/util/resource/resource.go.
 */
export function podRequests(manifest: JsonObject, podSpec: FieldPath | undefined): Resources {
  const spec = podSpec === undefined ? undefined : at(manifest, podSpec)
  if (!isObject(spec)) return none
  const sums = new Map<string, Quantity>()
  for (const container of listOf(spec, 'containers')) {
    const requests = amountsOf(container, 'requests')
    for (const [name, amount] of requests) add(sums, name, amount)
    for (const [name, amount] of amountsOf(container, 'limits', requests)) add(sums, name, amount)
  }
  for (const container of listOf(spec, 'initContainers')) {
    for (const [name, amount] of amountsOf(container, 'requests')) {
      const sum = sums.get(name)
      if (sum === undefined || amount > sum) sums.set(name, amount)
    }
  }
  for (const [name, amount] of quantities(objectOf(spec, 'overhead'))) add(sums, name, amount)
  return sums
}

const none: Resources = new Map()

function add(sums: Map<string, Quantity>, name: string, amount: Quantity): void {
  sums.set(name, (sums.get(name) ?? 0n) + amount)
}

function amountsOf(container: Json, list: 'requests' | 'limits', but = none): Resources {
  return isObject(container) ? quantities(objectOf(objectOf(container, 'resources'), list), but) : none
}

/** Amounts by name, but for those that are known. */
function quantities(amounts: JsonObject, but = none): Resources {
  let read: Map<string, Quantity> | undefined
  for (const name of Object.keys(amounts)) {
    const amount = amounts[name] ?? null
    if (amount === null || but.has(name)) continue
    read ??= new Map()
    read.set(name, parseQuantity(String(amount)) ?? 0n)
  }
  return read ?? none
}

/** Of a pod's requests, those that placement looks at; cpu and memory are not among them. */
export function placementRequests(requests: Resources): Resources {
  const seen = placing.filter((name) => requests.has(name))
  return seen.length === 0 ? none : new Map(seen.map((name) => [name, requests.get(name) ?? 0n]))
}

const placing: readonly string[] = [gpu, reclaimedCpu, reclaimedMemory]

/**
 * Requests as a fact to remember, by resource name in order: cpu in thousandths (`250m`), bytes in the largest binary
 * unit that leaves no rest (`512Mi`), others in whole units, all rounded up. cpu, memory and ephemeral-storage of 0 are as good as absent. undefined where nothing is asked for.
 */
export function requestsFact(requests: Resources): JsonObject | undefined {
  const fact: JsonObject = {}
  for (const name of [...requests.keys()].sort(byCodePoint)) {
    const amount = requests.get(name) ?? 0n
    if (amount === 0n && basic.has(name)) continue
    setOwn(fact, name, written(name, amount))
  }
  return Object.keys(fact).length === 0 ? undefined : fact
}

const basic: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage'])

function written(name: string, amount: Quantity): string | number | bigint {
  if (name === 'cpu') return `${milliUnits(amount)}m`
  const whole = units(amount)
  if (name !== 'memory' && name !== 'ephemeral-storage' && !name.startsWith('hugepages-')) return exact(whole)
  const unit = whole === 0n ? undefined : binary.find(([size]) => whole % size === 0n)
  return unit === undefined ? exact(whole) : `${whole / unit[0]}${unit[1]}`
}

/** The largest first. */
const binary: readonly (readonly [bigint, string])[] = [
  [1n << 40n, 'Ti'],
  [1n << 30n, 'Gi'],
  [1n << 20n, 'Mi'],
  [1n << 10n, 'Ki'],
]

function exact(value: bigint): number | bigint {
  const double = Number(value)
  return Number.isSafeInteger(double) ? double : value
}
