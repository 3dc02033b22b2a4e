import { rule } from './rule.ts'

export const output = {
  'output/duplicate-object': rule(
    'error',
    (a: { first: string; second: string; clusters: readonly string[] }) =>
      `${a.first === a.second ? `${a.first} is there twice` : `${a.first} and ${a.second} are the same object`} ` +
      `in ${listed(a.clusters)}; keep one, rename one, or place them in different clusters.`,
  ),
  'output/same-file': rule(
    'error',
    (a: { first: string; second: string; file: string }) =>
      `${a.first} and ${a.second} would both be written to ${a.file}; rename one of them.`,
  ),
  'output/same-directory': rule(
    'error',
    (a: { first: string; second: string; directory: string }) =>
      `Clusters ${a.first} and ${a.second} would both be written to ${a.directory}; rename one of them.`,
  ),
  'output/local-config': rule(
    'warning',
    (a: { object: string }) =>
      `${a.object} is annotated config.kubernetes.io/local-config, so kustomize and Flux will not deploy it; ` +
      'remove the annotation if clusters are to get it.',
  ),
  'output/argocd-skip': rule(
    'warning',
    (a: { object: string }) =>
      `${a.object} contains the text +argocd:skip-file-rendering, so Argo CD will ignore its file; ` +
      'remove the text if Argo CD is to deploy it.',
  ),
} as const

function listed(clusters: readonly string[]): string {
  const shown = clusters.slice(0, 5).join(', ')
  const more = clusters.length - 5
  return `${clusters.length === 1 ? 'cluster' : 'clusters'} ${shown}${more > 0 ? ` and ${more} more` : ''}`
}
