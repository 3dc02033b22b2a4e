import { describe, expect, it } from 'vitest'
import { untolerated } from '../../src/placement/taints.ts'

const gpu = { key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }
const empty = { key: '', operator: '', value: '', effect: '' }

describe('tolerations', () => {
  it.each([
    ['nothing', [], false],
    ['the same key, value and effect', [{ ...empty, key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }], true],
    ['Equal in words', [{ ...empty, key: 'dedicated', operator: 'Equal', value: 'gpu' }], true],
    ['another value', [{ ...empty, key: 'dedicated', value: 'tpu' }], false],
    ['another key', [{ ...empty, key: 'other', value: 'gpu' }], false],
    ['another effect', [{ ...empty, operator: 'Exists', effect: 'NoExecute' }], false],
    ['Exists for the key', [{ ...empty, key: 'dedicated', operator: 'Exists', value: 'any' }], true],
    ['Exists for everything', [{ ...empty, operator: 'Exists' }], true],
    ['an empty key with the value', [{ ...empty, value: 'gpu' }], true],
    ['an unknown operator', [{ ...empty, operator: 'In', value: 'gpu' }], false],
    [
      'the second of two',
      [
        { ...empty, key: 'other' },
        { ...empty, operator: 'Exists' },
      ],
      true,
    ],
  ])('%s', (_, tolerations, covered) => {
    expect(untolerated([gpu], tolerations, ['NoSchedule'])).toBe(covered ? undefined : gpu)
  })
  it('looks at the effects it is asked about, and gives the first', () => {
    const soft = { key: 'a', value: '', effect: 'PreferNoSchedule' }
    const hard = { key: 'b', value: '', effect: 'NoExecute' }
    expect(untolerated([soft, hard, gpu], [], ['NoSchedule', 'NoExecute'])).toBe(hard)
    expect(untolerated([soft], [], ['NoSchedule', 'NoExecute'])).toBeUndefined()
  })
})
