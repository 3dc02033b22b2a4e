import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { catalogue } from '../src/diagnostics/catalogue.ts'
import { severityOf } from '../src/diagnostics/diagnostic.ts'
import type { SettledDecision } from '../src/model/decision.ts'
import { type RenderInput, type RenderResult, render } from '../src/render.ts'

const page = readFileSync(new URL('../docs/kubeadmiral.md', import.meta.url), 'utf8')

/** A block of YAML with the comment before it: `renders`, `spec`, `annotations`, `overrideRules`, or none. */
interface Example {
  readonly line: number
  readonly mark: string
  readonly text: string
}

const examples: Example[] = [...page.matchAll(/(?:<!-- (.*?) -->\n)?```yaml\n([\s\S]*?)```\n/g)].map((found) => ({
  line: page.slice(0, found.index).split('\n').length,
  mark: found[1] ?? '',
  text: found[2] ?? '',
}))

const fleet = ['eu', 'us']
  .map(
    (name) => `apiVersion: stowage.dev/v1alpha1
kind: Cluster
metadata: {name: ${name}, labels: {region: ${name}}}
`,
  )
  .join('---\n')

const web = deployment(6)

function deployment(replicas: number, annotations: Readonly<Record<string, string>> = {}, labels = ''): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: default
  labels: {kubeadmiral.io/propagation-policy-name: web${labels}}
  annotations: ${JSON.stringify(annotations)}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "registry.example.com/shop/web:1.4", command: [serve], args: [--verbose], env: [{name: REGION, value: none}]}]
`
}

function policy(spec: string): string {
  return `apiVersion: core.kubeadmiral.io/v1alpha1
kind: PropagationPolicy
metadata: {name: web, namespace: default}
spec:
${indented(spec, 2)}`
}

function indented(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(by))
}

function rendered(texts: readonly string[], settings: RenderInput['settings'] = {}): RenderResult {
  const files = texts.map((text, at) => ({ path: `${at}.yaml`, text }))
  return render({ files, settings })
}

/** What a reader of the page would be told. */
function troubles(result: RenderResult, least: 'error' | 'warning'): string[] {
  return result.found
    .filter(({ code }) => severityOf(code) === 'error' || severityOf(code) === least)
    .map(({ code, at }) => `${code} at ${JSON.stringify(at)}`)
}

/** `eu 4, us 6`; a cluster without a number has the whole workload. */
function targetsOf(decision: SettledDecision | undefined): string {
  if (decision === undefined) return 'not placed'
  const texts = decision.targets.map(({ cluster, replicas }) =>
    replicas === undefined ? cluster : `${cluster} ${replicas}`,
  )
  return texts.join(', ') || 'nowhere'
}

function named(result: RenderResult, name: string): SettledDecision | undefined {
  return result.decisions.find(({ unit }) => unit.workload.name === name)
}

describe('the examples', () => {
  it('are there', () => expect(examples.length).toBeGreaterThan(30))

  /** As the page says: an input without clusters or a workload has those of the first one. */
  const [first = ''] = examples.map(({ text }) => text)
  const firstClusters = first.slice(first.indexOf('apiVersion: stowage.dev'))
  const firstWeb = first.slice(first.indexOf('apiVersion: apps/v1'), first.indexOf('---\napiVersion: stowage.dev'))

  it.each(examples.filter(({ mark }) => mark.startsWith('renders')))('line $line renders', ({ mark, text }) => {
    const clusters = /^kind: Cluster(?:Snapshot)?$/m.test(text) ? [] : [firstClusters]
    const workload = /^kind: (?:Deployment|Farm)$/m.test(text) ? [] : [firstWeb]
    const result = rendered([text, ...clusters, ...workload])
    expect(troubles(result, 'warning')).toEqual([])
    const wanted = [...mark.matchAll(/([\w-]+) = ([^;]+)/g)].map(([, name = '', where = '']) => [name, where.trim()])
    expect(wanted.map(([name = '']) => [name, targetsOf(named(result, name))])).toEqual(wanted)
  })

  it.each(examples.filter(({ mark }) => mark === 'spec'))('line $line is the spec of a policy', ({ text }) => {
    const whole = /^schedulingMode:/m.test(text) ? text : `schedulingMode: Divide\n${text}`
    expect(troubles(rendered([policy(whole), web, fleet, profiles]), 'error')).toEqual([])
  })

  it.each(examples.filter(({ mark }) => mark.startsWith('annotations')))('line $line: $mark', ({ mark, text }) => {
    const annotated = web.replace(/^ {2}annotations: .*\n/m, indented(text, 2))
    expect(annotated).not.toBe(web)
    const result = rendered([policy('schedulingMode: Divide'), annotated, fleet])
    const ofAnnotations = troubles(result, 'warning').filter((one) => !one.startsWith('placement/'))
    expect(ofAnnotations).toEqual([])
    expect(targetsOf(named(result, 'web'))).toBe(mark.slice('annotations: '.length))
  })

  it.each(examples.filter(({ mark }) => mark.startsWith('overrideRules')))('line $line: $mark', ({ mark, text }) => {
    const overriding = `apiVersion: core.kubeadmiral.io/v1alpha1
kind: OverridePolicy
metadata: {name: web, namespace: default}
spec:
${indented(text, 2)}`
    const workload = deployment(6, {}, ', kubeadmiral.io/override-policy-name: web, tier: front')
    const result = rendered([policy('schedulingMode: Duplicate'), overriding, workload, fleet])
    expect(troubles(result, 'warning')).toEqual([])
    const manifest = result.layout.files.find(({ path }) => path.startsWith('clusters/us/'))?.text() ?? ''
    const flat = manifest.replace(/\s+/g, ' ')
    for (const piece of mark.slice('overrideRules: '.length).split('; ')) expect(flat).toContain(piece)
  })

  it.each(examples.filter(({ mark }) => mark === ''))('line $line has whole objects', ({ text }) => {
    expect(text).toMatch(/^apiVersion: .*\nkind: /m)
    expect(troubles(rendered([text]), 'error')).toEqual([])
  })

  it('have marks that are known', () => {
    const known = /^(?:renders(?:: .+)?|spec|annotations: .+|overrideRules: .+|)$/
    expect(examples.filter(({ mark }) => !known.test(mark)).map(({ line, mark }) => [line, mark])).toEqual([])
  })
})

const profiles = `apiVersion: core.kubeadmiral.io/v1alpha1
kind: SchedulingProfile
metadata: {name: tight}
spec: {}
`

type Row = Readonly<Record<string, string>>

/** Rows of the tables behind a comment, by the words of their head. */
function rowsOf(mark: string): Row[] {
  const tables = [...page.matchAll(new RegExp(`<!-- ${mark} -->\\n((?:\\|.*\\n)+)`, 'g'))]
  return tables.flatMap(([, table = '']) => {
    const [head = [], , ...rows] = table.trimEnd().split('\n').map(cells)
    return rows.map((row) => Object.fromEntries(head.map((word, at) => [word, row[at] ?? ''])))
  })
}

function cells(line: string): string[] {
  return line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll(/[`*]/g, ''))
}

/** `eu 4, us 6` as a map. */
function amounts(text: string): [string, number][] {
  return text
    .split(',')
    .map((part) => part.trim().split(' '))
    .flatMap(([name = '', amount]) => (amount === undefined ? [] : [[name, Number(amount)] as [string, number]]))
}

/** `eu weight 40 max 3, us weight 60` as a placement list. */
function placementList(text: string): string {
  const words = { weight: 'weight', min: 'minReplicas', max: 'maxReplicas', priority: 'priority' }
  const entries = text.split(',').map((part) => {
    const [cluster = '', ...rest] = part.trim().split(' ')
    const wishes = rest.flatMap((word, at) => (at % 2 === 0 ? [`${words[word as 'min']}: ${rest[at + 1]}`] : []))
    return `  - {cluster: ${cluster}, preferences: {${wishes.join(', ')}}}\n`
  })
  return `placement:\n${entries.join('')}`
}

function previous(text: string): string[] {
  const clusters = amounts(text)
  if (clusters.length === 0) return []
  return [
    `apiVersion: stowage.dev/v1alpha1
kind: Placement
metadata: {name: deployment.apps-web, namespace: default}
spec:
  workload: {apiVersion: apps/v1, kind: Deployment, namespace: default, name: web}
  policy: {apiVersion: core.kubeadmiral.io/v1alpha1, kind: PropagationPolicy, namespace: default, name: web}
  clusters:
${clusters.map(([name, replicas]) => `  - {name: ${name}, replicas: ${replicas}}\n`).join('')}`,
  ]
}

function migration(row: Row): Record<string, string> {
  const { capacity = '', scheduled = '', limited = '' } = row
  const info = {
    ...(amounts(capacity).length === 0 ? {} : { estimatedCapacity: Object.fromEntries(amounts(capacity)) }),
    ...(amounts(scheduled).length === 0 ? {} : { scheduledReplicas: Object.fromEntries(amounts(scheduled)) }),
  }
  const replicasMigrations = amounts(limited).map(([cluster, limitedCapacity]) => ({ cluster, limitedCapacity }))
  return {
    ...(Object.keys(info).length === 0 ? {} : { 'kubeadmiral.io/auto-migration-info': JSON.stringify(info) }),
    ...(replicasMigrations.length === 0
      ? {}
      : { 'kubeadmiral.io/migration-configuration': JSON.stringify({ replicasMigrations }) }),
  }
}

describe('the numbers', () => {
  const rows: Row[] = [...rowsOf('Spread'), ...rowsOf('Binpack').map((row) => ({ ...row, strategy: 'Binpack' }))]

  it('are there', () => expect(rows.length).toBeGreaterThan(30))

  it.each(rows)('$placement: $replicas replicas, before $before, avoidDisruption $avoidDisruption', (row) => {
    const { placement = '', before = '', replicas = '', after = '', overflow, strategy = 'Spread' } = row
    const avoid = row.avoidDisruption ?? 'true'
    const keep = row.keepUnschedulableReplicas
    const spec = `schedulingMode: Divide
replicasStrategy: ${strategy}
reschedulePolicy:
  replicaRescheduling: {avoidDisruption: ${avoid}}
${keep === undefined ? '' : `autoMigration: {keepUnschedulableReplicas: ${keep}}\n`}${placementList(placement)}`
    const names = placement.split(',').map((part) => part.trim().split(' ')[0])
    const clusters = names.map((name) => `apiVersion: stowage.dev/v1alpha1\nkind: Cluster\nmetadata: {name: ${name}}\n`)
    const workload = deployment(Number(replicas), migration(row))
    const result = rendered([policy(spec), workload, clusters.join('---\n'), ...previous(before)])
    expect(troubles(result, 'error')).toEqual([])
    const decision = named(result, 'web')
    const beyond = (decision?.targets ?? []).flatMap(({ cluster, overflow: own }) => (own ? [`${cluster} ${own}`] : []))
    expect(targetsOf(decision)).toBe(after)
    if (overflow !== undefined) expect(beyond.join(', ') || '–').toBe(overflow)
  })
})

/** The parts of an input; each change replaces some of them. */
interface Parts {
  readonly policy: string
  readonly workload: string
  readonly eu: string
  readonly us: string
  readonly more: string
}

const before: Parts = {
  policy: policy('schedulingMode: Divide\nschedulingProfile: tight\nautoMigration: {}\n'),
  workload: deployment(6, { 'kubeadmiral.io/auto-migration-info': '{"scheduledReplicas":{"eu":3}}' }),
  eu: `apiVersion: stowage.dev/v1alpha1
kind: Cluster
metadata: {name: eu, labels: {region: eu}}
spec:
  ready: true
  taints: []
  apis: [{group: apps, version: v1, kind: Deployment}]
  resources: {allocatable: {cpu: 10}, available: {cpu: 5}}
`,
  us: fleet.split('---\n')[1] ?? '',
  more: profiles,
}

const swap =
  (part: keyof Parts, from: string, to: string) =>
  (parts: Parts): Parts => {
    expect(parts[part]).toContain(from)
    return { ...parts, [part]: parts[part].replace(from, to) }
  }

const add =
  (text: string) =>
  (parts: Parts): Parts => ({ ...parts, more: `${parts.more}---\n${text}` })

/** What each row of the table changes. */
const changes: Readonly<Record<string, (parts: Parts) => Parts>> = {
  'the workload’s replicas': swap('workload', 'replicas: 6', 'replicas: 7'),
  'requests of its pods': swap('workload', 'args:', 'resources: {requests: {cpu: 1}}, args:'),
  'one of its annotations that are listed below': swap(
    'workload',
    'annotations: {',
    'annotations: {"kubeadmiral.io/maxClusters": "2", ',
  ),
  'its other annotations': swap(
    'workload',
    'annotations: {',
    'annotations: {"kubeadmiral.io/no-scheduling": "true", "kubeadmiral.io/retain-replicas": "true", "other": "x", ',
  ),
  'another policy by name': (parts) =>
    swap('policy', 'name: web', 'name: other')(swap('workload', 'policy-name: web', 'policy-name: other')(parts)),
  'capacities or scheduled replicas, with autoMigration': swap('workload', '"eu\\":3', '"eu\\":4'),
  'a taint of a cluster': swap('eu', 'taints: []', 'taints: [{key: old, effect: PreferNoSchedule}]'),
  'a cluster is gone': (parts) => ({ ...parts, us: profiles.replace('tight', 'unused') }),
  'the policy’s content': swap('policy', 'Divide', 'Divide\n  maxClusters: 2'),
  'a cluster joined': add(`apiVersion: stowage.dev/v1alpha1\nkind: Cluster\nmetadata: {name: ap}\n`),
  'labels of a cluster': swap('eu', 'region: eu', 'region: eu, tier: gold'),
  'API types of a cluster': swap('eu', 'apis: [', 'apis: [{version: v1, kind: Secret}, '),
  'a cluster became ready, or stopped being so': swap('eu', 'ready: true', 'ready: false'),
  'resources of a cluster': swap('eu', 'cpu: 5', 'cpu: 9'),
  'an image, or anything else in the template': swap('workload', 'web:1.4', 'web:1.5'),
  'autoMigration of the policy': swap(
    'policy',
    'autoMigration: {}',
    'autoMigration: {when: {podUnschedulableFor: 9m}}',
  ),
  'the SchedulingProfile’s content': swap(
    'more',
    'spec: {}',
    'spec: {plugins: {score: {disabled: [{name: TaintToleration}]}}}',
  ),
}

const conditions = ['policyContentChanged', 'clusterJoined', 'clusterLabelsChanged', 'clusterAPIResourcesChanged']

/** How the workload is decided after a change; `written` is a reschedulePolicy that stands there before and after. */
function afterwards(change: (parts: Parts) => Parts, written: string): SettledDecision | undefined {
  const texts = (parts: Parts): string[] => Object.values(parts)
  const start = { ...before, policy: before.policy + written }
  const first = rendered(texts(start))
  expect(troubles(first, 'error')).toEqual([])
  const memory = first.layout.files.filter(({ path }) => path.startsWith('placements/')).map((file) => file.text())
  expect(memory).toHaveLength(2)
  const second = rendered([...texts(change(start)), ...memory])
  expect(troubles(second, 'error')).toEqual([])
  return named(second, 'web')
}

describe('what asks for a new decision', () => {
  const rows = rowsOf('triggers').map(({ change = '', 'by default': byDefault = '', toggle = '' }) => ({
    change: change.replaceAll("'", '’'),
    byDefault,
    toggle,
  }))
  const outcome = (words: string): string => (words === 'kept' ? 'kept' : 'decided')

  it('has a change for every row', () => {
    expect(rows.map(({ change }) => change)).toEqual(Object.keys(changes))
  })

  it.each(rows)('$change: $byDefault', ({ change, byDefault }) => {
    expect(afterwards(changes[change] ?? fail, '')?.outcome).toBe(outcome(byDefault))
  })

  it.each(rows)('$change: $toggle', ({ change, byDefault, toggle }) => {
    for (const condition of conditions) {
      for (const on of [true, false]) {
        const others = conditions.filter((one) => one !== condition).map((one) => `${one}: ${!on}`)
        const written = `  reschedulePolicy: {rescheduleWhen: {${[`${condition}: ${on}`, ...others].join(', ')}}}\n`
        const decision = afterwards(changes[change] ?? fail, written)
        const expected = toggle === '–' ? outcome(byDefault) : on === (condition === toggle) ? 'decided' : 'kept'
        expect([written, decision?.outcome]).toEqual([written, expected])
        const word = toggle === '–' || expected === 'decided' ? [] : [`${toggle}:false`]
        expect(decision?.deferred).toEqual(word)
      }
    }
  })

  it.each(['{disableRescheduling: true}', '{}'])('with reschedulePolicy %s only changes of the workload do', (text) => {
    const written = `  reschedulePolicy: ${text}\n`
    for (const change of ['a taint of a cluster', 'the policy’s content', 'labels of a cluster', 'a cluster is gone']) {
      expect(afterwards(changes[change] ?? fail, written)?.outcome).toBe('kept')
    }
    const decided = text === '{}' ? 'decided' : 'sticky'
    expect(afterwards(changes['another policy by name'] ?? fail, written)?.outcome).toBe(decided)
  })
})

function fail(): never {
  throw new Error('no such change')
}

describe('what is left out of reschedulePolicy', () => {
  const rows = rowsOf('defaults')

  it('has five rows', () => expect(rows).toHaveLength(5))

  it.each(rows)('$written', ({ written = '', policyContentChanged, avoidDisruption, ...rest }) => {
    const text = written.startsWith('no ') ? '' : `  ${written}\n`
    const decided = (change: string): string => String(afterwards(changes[change] ?? fail, text)?.outcome === 'decided')
    expect(decided('the policy’s content')).toBe(policyContentChanged)
    for (const change of ['a cluster joined', 'labels of a cluster', 'API types of a cluster']) {
      expect(decided(change)).toBe(rest['the other three'])
    }
    const skewed = previous('eu 6')
    const result = rendered([before.policy + text, before.workload, before.eu, before.us, before.more, ...skewed])
    expect(String(targetsOf(named(result, 'web')) === 'eu 6')).toBe(avoidDisruption)
  })
})

it('names the facts that placements have', () => {
  const configuration = '{"replicasMigrations":[{"cluster":"eu","limitedCapacity":9}]}'
  const all = swap(
    'workload',
    'annotations: {',
    `annotations: {"kubeadmiral.io/maxClusters": "2", "kubeadmiral.io/migration-configuration": ${JSON.stringify(configuration)}, `,
  )(swap('workload', 'args:', 'resources: {requests: {cpu: 1}}, args:')(before))
  const decision = named(rendered(Object.values(all)), 'web')
  const scaled = afterwards(
    changes['the workload’s replicas'] ?? fail,
    '  reschedulePolicy: {disableRescheduling: true}\n',
  )
  const facts = [...page.matchAll(/`facts\.(\w+)`/g)].map(([, fact = '']) => fact)
  const there = [decision, scaled].flatMap((one) => Object.keys(one?.facts ?? {}))
  expect([...new Set(facts)].sort()).toEqual([...new Set([...there, 'fleet'])].sort())
})

describe('places on the pages', () => {
  const files = readFileSync(new URL('../docs/files.md', import.meta.url), 'utf8')
  const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  )

  it('are what their links mean', () => {
    const here = [...page.matchAll(/\]\(#([^)]*)\)/g), ...files.matchAll(/\]\(kubeadmiral\.md#([^)]*)\)/g)]
    expect(here.length).toBeGreaterThan(40)
    expect(here.map(([, anchor = '']) => anchor).filter((anchor) => !headings.includes(anchor))).toEqual([])
  })

  it('have names of their own', () => expect(new Set(headings).size).toBe(headings.length))

  it('docs/files.md shows whole objects', () => {
    const texts = [...files.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text)
    expect(texts.length).toBeGreaterThanOrEqual(3)
    const whole = texts.filter((text) => !/^spec:/.test(text))
    for (const text of whole) expect(troubles(rendered([text]), 'error')).toEqual([])
    for (const text of texts.filter((one) => !whole.includes(one))) {
      const settings = `apiVersion: stowage.dev/v1alpha1\nkind: Render\nmetadata: {name: fleet}\n${text}`
      expect(troubles(rendered([settings]), 'error')).toEqual([])
    }
  })
})

it('names codes that exist', () => {
  const named = [...page.matchAll(/`((?:kubeadmiral|object|placement|override)\/[a-z-]+)`/g)].map(
    ([, code = '']) => code,
  )
  expect(named.length).toBeGreaterThan(8)
  expect(named.filter((code) => !Object.hasOwn(catalogue, code))).toEqual([])
})
