import { rule } from './rule.ts'

export const kubefed = {
  'kubefed/placeholder': rule('error', (a: { detail: string }) => a.detail),
} as const
