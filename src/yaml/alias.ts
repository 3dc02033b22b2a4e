import type { AliasEvent, MappingEvent, ScalarEvent, SequenceEvent } from 'js-yaml'
import { diagnostic } from '../diagnostics/diagnostic.ts'
import type { Json } from '../model/json.ts'
import { limits } from '../model/limits.ts'
import { bare, type Composer, place, refuse } from './compose.ts'
import { tell } from './problems.ts'

/** What an alias refers to. The value is shared by all its aliases, never copied. */
export interface Anchor {
  value: Json
  /** Nodes of the value, its own aliases followed. */
  nodes: number
  /** Levels of collections in the value. */
  height: number
  /** Its value is still being read. */
  open: boolean
}

/** Composes a node that has an anchor, and remembers it. A name may be used again; the last one counts. */
export function anchored(composer: Composer, event: ScalarEvent | MappingEvent | SequenceEvent, depth: number): Json {
  const name = anchorName(composer, event)
  const anchor: Anchor = { value: null, nodes: 0, height: 0, open: true }
  composer.anchors ??= new Map()
  composer.anchors.set(name, anchor)
  const { nodes, deepest } = composer
  composer.deepest = depth - 1
  anchor.value = bare(composer, event, depth)
  anchor.nodes = composer.nodes - nodes
  anchor.height = composer.deepest - (depth - 1)
  anchor.open = false
  composer.deepest = Math.max(deepest, composer.deepest)
  return anchor.value
}

/** The name of a node's anchor. YAML 1.2 allows nearly every character; Kubernetes' reader ends a name at most of them. */
export function anchorName(composer: Composer, event: ScalarEvent | MappingEvent | SequenceEvent): string {
  const name = composer.text.slice(event.anchorStart, event.anchorEnd)
  if (!/^[\w-]+$/.test(name)) {
    const args = { name: name.slice(0, 60) }
    tell(composer.problems, diagnostic('input/anchor-name', args, place(composer, event.anchorStart)))
  }
  return name
}

/** The value an alias refers to; null where it refers to nothing, or where following it would break a limit. */
export function alias(composer: Composer, event: AliasEvent, depth: number): Json {
  const at = place(composer, event.anchorStart - 1)
  composer.aliases++
  if (composer.aliases > limits.aliases) {
    if (!composer.broken) refuse(composer, diagnostic('input/too-many-aliases', { limit: limits.aliases }, at))
    return null
  }
  const name = composer.text.slice(event.anchorStart, event.anchorEnd)
  const anchor = composer.anchors?.get(name)
  if (anchor === undefined) {
    tell(composer.problems, diagnostic('input/undefined-alias', { name: name.slice(0, 60) }, at))
    return null
  }
  if (anchor.open) {
    tell(composer.problems, diagnostic('input/cyclic-alias', { name }, at))
    return null
  }
  composer.nodes += anchor.nodes
  const most = limits.expansionFactor * composer.events.length + limits.expansionNodes
  if (composer.nodes > most) {
    if (!composer.broken) refuse(composer, diagnostic('input/alias-expansion', { limit: most }, at))
    return null
  }
  const deepest = depth - 1 + anchor.height
  if (deepest > limits.depth) {
    if (!composer.broken) refuse(composer, diagnostic('input/too-deep', { limit: limits.depth }, at))
    return null
  }
  composer.deepest = Math.max(composer.deepest, deepest)
  return anchor.value
}
