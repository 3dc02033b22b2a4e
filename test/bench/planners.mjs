#!/usr/bin/env node
// Microseconds per plan, by planner and size of the fleet.
//   node test/bench/planners.mjs [--json] [--reference]
// `shared policy`: workloads share one preferences map, as those of one policy do. `own policy`: each has a new one.
// --reference adds the step-by-step version of test/placement/reference.ts, in bigints.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))
const asJson = process.argv.includes('--json')
const withReference = process.argv.includes('--reference')

async function load() {
  const folder = mkdtempSync(join(tmpdir(), 'planners-'))
  const outfile = join(folder, 'planners.mjs')
  const modules = ['src/placement/spread', 'src/placement/binpack', 'src/placement/rsp', 'test/placement/reference']
  const contents = modules.map((module) => `export * from './${module}.ts'`).join('\n')
  try {
    await build({
      stdin: { contents, resolveDir: root, loader: 'ts' },
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      outfile,
      logLevel: 'error',
    })
    return await import(pathToFileURL(outfile).href)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Numbers that are random enough, and the same in every run (mulberry32). */
function numbers(seed) {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const none = new Map()

function inputs(size) {
  const next = numbers(size)
  const clusters = Array.from({ length: size }, (_, at) => `cluster-${String(at).padStart(4, '0')}`)
  const wishes = (weights) =>
    new Map(
      clusters.map((name) => {
        const min = next(4) === 0 ? next(5) : 0
        return [name, { weight: next(weights + 1), min, max: next(4) === 0 ? min + next(60) : undefined }]
      }),
    )
  const amounts = (most, share) =>
    new Map(clusters.filter(() => next(100) < share).map((name) => [name, next(most + 1)]))
  const spread = {
    clusters,
    total: size * 10,
    preferences: wishes(100),
    current: none,
    estimated: none,
    limited: none,
    avoidDisruption: false,
    keepUnschedulable: false,
  }
  const equal = new Map(clusters.map((name) => [name, { weight: 1, min: 0, max: undefined }]))
  return {
    spread: ['planSpread', spread],
    'spread, weights 0..3': ['planSpread', { ...spread, preferences: wishes(3) }],
    'spread, equal weights': ['planSpread', { ...spread, total: size * 10 - 1, preferences: equal }],
    'spread, estimated capacity': ['planSpread', { ...spread, estimated: amounts(20, 30) }],
    'spread, avoidDisruption': ['planSpread', { ...spread, current: amounts(16, 90), avoidDisruption: true }],
    binpack: ['planBinpack', { ...spread, scheduled: none, current: amounts(16, 90), avoidDisruption: true }],
    rsp: ['planRsp', { ...spread, rebalance: false, current: amounts(16, 90), capacity: none }],
  }
}

/** Median microseconds of one call over 15 batches, after a warm-up. */
function measure(size, call) {
  const perBatch = Math.max(4, Math.min(2000, Math.round(40_000 / size)))
  let count = 0
  const batch = () => {
    const start = process.hrtime.bigint()
    for (let at = 0; at < perBatch; at++) call(count++)
    return Number(process.hrtime.bigint() - start) / 1000 / perBatch
  }
  for (let at = 0; at < 4; at++) batch()
  const times = Array.from({ length: 15 }, batch).sort((a, b) => a - b)
  return times[7]
}

const planners = await load()
const keys = Array.from({ length: 97 }, (_, at) => `team-${at % 7}/workload-${at}`)
const rows = []
for (const size of [5, 50, 500, 5000]) {
  for (const [name, [planner, input]] of Object.entries(inputs(size))) {
    const plan = planners[planner]
    const asked = keys.map((key) => ({ ...input, key }))
    const shared = measure(size, (at) => plan(asked[at % 97]))
    // A copy costs time of its own, which is taken off.
    const copies = measure(size, () => new Map(input.preferences))
    const own = measure(size, (at) => plan({ ...asked[at % 97], preferences: new Map(input.preferences) }))
    const row = { clusters: size, case: name, shared, own: own - copies }
    if (withReference) {
      const literal = planners[planner.replace('plan', 'reference')]
      row.reference = measure(size * 10, (at) => literal(asked[at % 97]))
    }
    rows.push(row)
  }
}

if (asJson) {
  process.stdout.write(`${JSON.stringify({ unit: 'microseconds', node: process.version, rows }, undefined, 2)}\n`)
} else {
  const head = ['clusters', 'case', 'shared policy', 'own policy', ...(withReference ? ['reference'] : [])]
  const line = (cells) => `| ${cells.join(' | ')} |\n`
  process.stdout.write(line(head) + line(head.map(() => '---')))
  for (const row of rows) {
    const [clusters, name, ...times] = Object.values(row)
    process.stdout.write(line([clusters, name, ...times.map((time) => time.toFixed(time < 100 ? 1 : 0))]))
  }
}
