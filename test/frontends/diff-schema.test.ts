import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { scratch, stowage } from '../tree.ts'

const root = new URL('../..', import.meta.url).pathname
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(join(root, 'docs/diff.schema.json'), 'utf8')),
)

/** The errors of what diff says of the example after an edit. */
async function said(file: string, before: string, after: string, ...argv: readonly string[]): Promise<unknown> {
  const place = scratch()
  cpSync(join(root, 'examples/fleet'), place, { recursive: true })
  const text = readFileSync(join(place, file), 'utf8')
  expect(text).toContain(before)
  writeFileSync(join(place, file), text.replaceAll(before, after))
  const { stdout } = await stowage(place, 'diff', '--output', 'json', ...argv)
  return validate(JSON.parse(stdout)) ? [] : validate.errors
}

describe('docs/diff.schema.json holds for', () => {
  it.each<[string, string, string, string, string[]]>([
    ['a move', 'workloads/shop/checkout.yaml', 'policy-name: by-region', 'policy-name: payments-in-europe', []],
    ['a drain', 'fleet/us-west-2.yaml', 'spec:\n', 'spec:\n  taints: [{ key: m, effect: NoExecute }]\n', []],
    ['a cluster that is not ready', 'fleet/us-west-2.yaml', 'spec:\n', 'spec:\n  ready: false\n', []],
    [
      'more replicas, without objects',
      'workloads/shop/frontend.yaml',
      'replicas: 30',
      'replicas: 40',
      ['--no-objects'],
    ],
    ['a plan that is refused', 'placement/shop-storefront.yaml', 'production', 'prodution', ['--limit', '9000']],
    ['nothing', 'workloads/shop/frontend.yaml', 'replicas: 30', 'replicas:  30', []],
    ['an input that is refused', 'workloads/shop/frontend.yaml', 'replicas: 30', 'replicas: many', []],
  ])('%s', async (_, file, before, after, argv) => {
    expect(await said(file, before, after, ...argv)).toEqual([])
  })
})
