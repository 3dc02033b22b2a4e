// The same work for kustomize: per cluster an overlay that sets the replicas of what Stowage placed there, over one
// base per namespace where the whole namespace goes, which is the arrangement that suits kustomize best, and one base
// per workload elsewhere.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import YAML from 'yaml'
import { generate, namespaceOf, workloadName } from './generate.mjs'

/** Arranges the sources below `root` for kustomize, from the placements of a finished render. */
export function arrange(root, rendered, workloads, clusters) {
  generate(join(root, 'base'), workloads, clusters.length, { steering: false })
  const files = new Map()
  for (let index = 0; index < workloads; index++) {
    const folder = join(root, 'base/workloads', namespaceOf(index))
    const name = workloadName(index)
    const own = join(folder, `${name}.k`)
    mkdirSync(own, { recursive: true })
    const sources = index % 10 < 6 ? [`../${name}.yaml`] : readdirSync(join(folder, name)).map((file) => `../${name}/${file}`)
    // kustomize reads no file above a kustomization, so each workload's base gets a copy of its sources.
    sources.forEach((source, at) => writeFileSync(join(own, `${at}.yaml`), readFileSync(join(own, source))))
    kustomization(own, { resources: sources.map((_, at) => `${at}.yaml`) })
    const there = files.get(namespaceOf(index)) ?? []
    there.push(...sources.map((source) => source.slice(3)))
    files.set(namespaceOf(index), there)
  }
  for (const [namespace, list] of files) {
    const folder = join(root, 'base/workloads', namespace)
    kustomization(folder, { resources: list })
    mkdirSync(join(folder, 'namespace'), { recursive: true })
    writeFileSync(join(folder, 'namespace/namespace.yaml'), readFileSync(join(folder, 'namespace.yaml')))
    kustomization(join(folder, 'namespace'), { resources: ['namespace.yaml'] })
  }
  const placed = placements(rendered)
  for (const cluster of clusters) {
    const folder = join(root, 'overlays', cluster)
    mkdirSync(folder, { recursive: true })
    kustomization(folder, overlay(placed, cluster, workloads))
  }
}

function overlay(placed, cluster, workloads) {
  const resources = []
  const replicas = []
  for (let first = 0; first < workloads; first += 10) {
    const namespace = namespaceOf(first)
    const here = []
    for (let index = first; index < Math.min(first + 10, workloads); index++) {
      const target = placed.get(`${namespace}/${workloadName(index)}`)
      if (target?.has(cluster)) here.push([workloadName(index), target.get(cluster)])
    }
    if (here.length === 0) continue
    resources.push(`../../base/workloads/${namespace}/namespace`)
    if (here.length === Math.min(10, workloads - first)) resources.push(`../../base/workloads/${namespace}`)
    else for (const [name] of here) resources.push(`../../base/workloads/${namespace}/${name}.k`)
    for (const [name, count] of here) if (count !== undefined) replicas.push({ name, count })
  }
  return { resources, ...(replicas.length === 0 ? {} : { replicas }) }
}

/** Deployment → cluster → replicas, read from `placements/`. */
function placements(rendered) {
  const placed = new Map()
  for (const file of readdirSync(join(rendered, 'placements'))) {
    if (!file.includes('_deployment')) continue
    const { spec } = YAML.parse(readFileSync(join(rendered, 'placements', file), 'utf8'))
    placed.set(`${spec.workload.namespace}/${spec.workload.name}`, new Map(spec.clusters.map((one) => [one.name, one.replicas])))
  }
  return placed
}

function kustomization(folder, fields) {
  writeFileSync(
    join(folder, 'kustomization.yaml'),
    YAML.stringify({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', ...fields }),
  )
}
