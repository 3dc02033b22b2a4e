import { groupOf, type ObjectId } from '../model/resource.ts'

/** Bytes; file systems take 255, archives and sync tools sometimes less. */
const LONGEST_FILE = 200
const LONGEST_DIRECTORY = 100

const DNS = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/
const DNS_LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/
const KIND = /^[A-Za-z][A-Za-z0-9]*$/

/** What Windows keeps for devices, with any extension. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\$|conout\$)(?:\.|$)/

/** File names that change how Argo CD, Flux or Fleet read the whole directory, or that Flux skips. */
const STEERING: ReadonlySet<string> = new Set([
  'appveyor.yaml',
  'chart.yaml',
  'cloudbuild.yaml',
  'fleet.yaml',
  'kustomization.yaml',
])

/** Where objects without a namespace stand in the layout of one file per namespace. */
const NO_NAMESPACE = '_cluster.yaml'

/**
 * The file name of an object: `<namespace>_<kind>[.<group>]_<name>.yaml` in lower case, without the namespace part
 * where there is none. Ids with anything unusual in them get a cleaned name with a hash of the exact id. Only
 * `[a-z0-9._-]`, at most 200 bytes.
 *
 * Plain names of different ids differ unless their kinds differ in case alone; `hashed` forces the hash for those.
 */
export function fileName(id: ObjectId, hashed = false): string {
  const group = groupOf(id.apiVersion)
  const type = id.kind.toLowerCase() + (group === '' ? '' : `.${group}`)
  if (!hashed && isPlain(id, group)) {
    const name = `${id.namespace === '' ? '' : `${id.namespace}_`}${type}_${id.name}.yaml`
    if (name.length <= LONGEST_FILE && isSafe(name)) return name
  }
  return hashedName([id.namespace, type, id.name], [group, id.kind, id.namespace, id.name], '.yaml', LONGEST_FILE)
}

/** The file name for all objects of a namespace; the empty namespace has one, too. */
export function namespaceFileName(namespace: string): string {
  if (namespace === '') return NO_NAMESPACE
  const name = `${namespace}.yaml`
  if (DNS_LABEL.test(namespace) && name.length <= LONGEST_FILE && isSafe(name)) return name
  return hashedName([namespace], [namespace], '.yaml', LONGEST_FILE)
}

/** `clusters/<name>`, with a cleaned and hashed name where the cluster's own is not fit for a directory. */
export function clusterDirectory(cluster: string): string {
  const plain = DNS.test(cluster) && cluster.length <= LONGEST_DIRECTORY && isSafe(cluster)
  return `clusters/${plain ? cluster : hashedName([cluster], [cluster], '', LONGEST_DIRECTORY)}`
}

function isPlain(id: ObjectId, group: string): boolean {
  return (
    (id.namespace === '' || DNS_LABEL.test(id.namespace)) &&
    KIND.test(id.kind) &&
    (group === '' || DNS.test(group)) &&
    DNS.test(id.name)
  )
}

function isSafe(name: string): boolean {
  return !DEVICE.test(name) && !STEERING.has(name) && !name.includes('..')
}

/** Two underscores before the hash keep such names apart from plain ones, whose parts are never empty. */
function hashedName(parts: readonly string[], exact: readonly string[], ending: string, longest: number): string {
  const suffix = `__${fnv64(JSON.stringify(exact))}${ending}`
  let stem = parts
    .map(clean)
    .filter((part) => part !== '')
    .join('_')
  if (DEVICE.test(stem)) stem = `x-${stem}`
  return stem.slice(0, longest - suffix.length).replace(/[._-]+$/, '') + suffix
}

function clean(part: string): string {
  return part
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[.-]+|[.-]+$/g, '')
}

/** FNV-1a of 64 bits over the UTF-16 units of a text, as 16 hexadecimal digits. */
function fnv64(text: string): string {
  let hash = 0xcbf29ce484222325n
  for (let index = 0; index < text.length; index++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(index))) * 0x100000001b3n)
  }
  return hash.toString(16).padStart(16, '0')
}
