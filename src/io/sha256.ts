import { createHash } from 'node:crypto'

/** The first 128 bits of SHA-256 over the UTF-8 of a text, as 32 hexadecimal digits. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 32)
}
