import type { Cluster, Taint } from '../../src/model/cluster.ts'
import { parseQuantity, type Quantity } from '../../src/model/quantity.ts'

function quantity(text: string): Quantity {
  const parsed = parseQuantity(text)
  if (parsed === undefined) throw new Error(text)
  return parsed
}

/** A member cluster with some CPU; everything else is as plain as can be. */
export function member(
  name: string,
  cpu?: { readonly allocatable: string; readonly available: string },
  taints: readonly Taint[] = [],
): Cluster {
  return {
    name,
    labels: new Map(),
    taints,
    joined: true,
    ready: true,
    terminating: false,
    apis: undefined,
    allocatable: new Map(cpu === undefined ? [] : [['cpu', quantity(cpu.allocatable)]]),
    available: new Map(cpu === undefined ? [] : [['cpu', quantity(cpu.available)]]),
    observed: new Map(),
    origins: [],
  }
}
