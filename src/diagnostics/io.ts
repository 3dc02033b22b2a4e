import { rule } from './rule.ts'

export const io = {
  'io/placeholder': rule('error', (a: { detail: string }) => a.detail),
} as const
