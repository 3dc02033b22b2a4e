import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { Manifest, Printed } from '../model/manifest.ts'
import type { ObjectId } from '../model/resource.ts'
import type { Origin } from '../model/source.ts'
import { describe } from './naming.ts'

const LOCAL_CONFIG = 'config.kubernetes.io/local-config'
const ARGO_SKIP = '+argocd:skip-file-rendering'

/** Warns of objects that sync tools pass over, once per object and each printed form looked at once. */
export function watchHazards(
  report: Report,
  originOf: (id: ObjectId) => Origin | undefined,
): (manifest: Manifest) => void {
  const seen = new Set<Printed>()
  const told = new Set<string>()
  const tell = (code: 'output/local-config' | 'output/argocd-skip', id: ObjectId): void => {
    const object = describe(id)
    const topic = `${code} ${object}`
    if (!told.has(topic)) report(diagnostic(code, { object }, originOf(id)))
    told.add(topic)
  }
  return ({ id, printed }) => {
    if (seen.has(printed)) return
    seen.add(printed)
    if (isLocalConfig(printed)) tell('output/local-config', id)
    if (isSkippedByArgo(printed)) tell('output/argocd-skip', id)
  }
}

/**
 * Whether kustomize, and so Flux, drops the object: annotated as local configuration with anything but `false`.
 * Reads our own printed style, where only keys of the root stand at column 0 and only keys of theirs at column 2.
 */
export function isLocalConfig(printed: Printed): boolean {
  if (!contains(printed, LOCAL_CONFIG)) return false
  let path = ''
  for (const line of `${printed.head}0${printed.tail ?? ''}`.split('\n')) {
    if (/^\S/.test(line)) path = line
    else if (/^ {2}\S/.test(line)) path = path.startsWith('metadata:') ? `metadata:${line}` : ''
    else if (path === 'metadata:  annotations:' && line.startsWith(`    ${LOCAL_CONFIG}:`)) {
      return line !== `    ${LOCAL_CONFIG}: "false"`
    }
  }
  return false
}

/** Whether Argo CD skips the file that holds the object, wherever the words stand in it. */
export function isSkippedByArgo(printed: Printed): boolean {
  return contains(printed, ARGO_SKIP)
}

function contains(printed: Printed, words: string): boolean {
  return printed.head.includes(words) || (printed.tail?.includes(words) ?? false)
}
