import fs from 'node:fs'
import { join, relative } from 'node:path'
import { stringify } from 'yaml'
import { cli } from '../../src/frontends/cli.ts'
import { defaultLimits } from '../../src/members/limits.ts'
import { surveyAll } from '../../src/members/many.ts'
import { type SurveyOutcome, survey } from '../../src/survey.ts'
import { type Mode, modes, openWorld, type World } from './unreachable-world.ts'

const names = ['ap-1', 'ap-2', 'eu-1', 'eu-2', 'us-1', 'us-2']
/** Every set of these clusters, as bits. */
export const subsets = 2 ** names.length
const start = Date.UTC(2026, 10, 22, 10)
const minute = 60_000

/** Six clusters and a repository that was rendered from their snapshots. */
export interface Scene {
  readonly root: string
  readonly kubeconfig: string
  readonly world: World
  /** How everything stood before. */
  readonly before: ReadonlyMap<string, string>
}

/** `place` is a directory that does not exist yet. */
export async function openScene(place: string): Promise<Scene> {
  const [root, kubeconfig] = [join(place, 'repository'), join(place, 'kubeconfig')]
  const world = await openWorld(names)
  write(root, repository(24, 'one'))
  world.set({ down: new Set(), mode: 'refused', question: 0, nodes: 4, now: start })
  // Twice, so that the snapshots tell of the workloads that were placed.
  for (let round = 0; round < 2; round++) {
    const { exitCode } = await look({ root, kubeconfig, world }, start, 10_000)
    const code = await render(root)
    if (exitCode !== 0 || code !== 0) throw new Error(`the scene could not be set: ${exitCode}, ${code}`)
  }
  const before = read(root)
  for (const name of names) {
    if (!before.get(snapshotOf(name))?.includes('name: api')) throw new Error(`${name}: its workloads were not seen`)
    if (ofCluster(before, name).length < 3) throw new Error(`${name}: nothing was placed`)
  }
  return { root, kubeconfig, world, before }
}

/**
 * Some clusters fail, twice, the second time long enough to count as not ready; after each time comes a render, the
 * second one with workloads that were scaled, changed and deleted in the meantime. Says what went wrong.
 * @param subset the clusters that fail, as bits
 * @param question number of the question that they answer wrongly
 * @param requestMs how long an answer may take
 */
export async function unreachable(
  scene: Scene,
  { subset, mode, question, requestMs }: { subset: number; mode: Mode; question: number; requestMs: number },
): Promise<string[]> {
  const { root, world, before } = scene
  const down = new Set(names.filter((_, index) => (subset & (1 << index)) !== 0))
  const bad: string[] = []
  const expect = (holds: boolean, what: string): void => {
    if (!holds) bad.push(`${mode}, ${[...down].join('+')}, question ${question}: ${what}`)
  }
  fs.rmSync(root, { recursive: true, force: true })
  write(root, before)

  for (const round of [1, 2]) {
    const now = start + (2 * round - 1) * minute
    world.set({ down, mode, question, nodes: 4 + 2 * round, now })
    if (round === 2) {
      fs.rmSync(join(root, 'workloads/old.yaml'))
      write(root, new Map([...repository(60, 'two')].filter(([path]) => path !== 'workloads/old.yaml')))
    }
    const outcome = await look(scene, now, requestMs)
    expect(outcome.exitCode === (down.size > 0 ? 4 : 0), `round ${round}: exit code ${outcome.exitCode}`)
    const seen = read(root)
    for (const { cluster, failure } of outcome.clusters) {
      const reason = down.has(cluster) ? modes[mode] : undefined
      expect(failure?.reason === reason, `${cluster} failed: ${failure?.reason} ${failure?.asked} ${failure?.detail}`)
      const text = seen.get(snapshotOf(cluster)) ?? ''
      if (down.has(cluster)) {
        expect(facts(text) === facts(before.get(snapshotOf(cluster)) ?? ''), `${cluster}: facts of its snapshot`)
        expect(text.includes(`\n    count: ${round}\n    reason: ${reason}\n`), `${cluster} is not marked`)
        expect(text.includes('\n  ready: false\n') === (round === 2), `${cluster}: ready in round ${round}`)
      } else {
        expect(text.includes(`\n    schedulableNodes: ${4 + 2 * round}\n`), `${cluster} is not written`)
        expect(!text.includes('failing') && text.includes('\n  ready: true\n'), `${cluster} is marked`)
      }
    }
    expect(outcome.clusters.length === names.length, 'not all clusters are told of')
    for (const path of changed(round === 1 ? before : withEdits(before), seen)) {
      expect(path.endsWith('.snapshot.yaml'), `snapshot changed ${path}`)
    }

    const code = await render(root)
    expect(code === 0, `render in round ${round}: ${code}`)
    const after = read(root)
    for (const name of names) {
      const same = changed(new Map(ofCluster(before, name)), new Map(ofCluster(after, name))).length === 0
      if (down.has(name)) expect(same, `files of ${name} changed in round ${round}`)
      else if (round === 2) {
        expect(!after.has(`clusters/${name}/shop_configmap_old.yaml`), `${name} did not follow`)
        expect(
          after.get(`clusters/${name}/shop_deployment.apps_api.yaml`)?.includes('api:two') === true,
          `${name} is old`,
        )
      }
    }
  }
  return bad
}

/** `stowage snapshot`, with the room that speaks to clusters as it is, but for small pages and short patience. */
async function look(
  { root, kubeconfig, world }: Pick<Scene, 'root' | 'kubeconfig' | 'world'>,
  now: number,
  requestMs: number,
): Promise<SurveyOutcome> {
  fs.writeFileSync(kubeconfig, world.kubeconfig())
  const limits = { ...defaultLimits, requestMs, page: 2, restarts: 1 }
  return survey(
    {
      root,
      selection: { by: 'fleet' },
      kubeconfigs: [{ path: kubeconfig, required: true }],
      cwd: root,
      env: {},
      allowExec: false,
      init: false,
      settings: {},
      parallel: names.length,
      now,
    },
    undefined,
    (accesses, wanted, options, told) => surveyAll(accesses, wanted, { ...options, limits }, told),
  )
}

function render(root: string): Promise<number> {
  return cli({
    argv: ['render', '--quiet'],
    cwd: root,
    env: {},
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    stdin: () => '',
    stdout: () => undefined,
    stderr: () => undefined,
  })
}

/** A workload that is divided by free capacity, one that goes everywhere, and one that will be deleted. */
function repository(replicas: number, image: string): Map<string, string> {
  const policy = (name: string, schedulingMode: string): object => ({
    apiVersion: 'core.kubeadmiral.io/v1alpha1',
    kind: 'PropagationPolicy',
    metadata: { name, namespace: 'shop' },
    spec: { schedulingMode },
  })
  const metadata = (name: string, policy: string): object => ({
    name,
    namespace: 'shop',
    labels: { 'kubeadmiral.io/propagation-policy-name': policy },
  })
  const deployment = (name: string, policy: string): object => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(name, policy),
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name, image: `${name}:${image}` }] },
      },
    },
  })
  const stowage = (kind: string, name: string, spec?: object): object => ({
    apiVersion: 'stowage.dev/v1alpha1',
    kind,
    metadata: { name },
    ...(spec && { spec }),
  })
  const after = { notReadyAfter: { failures: 2, duration: '1m' }, readyAfter: { answers: 1, duration: '0s' } }
  const files: [string, object][] = [
    ['stowage.yaml', stowage('Render', 'fleet', { snapshot: after })],
    ['placement/divided.yaml', policy('divided', 'Divide')],
    ['placement/everywhere.yaml', policy('everywhere', 'Duplicate')],
    ['workloads/shop.yaml', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }],
    ['workloads/web.yaml', deployment('web', 'divided')],
    ['workloads/api.yaml', deployment('api', 'everywhere')],
    ['workloads/old.yaml', { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata('old', 'everywhere'), data: {} }],
    ...names.map((name): [string, object] => [`fleet/${name}.yaml`, stowage('Cluster', name)]),
  ]
  return new Map(files.map(([path, value]) => [path, stringify(value)]))
}

const edited = ['workloads/web.yaml', 'workloads/api.yaml', 'workloads/old.yaml']

/** What stands after the edits of the second round, as far as snapshot may not touch it. */
function withEdits(before: ReadonlyMap<string, string>): Map<string, string> {
  const edits = repository(60, 'two')
  const files = new Map(before)
  for (const path of edited) files.set(path, edits.get(path) ?? '')
  files.delete('workloads/old.yaml')
  return files
}

function snapshotOf(name: string): string {
  return `fleet/${name}.snapshot.yaml`
}

/** A snapshot without its marks. */
function facts(text: string): string {
  return text.replace(/^ {2}(?:failing|reason|recovering|ready):.*\n(?: {4}.*\n)*/gm, '')
}

function ofCluster(files: ReadonlyMap<string, string>, name: string): [string, string][] {
  return [...files].filter(([path]) => path.startsWith(`clusters/${name}/`))
}

function changed(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const paths = new Set([...before.keys(), ...after.keys()])
  return [...paths].filter((path) => before.get(path) !== after.get(path))
}

function write(root: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    fs.mkdirSync(join(root, path, '..'), { recursive: true })
    fs.writeFileSync(join(root, path), text)
  }
}

function read(root: string): Map<string, string> {
  const entries = fs.readdirSync(root, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile())
  const paths = entries.map((entry) => join(entry.parentPath, entry.name))
  return new Map(paths.map((path) => [relative(root, path), fs.readFileSync(path, 'utf8')]))
}
