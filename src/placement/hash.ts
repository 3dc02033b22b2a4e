const offset = 0x811c9dc5
const prime = 0x01000193

/**
 * FNV-1 (not 1a), 32 bits, over the UTF-8 bytes of `text`, going on from `state`: the hash of `a + b` is
 * `fnv1(b, fnv1(a))`. Returns an unsigned integer. A lone surrogate counts as U+FFFD.
 */
export function fnv1(text: string, state: number = offset): number {
  let hash = state
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0x80) {
      hash = Math.imul(hash, prime) ^ unit
      continue
    }
    let point = text.codePointAt(at) ?? unit
    if (point > 0xffff) at++
    else if (point >= 0xd800 && point <= 0xdfff) point = 0xfffd
    if (point < 0x800) {
      hash = Math.imul(hash, prime) ^ (0xc0 | (point >> 6))
    } else {
      if (point < 0x10000) {
        hash = Math.imul(hash, prime) ^ (0xe0 | (point >> 12))
      } else {
        hash = Math.imul(hash, prime) ^ (0xf0 | (point >> 18))
        hash = Math.imul(hash, prime) ^ (0x80 | ((point >> 12) & 0x3f))
      }
      hash = Math.imul(hash, prime) ^ (0x80 | ((point >> 6) & 0x3f))
    }
    hash = Math.imul(hash, prime) ^ (0x80 | (point & 0x3f))
  }
  return hash >>> 0
}

/**
 * What settles ties between clusters of equal weight, smaller first: the cluster's name followed at once by the
 * workload's key. Source: KubeFed and KubeAdmiral, planner.go.
 */
export function plannerHash(cluster: string, key: string): number {
  return fnv1(key, fnv1(cluster))
}
