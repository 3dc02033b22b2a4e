import fs from 'node:fs'
import { type Files, found, ours, put, sameFiles, withDirectories } from './files.ts'

/** A tree that stands and one that is wanted. */
export interface Scenario {
  readonly name: string
  readonly before: Files
  readonly after: Files
}

/** What others put into our directories; it must never change. */
export const foreign: Files = new Map([
  ['README.md', 'about\n'],
  ['clusters/README.md', 'not ours\n'],
  ['clusters/c0/notes.yaml', 'kind: Note\n'],
  ['clusters/mine/own.yaml', 'kind: Own\n'],
  ['placements/old.txt', ''],
])

function fleet(
  clusters: number,
  perCluster: number,
  version: (cluster: number, file: number) => string | undefined,
): Files {
  const files = new Map<string, string>()
  for (let cluster = 0; cluster < clusters; cluster++) {
    for (let file = 0; file < perCluster; file++) {
      const text = version(cluster, file)
      if (text === undefined) continue
      files.set(`clusters/c${cluster}/ns_deployment.apps_w${file}.yaml`, ours(`${cluster}/${file}/${text}`, 200))
      files.set(`placements/ns/w${file}.yaml`, ours(`${file}/${text}`))
    }
  }
  return files
}

/** First write, update (also with a new cluster and moved objects), shrink, and a cluster dropped. */
export function scenarios(clusters: number, perCluster: number): Scenario[] {
  const full = fleet(clusters, perCluster, () => 'one')
  return [
    { name: 'first', before: new Map(), after: full },
    {
      name: 'update',
      before: fleet(clusters - 1, perCluster, (cluster, file) => (cluster === 0 && file % 3 === 0 ? undefined : 'one')),
      after: fleet(clusters, perCluster, (cluster, file) =>
        cluster === 1 && file % 3 === 0 ? undefined : file % 2 === 0 ? 'two' : 'one',
      ),
    },
    {
      name: 'shrink',
      before: full,
      after: fleet(clusters, perCluster, (cluster, file) =>
        file % 2 === 0 ? (cluster === 0 ? 'two' : 'one') : undefined,
      ),
    },
    {
      name: 'drop',
      before: full,
      after: fleet(clusters, perCluster, (cluster) => (cluster === 1 ? undefined : 'one')),
    },
  ]
}

/** Puts the old tree of a scenario, with the foreign files, below an absent or empty root. */
export function prepare(root: string, scenario: Scenario): void {
  fs.rmSync(root, { recursive: true, force: true })
  fs.mkdirSync(root, { recursive: true })
  put(root, foreign)
  put(root, scenario.before)
}

/** Which of its trees a scenario's root shows. */
export function stateOf(root: string, scenario: Scenario): 'old' | 'new' | 'mixed' {
  const tree = found(root)
  if (sameFiles(tree, withDirectories(foreign, scenario.before))) return 'old'
  return sameFiles(tree, withDirectories(foreign, scenario.after)) ? 'new' : 'mixed'
}

/** What must hold at any moment, a mixed tree included; each breach as a text. */
export function breaches(root: string, scenario: Scenario): string[] {
  const tree = found(root)
  const { before, after } = scenario
  const bad: string[] = []
  for (const [path, text] of tree) {
    if (path.endsWith('/')) continue
    const kept = foreign.get(path)
    if (kept !== undefined ? kept !== text : before.get(path) !== text && after.get(path) !== text) {
      bad.push(`torn or changed: ${path}`)
    }
  }
  for (const path of foreign.keys()) if (!tree.has(path)) bad.push(`foreign file lost: ${path}`)
  for (const path of before.keys()) if (after.has(path) && !tree.has(path)) bad.push(`common file lost: ${path}`)
  // Nothing is removed before all that is added stands.
  const removed = [...before.keys()].some((path) => !after.has(path) && !tree.has(path))
  const missing = [...after].some(([path, text]) => tree.get(path) !== text)
  if (removed && missing) bad.push('removed before everything was added')
  return bad
}
