/**
 * The syntax of label keys and values, as the API server checks it. Every check is linear in the length, and the
 * length is checked first.
 */

const namePart = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/
const dnsLabel = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/

/** A qualified name: `[prefix/]name`, the prefix a DNS subdomain of up to 253 characters, the name of up to 63. */
export function isLabelKey(text: string): boolean {
  if (text.length > 253 + 1 + 63) return false
  const slash = text.indexOf('/')
  const prefix = slash < 0 ? undefined : text.slice(0, slash)
  const name = text.slice(slash + 1)
  return (prefix === undefined || isSubdomain(prefix)) && isNamePart(name)
}

/** Empty, or up to 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends. */
export function isLabelValue(text: string): boolean {
  return text === '' || isNamePart(text)
}

function isNamePart(text: string): boolean {
  return text.length <= 63 && namePart.test(text)
}

function isSubdomain(text: string): boolean {
  return text.length <= 253 && text.split('.').every((label) => dnsLabel.test(label))
}
