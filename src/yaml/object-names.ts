/**
 * Names that the API server accepts, after apimachinery's `validate/content` and `util/validation`. Each function says
 * which rule a name breaks; undefined where it breaks none.
 */
const label = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/

/** API groups whose names are only path segments: RBAC has `system:node`, OpenShift users have anything. */
const looseGroups = new Set(['rbac.authorization.k8s.io', 'certificates.k8s.io'])

export function brokenNameRule(group: string, name: string): string | undefined {
  if (name === '.' || name === '..') return 'may not be "." or ".."'
  if (name.includes('/') || name.includes('%')) return 'may not contain / or %'
  if (looseGroups.has(group) || group.endsWith('.openshift.io')) return undefined
  if (name.length > 253) return 'has more than 253 characters'
  if (name.split('.').every((part) => label.test(part))) return undefined
  return 'may only have lower case letters, digits, - and ., and has to begin and end with a letter or digit'
}

export function brokenNamespaceRule(name: string): string | undefined {
  if (name.length > 63) return 'has more than 63 characters'
  if (label.test(name)) return undefined
  return 'may only have lower case letters, digits and -, and has to begin and end with a letter or digit'
}
