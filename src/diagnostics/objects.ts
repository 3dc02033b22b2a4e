import { rule } from './rule.ts'

export const objects = {
  'objects/placeholder': rule('error', (a: { detail: string }) => a.detail),
} as const
