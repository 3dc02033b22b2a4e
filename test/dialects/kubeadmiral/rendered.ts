import type { JsonObject } from '../../../src/model/json.ts'
import { byCodePoint } from '../../../src/model/order.ts'
import { describe } from '../../../src/model/resource.ts'
import type { SourceFile } from '../../../src/model/source.ts'
import { type RenderInput, render } from '../../../src/render.ts'
import { codeAt } from '../resource.ts'

/** What a render of objects of one file each (`0.yaml` and so on) puts where, and what it says. */
export function rendered(
  objects: readonly JsonObject[],
  more: readonly SourceFile[] = [],
  input: Partial<RenderInput> = {},
) {
  const sources = objects.map((object, index) => ({ path: `${index}.yaml`, text: JSON.stringify(object) }))
  const result = render({ files: [...sources, ...more], ...input })
  const clusters = [...result.manifests].map(([cluster, manifests]): [string, string[]] => [
    cluster,
    manifests.map(({ id }) => describe(id)).sort(byCodePoint),
  ])
  return {
    clusters: Object.fromEntries(clusters),
    texts: result.layout.files,
    decisions: result.decisions,
    codes: result.found.map(codeAt),
    /** The placements, to be read by the next render. */
    history: result.layout.files.flatMap(({ path, text }) =>
      path.startsWith('placements/') ? [{ path, text: text() }] : [],
    ),
  }
}
