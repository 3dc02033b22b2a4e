import v8 from 'node:v8'

/** Number of input files from which on memory counts for more than the last tenth of the time. */
const large = 5_000

/**
 * Lets the heap of a large render grow in small steps. By default V8 collects when the heap has about doubled, so that
 * a render of 5,000 workloads would hold as much garbage as data. To be called before the files are read.
 */
export function keepSmall(files: number): void {
  if (files < large) return
  v8.setFlagsFromString('--heap-growing-percent=20')
  v8.setFlagsFromString('--semi-space-growth-factor=1')
}
