import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTwoFilesPatch } from 'diff'
import { describe, expect, it } from 'vitest'
import { scratch, stowage, tree } from './tree.ts'

const week = new URL('../examples/week', import.meta.url).pathname
/** In the order in which a shell lists them, too. */
const steps = readdirSync(join(week, 'steps')).sort()

/** What a reviewer of a step sees of `placements/`, as one text. */
function review(before: Record<string, string>, after: Record<string, string>): string {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return names
    .filter((name) => before[name] !== after[name])
    .map((name) => {
      const from = before[name] === undefined ? '/dev/null' : name
      const to = after[name] === undefined ? '/dev/null' : name
      const patch = createTwoFilesPatch(from, to, before[name] ?? '', after[name] ?? '', '', '', { context: 2 })
      return patch.slice(patch.indexOf('---')).replaceAll('\t\n', '\n')
    })
    .join('')
}

/** Each step is a commit on top of the last one: some input files change, and render writes the rest. */
describe('examples/week: a week of history', () => {
  const place = scratch()
  for (const folder of ['fleet', 'placement', 'workloads', 'placements', 'clusters']) {
    cpSync(join(week, 'start', folder), join(place, folder), { recursive: true })
  }

  it('finds the steps', () => {
    expect(steps.map((step) => step.slice(0, 3))).toEqual(steps.map((_, at) => `${String(at + 1).padStart(2, '0')}-`))
    expect(steps.length).toBeGreaterThanOrEqual(8)
  })

  it.each(steps)('%s', async (step) => {
    const folder = join(week, 'steps', step)
    for (const input of ['fleet', 'placement', 'workloads']) {
      if (existsSync(join(folder, input))) cpSync(join(folder, input), join(place, input), { recursive: true })
    }
    const before = tree(place, ['placements'])
    let { code, stderr } = await stowage(place, 'render')
    // What the guard refuses is approved, as its reviewer would.
    const hash = /--approve ([0-9a-f]{32})/.exec(stderr)?.[1]
    if (code === 3 && hash !== undefined) {
      const approved = await stowage(place, 'render', '--approve', hash)
      code = approved.code
      stderr = `${stderr}\n$ stowage render --approve ${hash}\n\n${approved.stderr}`
    }
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
    const found = {
      'review.diff': review(before, tree(place, ['placements'])),
      'told.txt': stderr,
    }
    for (const [name, text] of Object.entries(found)) {
      const golden = join(folder, name)
      if (process.env.UPDATE) {
        mkdirSync(folder, { recursive: true })
        rmSync(golden, { force: true })
        writeFileSync(golden, text)
      }
      expect(text).toBe(readFileSync(golden, 'utf8'))
    }
    const again = await stowage(place, 'render', '--check')
    expect({ code: again.code, stderr: again.code === 0 ? '' : again.stderr }).toEqual({ code: 0, stderr: '' })
  })
})
