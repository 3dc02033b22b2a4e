import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scratch } from '../tree.ts'
import { openScene, type Scene, unreachable } from './unreachable.ts'
import { type Mode, modes } from './unreachable-world.ts'

// The campaign does the same with all 64 sets of clusters.
describe('clusters that do not answer lose nothing', () => {
  let scene: Scene
  beforeAll(async () => {
    scene = await openScene(join(scratch(), 'scene'))
  })
  afterAll(() => scene?.world.stop())

  it.each(Object.keys(modes) as Mode[])('%s', async (mode) => {
    const isSlow = modes[mode] === 'timeout'
    for (const [question, subset] of (isSlow ? [0b010110] : [0b000100, 0b101011, 0b111111]).entries()) {
      const plan = { subset, mode, question: question * 5 + 3, requestMs: isSlow ? 1000 : 20_000 }
      expect(await unreachable(scene, plan)).toEqual([])
    }
  })

  it('those that answer follow', async () => {
    expect(await unreachable(scene, { subset: 0, mode: 'refused', question: 0, requestMs: 20_000 })).toEqual([])
  })
})
