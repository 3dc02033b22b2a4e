import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type Rule, shippedRole } from '../cluster/role.ts'
import { readRecording, recordings } from '../members/recorded-server.ts'

const folder = new URL('../../plugin/rbac/', import.meta.url)
const role = shippedRole()

/** What surveys asked of a real API server; test:cluster proves that they still ask for the same. */
const asked = readdirSync(recordings).flatMap((name) => readRecording(name))

/** What a request needs, as the API server's RBAC authoriser sees it. */
interface Need {
  readonly verb: string
  readonly group?: string
  readonly resource?: string
  readonly url: string
}

function needOf(method: string, path: string): Need {
  const url = path.replace(/\?.*$/, '')
  if (method !== 'GET') return { verb: method.toLowerCase(), url }
  const match = /^\/(?:api|apis\/([^/]+))\/v[^/]+\/(?:namespaces\/[^/]+\/)?([^/]+)$/.exec(url)
  return match === null ? { verb: 'get', url } : { verb: 'list', group: match[1] ?? '', resource: match[2] ?? '', url }
}

/** The permissions of a rule that a need uses: its URL pattern, or its resource. */
function usedOf(rule: Rule, { verb, group, resource, url }: Need): string[] {
  if (!rule.verbs.includes(verb)) return []
  if (resource === undefined) {
    const matches = (pattern: string): boolean =>
      pattern.endsWith('*') ? url.startsWith(pattern.slice(0, -1)) : url === pattern
    return (rule.nonResourceURLs ?? []).filter(matches)
  }
  return rule.apiGroups?.includes(group ?? '') === true ? (rule.resources ?? []).filter((one) => one === resource) : []
}

describe('the ClusterRole for snapshots', () => {
  const needs = asked.map(({ method, path }) => needOf(method, path))

  it('allows every request of a survey', () => {
    expect(needs.length).toBeGreaterThan(40)
    expect(needs.filter((need) => !role.rules.some((rule) => usedOf(rule, need).length > 0))).toEqual([])
  })

  it('allows nothing that no survey asks for', () => {
    const used = new Set(needs.flatMap((need) => role.rules.flatMap((rule) => usedOf(rule, need))))
    const allowed = role.rules.flatMap(({ nonResourceURLs = [], resources = [] }) => [...nonResourceURLs, ...resources])
    expect([...used].sort()).toEqual([...allowed].sort())
  })

  it('reads only: get of addresses, list of objects, and no wildcard for either', () => {
    expect(role.rules.map(({ verbs, nonResourceURLs }) => [verbs, nonResourceURLs !== undefined])).toEqual([
      [['get'], true],
      [['list'], false],
      [['list'], false],
    ])
    expect(role.rules.flatMap(({ apiGroups = [], resources = [] }) => [...apiGroups, ...resources])).not.toContain('*')
  })

  it('shows a rule for a kind of one’s own that would be accepted', () => {
    const text = readFileSync(new URL('clusterrole.yaml', folder), 'utf8')
    const shown = text.replace(/^ {2}# (?=- apiGroups| {2}\w)/gm, '  ')
    const rules = parse(shown).rules as Rule[]
    expect(rules.at(-1)).toEqual({ apiGroups: ['argoproj.io'], resources: ['rollouts'], verbs: ['list'] })
  })
})

describe('plugin/rbac', () => {
  it('binds the role to its service account, and names every file', () => {
    const read = (name: string) => parse(readFileSync(new URL(name, folder), 'utf8'))
    const binding = read('clusterrolebinding.yaml')
    const { metadata, kind } = read('serviceaccount.yaml')
    expect(binding.roleRef.name).toBe(role.metadata.name)
    expect(binding.subjects).toEqual([{ kind, name: metadata.name, namespace: metadata.namespace }])
    expect(read('namespace.yaml').metadata.name).toBe(metadata.namespace)
    const files = readdirSync(folder).filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml')
    expect([...read('kustomization.yaml').resources].sort()).toEqual(files.sort())
  })
})
