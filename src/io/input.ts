import type { Diagnostic, Report } from '../diagnostics/diagnostic.ts'
import type { SourceFile } from '../model/source.ts'
import { type ListOptions, listFiles } from './list.ts'
import { keepSmall } from './memory.ts'
import { type InputFile, readFiles } from './read.ts'

/** Bytes to text, or why that cannot be. */
export type Decode = (path: string, bytes: Uint8Array) => { file: SourceFile } | { problem: Diagnostic }

/** Reads all input files below a root; what cannot be read is reported, and the rest is still read. */
export async function readInput(
  root: string,
  options: ListOptions,
  decode: Decode,
  report: Report,
): Promise<SourceFile[]> {
  const paths = await listFiles(root, options, report)
  keepSmall(paths.length)
  return decodeAll(readFiles(root, paths, report), decode, report)
}

/** The texts of files in their order, without those that have none. */
export function decodeAll(files: Iterable<InputFile>, decode: Decode, report: Report): SourceFile[] {
  const decoded: SourceFile[] = []
  for (const { path, bytes } of files) {
    const result = decode(path, bytes)
    if ('file' in result) decoded.push(result.file)
    else report(result.problem)
  }
  return decoded
}
