import { rule } from './rule.ts'

export const kubeadmiral = {
  'kubeadmiral/placeholder': rule('error', (a: { detail: string }) => a.detail),
} as const
