// The same work for kustomize: per cluster an overlay that sets the replicas of what Stowage placed there, over one
// base per namespace where the whole namespace goes, which is the arrangement that suits kustomize best, and one base
// per workload elsewhere.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { generate, namespaceOf, workload, workloadName } from './generate.mjs'

/** Arranges the sources below `root` for kustomize, from the placements of a finished render. */
export function arrange(root, rendered, workloads, clusters) {
  generate(join(root, 'base'), workloads, clusters.length, { steering: false })
  const files = new Map()
  for (let index = 0; index < workloads; index++) {
    const namespace = namespaceOf(index)
    const folder = join(root, 'base/workloads', namespace)
    const name = workloadName(index)
    const objects = workload(index, false)
    // kustomize reads no file above a kustomization, so a base of one workload has texts of its own.
    base(join(folder, `${name}.all`), Object.values(objects))
    base(
      join(folder, `${name}.rest`),
      Object.entries(objects)
        .filter(([kind]) => kind !== 'deployment')
        .map(([, text]) => text),
    )
    const sources = index % 10 < 6 ? [`${name}.yaml`] : readdirSync(join(folder, name)).map((file) => `${name}/${file}`)
    files.set(namespace, [...(files.get(namespace) ?? []), ...sources])
  }
  for (const [namespace, resources] of files) {
    const folder = join(root, 'base/workloads', namespace)
    kustomization(folder, { resources })
    base(join(folder, 'namespace'), [readFileSync(join(folder, 'namespace.yaml'), 'utf8')])
  }
  const deployments = placements(rendered, '_deployment.apps_', '')
  const others = placements(rendered, '_configmap_', '-config')
  for (const cluster of clusters) {
    const folder = join(root, 'overlays', cluster)
    mkdirSync(folder, { recursive: true })
    kustomization(folder, overlay(deployments, others, cluster, workloads))
  }
}

function overlay(deployments, others, cluster, workloads) {
  const resources = []
  const replicas = []
  for (let first = 0; first < workloads; first += 10) {
    const namespace = namespaceOf(first)
    const here = []
    for (let index = first; index < Math.min(first + 10, workloads); index++) {
      const name = workloadName(index)
      const key = `${namespace}/${name}`
      if (!others.get(key)?.has(cluster)) continue
      const target = deployments.get(key)
      here.push({ name, part: target?.has(cluster) ? 'all' : 'rest', count: target?.get(cluster) })
    }
    if (here.length === 0) continue
    resources.push(`../../base/workloads/${namespace}/namespace`)
    const whole = here.length === Math.min(10, workloads - first) && here.every(({ part }) => part === 'all')
    if (whole) resources.push(`../../base/workloads/${namespace}`)
    else for (const { name, part } of here) resources.push(`../../base/workloads/${namespace}/${name}.${part}`)
    for (const { name, count } of here) if (count !== undefined) replicas.push({ name, count })
  }
  return { resources, ...(replicas.length === 0 ? {} : { replicas }) }
}

/** Workload → cluster → replicas, read from the files of `placements/` whose name has `part`. */
function placements(rendered, part, suffix) {
  const placed = new Map()
  for (const file of readdirSync(join(rendered, 'placements'))) {
    if (!file.includes(part)) continue
    const { spec } = parse(readFileSync(join(rendered, 'placements', file), 'utf8'))
    const { namespace, name } = spec.workload
    const owner = suffix === '' ? name : name.slice(0, -suffix.length)
    placed.set(`${namespace}/${owner}`, new Map(spec.clusters.map((one) => [one.name, one.replicas])))
  }
  return placed
}

function base(folder, texts) {
  mkdirSync(folder, { recursive: true })
  for (const [at, text] of texts.entries()) writeFileSync(join(folder, `${at}.yaml`), text)
  kustomization(folder, { resources: texts.map((_, at) => `${at}.yaml`) })
}

function kustomization(folder, fields) {
  writeFileSync(
    join(folder, 'kustomization.yaml'),
    stringify({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', ...fields }),
  )
}
