import { rule } from './rule.ts'

export const placement = {
  'placement/placeholder': rule('error', (a: { detail: string }) => a.detail),
} as const
