import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import fastGlob from 'fast-glob'
import { describe, expect, it } from 'vitest'
import YAML from 'yaml'
import type { SourceFile } from '../src/model/source.ts'
import { render } from '../src/render.ts'

const examples = new URL('../examples', import.meta.url).pathname

function inputOf(name: string): SourceFile[] {
  const root = join(examples, name)
  return fastGlob
    .sync('{workloads,placement,fleet}/**/*.yaml', { cwd: root })
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

/** What a render says and writes; positions differ when lines move, so only codes are compared. */
function outcome(files: readonly SourceFile[]): { files: Record<string, string>; codes: string[] } {
  const { layout, diagnostics } = render({ files })
  return {
    files: Object.fromEntries(layout.files.map((file) => [file.path, file.text()])),
    codes: diagnostics.map((one) => one.diagnostic.code).sort(),
  }
}

const shuffled = <T>(items: readonly T[]): fc.Arbitrary<T[]> =>
  fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length })

describe.each(['fleet', 'kubefed/with-preference', 'kubeadmiral/dynamic-weights', 'kubeadmiral/priority-binpack'])(
  '%s',
  (name) => {
    const files = inputOf(name)
    const expected = outcome(files)

    it('renders something', () => {
      expect(Object.keys(expected.files).length).toBeGreaterThan(2)
    })

    it('does not depend on the order of files', () => {
      fc.assert(
        fc.property(shuffled(files), (order) => {
          expect(outcome(order)).toEqual(expected)
        }),
        { numRuns: 25 },
      )
    })

    it('does not depend on which file holds which document, nor on their order', () => {
      const documents = files.flatMap((file) => file.text.split(/^---$/m))
      fc.assert(
        fc.property(shuffled(documents), fc.integer({ min: 1, max: 4 }), (order, count) => {
          const regrouped = Array.from({ length: count }, (_, at) => ({
            path: `workloads/${at}.yaml`,
            text: order.filter((_, index) => index % count === at).join('\n---\n'),
          }))
          expect(outcome(regrouped)).toEqual(expected)
        }),
        { numRuns: 15 },
      )
    })

    it('does not depend on the order of keys in policies and clusters', () => {
      const steering = new Set(files.filter(({ path }) => !path.startsWith('workloads/')).map(({ path }) => path))
      fc.assert(
        fc.property(fc.infiniteStream(fc.nat()), (numbers) => {
          const reordered = files.map((file) =>
            steering.has(file.path) ? { ...file, text: shuffleKeys(file.text, numbers) } : file,
          )
          expect(outcome(reordered)).toEqual(expected)
        }),
        { numRuns: 25 },
      )
    })

    it('does not depend on line ends, a byte-order mark or comments', () => {
      const dressed = files.map((file) => ({
        ...file,
        text: `# a comment\r\n${file.text.replaceAll('\n', '\r\n')}# the end\r\n`,
      }))
      expect(outcome(dressed)).toEqual(expected)
    })
  },
)

/** The same documents with the keys of every map in another order. Lists keep theirs: it means something. */
function shuffleKeys(text: string, numbers: fc.Stream<number>): string {
  const next = (): number => numbers.next().value ?? 0
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk)
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value).map(([key, item]) => ({ key, item: walk(item), rank: next() }))
    return Object.fromEntries(entries.sort((a, b) => a.rank - b.rank).map(({ key, item }) => [key, item]))
  }
  return YAML.parseAllDocuments(text)
    .map((document) => YAML.stringify(walk(document.toJS())))
    .join('---\n')
}
