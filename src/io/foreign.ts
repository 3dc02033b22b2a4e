import { newComparer } from './compare.ts'
import { openTree } from './tree.ts'

const manifest = /\.(?:yaml|yml|json)$/
/** They hold no objects, and people keep them beside what is rendered. */
const kustomization = /^kustomization\.ya?ml$/

/**
 * Manifests below a directory of the output root that we did not write, by path, in code-point order within each
 * directory. Links are not followed. Throws the errno of what cannot be read.
 */
export function foreignFiles(root: string, owned: string): string[] {
  const tree = openTree(root)
  const comparer = newComparer()
  const found: string[] = []
  function visit(directory: string): void {
    const entries = tree.look(directory)
    if (entries === undefined || 'blockedBy' in entries) return
    for (const [name, kind] of entries) {
      const path = `${directory}/${name}`
      if (name.startsWith('.') || kustomization.test(name)) continue
      if (kind === 'directory') visit(path)
      else if (kind === 'file' && manifest.test(name) && !comparer.isOurs(`${root}/${path}`)) found.push(path)
    }
  }
  visit(owned)
  return found
}
