import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts'
import { limits } from '../model/limits.ts'
import type { SourceFile } from '../model/source.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Decodes a file's bytes. Only UTF-8 is taken; a byte order mark at the start is dropped. */
export function decode(path: string, bytes: Uint8Array): { file: SourceFile } | { problem: Diagnostic } {
  const at = { file: path }
  if (bytes.length > limits.fileBytes) {
    return { problem: diagnostic('input/file-too-large', { bytes: bytes.length, limit: limits.fileBytes }, at) }
  }
  const encoding = wideEncoding(bytes)
  if (encoding !== undefined) return { problem: diagnostic('input/not-utf8-but', { encoding, byte: 0 }, at) }
  try {
    return { file: { path, text: utf8.decode(bytes) } }
  } catch {
    const byte = firstBadByte(bytes)
    let line = 1
    for (let index = 0; index < byte; index++) if (bytes[index] === 0x0a) line++
    return { problem: diagnostic('input/not-utf8', { byte, line }, at) }
  }
}

/** Names UTF-16 and UTF-32 by their mark, or by the zero bytes that the first character of a manifest would have. */
function wideEncoding(bytes: Uint8Array): string | undefined {
  const [a, b, c, d] = bytes
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 && bytes.length >= 4 ? 'UTF-32' : 'UTF-16'
  if (a === 0xfe && b === 0xff) return 'UTF-16'
  if (bytes.length < 4) return undefined
  if (a === 0 && b === 0) return c !== 0 || d !== 0 ? 'UTF-32' : undefined
  if (a !== 0 && b === 0 && c === 0 && d === 0) return 'UTF-32'
  if ((a === 0 && b !== 0 && c === 0 && d !== 0) || (a !== 0 && b === 0 && c !== 0 && d === 0)) return 'UTF-16'
  return undefined
}

/** Index of the first byte that no UTF-8 text has at its place, by table 3-7 of the Unicode standard. */
function firstBadByte(bytes: Uint8Array): number {
  let index = 0
  while (index < bytes.length) {
    const lead = bytes[index] ?? 0
    if (lead < 0x80) {
      index++
      continue
    }
    const length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0
    if (length === 0) return index
    const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
    const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
    for (let offset = 1; offset < length; offset++) {
      const byte = bytes[index + offset] ?? 0
      if (byte < (offset === 1 ? low : 0x80) || byte > (offset === 1 ? high : 0xbf)) return index
    }
    index += length
  }
  return index
}
