import type { Report } from './diagnostics/diagnostic.ts'
import { type Guarding, readGuarding } from './dialects/stowage/guard.ts'
import { readHistory } from './dialects/stowage/history.ts'
import { findBase, ownedTexts, readCommitted } from './io/git.ts'
import { outputFolders } from './io/write.ts'
import { readStanding } from './judge.ts'
import type { PreviousPlacement } from './model/unit.ts'
import type { Standing } from './review/files.ts'

/** What a plan is held against: the tree at the output root, or that of a commit. */
export interface Baseline {
  /** Our files in the commit, by path below the output root. */
  readonly standing: Standing
  readonly history: ReadonlyMap<string, PreviousPlacement>
  /** The guard's settings there: a change cannot loosen the guard that judges it. */
  readonly guarding: Guarding
}

/**
 * The baseline in the commit that a reference names: what render wrote there, and the settings of its `Render` objects.
 * undefined, with an error, where it cannot be had. The output directory must be in the repository of `root`.
 */
export async function baselineOf(
  root: string,
  out: string,
  reference: string,
  report: Report,
): Promise<Baseline | undefined> {
  const base = await findBase(root, reference, report)
  const there = base && (root === out ? base : await findBase(out, reference, report))
  if (base === undefined || there === undefined) return undefined
  const written = await readCommitted(
    out,
    there,
    (path) => outputFolders.some((one) => path.startsWith(`${one}/`)),
    report,
  )
  const settings = await readCommitted(root, base, (path) => path === 'stowage.yaml', report)
  if (written === undefined || settings === undefined) return undefined
  const standing = ownedTexts(written)
  const placements = [...standing].filter(([path]) => path.startsWith('placements/'))
  const text = settings[0]?.bytes.toString('utf8') ?? ''
  return {
    standing,
    history: readHistory(
      placements.flatMap(([, placement]) => readStanding(placement()) ?? []),
      () => undefined,
    ),
    guarding: readGuarding(readStanding(text) ?? []),
  }
}
