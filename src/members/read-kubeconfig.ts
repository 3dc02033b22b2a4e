import { dirname, resolve } from 'node:path'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { Json } from '../model/json.ts'
import { readBounded } from './bounded-file.ts'
import { isKubeconfig, type Kubeconfig, merge, type ParsedKubeconfig } from './entries.ts'

export interface KubeconfigFile {
  readonly path: string
  /** Named by a flag; a file that only KUBECONFIG or the default names may be missing, as for kubectl. */
  readonly required: boolean
}

/** The one document of a text; undefined where it has none, several, or cannot be read. */
export type ParseOne = (text: string) => Json | undefined

/**
 * Reads and merges kubeconfigs. Undefined, with a diagnostic for each file that cannot be used: part of a kubeconfig
 * could mean another cluster. Nothing of a file's content is told.
 */
export function readKubeconfig(
  files: readonly KubeconfigFile[],
  cwd: string,
  parse: ParseOne,
  report: Report,
): Kubeconfig | undefined {
  const parsed: ParsedKubeconfig[] = []
  let failed = false
  const refuse = (file: string, why: string): void => {
    failed = true
    report(diagnostic('snapshot/kubeconfig', { file, why }))
  }
  for (const { path, required } of files) {
    const absolute = resolve(cwd, path)
    const bytes = readBounded(absolute, true)
    if (typeof bytes === 'string') {
      if (required || bytes !== 'ENOENT') refuse(path, wordOf(bytes))
      continue
    }
    const value = parse(bytes.toString('utf8'))
    if (isKubeconfig(value)) parsed.push({ directory: dirname(absolute), value: value as Json })
    else refuse(path, 'it is not one kubeconfig document')
  }
  return failed ? undefined : merge(parsed)
}

function wordOf(errno: string): string {
  if (errno === 'EFBIG') return 'it has more than 1 MiB'
  if (errno === 'EINVAL') return 'it is not a file'
  return `it cannot be read: ${errno}`
}
