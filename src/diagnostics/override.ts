import { rule } from './rule.ts'

export const override = {
  'override/placeholder': rule('error', (a: { detail: string }) => a.detail),
} as const
