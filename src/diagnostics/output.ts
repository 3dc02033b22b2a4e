import { rule } from './rule.ts'

export const output = {
  'output/placeholder': rule('error', (a: { detail: string }) => a.detail),
} as const
