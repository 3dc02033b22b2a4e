import { by, byCodePoint } from '../model/order.ts'
import type { FileChange } from './files.ts'

/**
 * Names a plan by what it would do: every file that comes, changes or goes, with what it held and what it would hold.
 * It changes with anything that would be written, and once it was written it names nothing any more, because the files
 * do not hold what they held. The order of the files does not count.
 */
export function planHash(
  files: readonly FileChange[],
  scope: readonly string[],
  digest: (text: string) => string,
): string {
  const lines = [...files]
    .sort(by(({ path }) => path))
    .map(({ path, before, after }) =>
      JSON.stringify([path, before && digest(before()), after && digest(after())].map((part) => part ?? null)),
    )
  return digest(['stowage plan v1', JSON.stringify([...scope].sort(byCodePoint)), ...lines].join('\n'))
}
