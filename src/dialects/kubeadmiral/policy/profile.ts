import { diagnostic, type Report } from '../../../diagnostics/diagnostic.ts'
import { closest } from '../../../model/closest.ts'
import { isObject } from '../../../model/json.ts'
import type { Resource } from '../../../model/resource.ts'
import { within } from '../../../model/source.ts'
import { listOf, objectOf, textOf } from '../../fields.ts'
import { defaultPlugins, knownPlugins, type Plugins, type Point, points } from './plugins.ts'

/** Plugins by the name of their SchedulingProfile; undefined for one that cannot work, which was told already. */
export type Profiles = ReadonlyMap<string, Plugins | undefined>

/** The plugins of every SchedulingProfile. `refused`: objects that broke their schema, which was told. */
export function readProfiles(profiles: readonly Resource[], refused: readonly Resource[], report: Report): Profiles {
  const read = new Map<string, Plugins | undefined>()
  for (const { kind, name } of refused) if (kind === 'SchedulingProfile') read.set(name, undefined)
  for (const profile of profiles) {
    const [filter, score, select] = points.map((point) => applied(profile, point, report))
    read.set(profile.name, filter && score && select && { filter, score, select })
  }
  return read
}

/**
 * The default plugins of a point without the disabled ones (`*` is all of them), then the enabled ones in their order;
 * undefined where one of those cannot be enabled. Source: KubeAdmiral, pkg/controllers/scheduler/profile.go.
 */
function applied({ value, origin }: Resource, point: Point, report: Report): readonly string[] | undefined {
  const changes = objectOf(objectOf(objectOf(value, 'spec'), 'plugins'), point)
  const at = within(origin, 'spec', 'plugins', point)
  const disabled = new Set<string>()
  for (const [index, entry] of listOf(changes, 'disabled').entries()) {
    const plugin = isObject(entry) ? textOf(entry, 'name') : ''
    disabled.add(plugin)
    if (plugin === '*' || defaultPlugins[point].includes(plugin)) continue
    const off = knownPlugins[point].includes(plugin)
    const suggestion = (off ? undefined : closest(plugin, defaultPlugins[point])) ?? ''
    const place = within(at, 'disabled', index, 'name')
    report(diagnostic('kubeadmiral/plugin-not-on', { point, plugin, suggestion, ...(off ? { off } : {}) }, place))
  }
  const plugins = disabled.has('*') ? [] : defaultPlugins[point].filter((plugin) => !disabled.has(plugin))
  let works = true
  for (const [index, entry] of listOf(changes, 'enabled').entries()) {
    if (!isObject(entry)) continue
    const plugin = textOf(entry, 'name')
    const place = within(at, 'enabled', index, 'name')
    if (textOf(entry, 'type') === 'Webhook') {
      report(diagnostic('kubeadmiral/webhook-plugin', { plugin }, place))
      works = false
    } else if (!knownPlugins[point].includes(plugin)) {
      const elsewhere = points.filter((one) => knownPlugins[one].includes(plugin))
      const suggestion = elsewhere.length > 0 ? '' : (closest(plugin, knownPlugins[point]) ?? '')
      report(diagnostic('kubeadmiral/unknown-plugin', { point, plugin, elsewhere, suggestion }, place))
      works = false
    } else if (plugins.includes(plugin)) {
      report(diagnostic('kubeadmiral/plugin-twice', { point, plugin }, place))
      works = false
    } else plugins.push(plugin)
  }
  return works ? plugins : undefined
}
