import { expect, it, vi } from 'vitest'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { nameAll } from '../../src/output/naming.ts'

// Names end in a hash of 64 bits where they could meet; two that still meet cannot be found in a test's time.
vi.mock('../../src/output/names.ts', () => ({ fileName: () => 'met.yaml' }))

it('two objects of one file name are an error, and not one file', () => {
  const found: Diagnostic[] = []
  const object = { apiVersion: 'v1', kind: 'Secret', namespace: 'a' }
  nameAll(
    ['x', 'y'].map((name) => ({ ...object, name })),
    (one) => void found.push(one),
  )
  expect(found).toMatchObject([
    { code: 'output/same-file', args: { first: 'Secret a/x', second: 'Secret a/y', file: 'met.yaml' } },
  ])
})
