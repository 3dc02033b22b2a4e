import { rule } from './rule.ts'

export const input = {
  'input/placeholder': rule('error', (a: { detail: string }) => a.detail),
} as const
