import { type GuardRule, type GuardSettings, guardDefaults, guardRules, type Share } from '../../model/guard.ts'
import { isObject, type JsonObject, own } from '../../model/json.ts'
import type { Resource } from '../../model/resource.ts'
import { integerOf, listOf, objectOf } from '../fields.ts'
import { isRender } from './kinds.ts'

/** The guard's part of the one `Render` object, and what it approves. */
export interface Guarding {
  readonly guard: GuardSettings
  /** Hashes of plans. */
  readonly approve: readonly string[]
}

/** Reads `spec.guard` and `spec.approve`; a value that its schema refuses counts as unsaid here. */
export function readGuarding(resources: readonly Resource[]): Guarding {
  const render = resources.find(isRender)
  const spec: JsonObject = render === undefined ? {} : objectOf(render.value, 'spec')
  const guard = objectOf(spec, 'guard')
  const approve = own(spec, 'approve')
  const { cluster, fleet, atOnce, protect } = guardDefaults
  return {
    guard: {
      cluster: {
        ...limits(guard, 'cluster', cluster),
        most: integerOf(objectOf(guard, 'cluster'), 'most') ?? cluster.most,
      },
      fleet: limits(guard, 'fleet', fleet),
      atOnce: limits(guard, 'atOnce', atOnce),
      protect: Array.isArray(own(guard, 'protect')) ? texts(listOf(guard, 'protect')) : protect,
      disable: listOf(guard, 'disable').filter((one): one is GuardRule => guardRules.some((rule) => rule === one)),
    },
    approve: typeof approve === 'string' ? [approve] : isObject(approve) ? [] : texts(listOf(spec, 'approve')),
  }
}

function limits(
  guard: JsonObject,
  key: string,
  defaults: { readonly share: Share; readonly objects: number },
): { share: Share; objects: number } {
  const written = objectOf(guard, key)
  const percent = integerOf(written, 'percent')
  return {
    share: percent === undefined ? defaults.share : { part: percent, of: 100 },
    objects: integerOf(written, 'objects') ?? defaults.objects,
  }
}

function texts(list: readonly unknown[]): string[] {
  return list.filter((one) => typeof one === 'string')
}
