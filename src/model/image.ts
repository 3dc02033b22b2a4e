/** The parts of an image reference; an absent one is empty. */
export interface Image {
  readonly registry: string
  readonly repository: string
  readonly tag: string
  readonly digest: string
}

/**
 * Reads an image reference by the grammar of distribution/reference v0.5.0, anchored: a name of at most 255
 * characters, then a tag, then a digest of a known algorithm. What stands before the first slash is the registry only
 * where it looks like a host; nothing is added to short names. Undefined for what is no reference.
 *
 * Source: https://github.com/distribution/reference/blob/v0.5.0/regexp.go and reference.go. Each expression below
 * reads a character in one way only, so the time is linear.
 */
export function parseImage(text: string): Image | undefined {
  const at = text.indexOf('@')
  const digest = at < 0 ? undefined : text.slice(at + 1)
  const named = at < 0 ? text : text.slice(0, at)
  // A colon before the last slash is that of a port or of an address.
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1)
  const tag = colon < 0 ? undefined : named.slice(colon + 1)
  const name = colon < 0 ? named : named.slice(0, colon)
  if (!isName(name) || (tag !== undefined && !isTag(tag))) return undefined
  if (digest !== undefined && !isKnownDigest(digest)) return undefined
  return { ...split(name), tag: tag ?? '', digest: digest ?? '' }
}

/** The text of a reference: `[registry/]repository[:tag][@digest]`. */
export function printImage({ registry, repository, tag, digest }: Image): string {
  const name = registry === '' ? repository : `${registry}/${repository}`
  return `${name}${tag === '' ? '' : `:${tag}`}${digest === '' ? '' : `@${digest}`}`
}

export function isTag(text: string): boolean {
  return /^\w[\w.-]{0,127}$/.test(text)
}

/** Whether a text has the form of a digest, whatever its algorithm. */
export function isDigest(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9A-Fa-f]{32,}$/.test(text)
}

/** In a reference that is read, the algorithm must be known, and the hash of its length in lower case. */
function isKnownDigest(text: string): boolean {
  return /^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/.test(text)
}

const longestName = 255
const pathComponent = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*$/
const hostPart = '[A-Za-z0-9]+(?:-+[A-Za-z0-9]+)*'
const domain = new RegExp(`^(?:${hostPart}(?:\\.${hostPart})*|\\[[0-9A-Fa-f:]+\\])(?::[0-9]+)?$`)

/** Path components, the first of several of which may be a domain instead. */
function isName(name: string): boolean {
  if (name.length > longestName) return false
  const [first = '', ...rest] = name.split('/')
  if (!pathComponent.test(first) && (rest.length === 0 || !domain.test(first))) return false
  return rest.every((component) => pathComponent.test(component))
}

function split(name: string): Pick<Image, 'registry' | 'repository'> {
  const slash = name.indexOf('/')
  const first = name.slice(0, Math.max(slash, 0))
  if (!/[.:]/.test(first) && first !== 'localhost') return { registry: '', repository: name }
  return { registry: first, repository: name.slice(slash + 1) }
}
