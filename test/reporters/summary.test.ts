import { describe, expect, it } from 'vitest'
import { plain } from '../../src/reporters/paint.ts'
import { type SummaryRow, type SummaryTarget, summaryText } from '../../src/reporters/summary.ts'

/** `5`, `3+2` with overflow, `✓` as the manifest says, `→` following. */
function aTarget(text: string): SummaryTarget {
  const [runs = '', overflow = '0'] = text.split('+')
  const replicas = Number(runs) + Number(overflow)
  return {
    replicas: Number.isNaN(replicas) ? undefined : replicas,
    overflow: Number(overflow),
    following: runs === '→',
  }
}

function aRow(name: string, targets: Readonly<Record<string, string>>, plan: Partial<SummaryRow> = {}): SummaryRow {
  return {
    workload: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name },
    policy: 'p',
    follows: [],
    dryRun: false,
    targets: new Map(Object.entries(targets).map(([cluster, text]) => [cluster, aTarget(text)])),
    ...plan,
  }
}

function lines(rows: readonly SummaryRow[], names: readonly string[] = ['eu', 'us']): string[] {
  const clusters = names.map((name) => ({ name: name.replace('*', ''), kept: name.endsWith('*') }))
  const text = summaryText({ clusters, rows, objects: new Map([['eu', 7]]) }, plain)
  return text.split('\n').map((line) => line.replace(/ {2,}/g, ' | '))
}

describe('the matrix', () => {
  it('is quiet where there is nothing to explain', () => {
    expect(lines([aRow('web', { eu: '5' }), aRow('api', { eu: '✓', us: '✓' })])).toEqual([
      'WORKLOAD | eu | us | DECIDED BY',
      'Deployment shop/api | ✓ | ✓ | p',
      'Deployment shop/web | 5 | · | p',
      '',
    ])
  })

  it('tells replicas that cannot run yet, and says what that means', () => {
    expect(lines([aRow('web', { eu: '3+2', us: '1' })])).toEqual([
      'WORKLOAD | eu | us | DECIDED BY',
      'Deployment shop/web | 3+2 | 1 | p',
      '+ replicas beyond what the cluster can run now',
      '',
    ])
  })

  it('tells where an object only follows, and whom', () => {
    const alone = { policy: undefined, follows: ['apps/Deployment/shop/web'] }
    const many = { policy: undefined, follows: ['batch/CronJob/jobs/night', 'apps/Deployment/shop/web'] }
    expect(
      lines([aRow('a', { eu: '✓', us: '→' }), aRow('b', { us: '→' }, alone), aRow('c', { us: '→' }, many)]),
    ).toEqual([
      'WORKLOAD | eu | us | DECIDED BY',
      'Deployment shop/a | ✓ | → | p',
      'Deployment shop/b | · | → | Deployment web',
      'Deployment shop/c | · | → | CronJob jobs/night +1',
      '→ follows its leaders there',
      '',
    ])
  })

  it('tells a dry run, and clusters that keep their files', () => {
    expect(lines([aRow('web', { eu: '5' }, { dryRun: true })], ['eu', 'us*'])).toEqual([
      'WORKLOAD | eu | us* | DECIDED BY',
      'Deployment shop/web (dry run) | 5 | · | p',
      '* not ready: its files stay as they are',
      '',
    ])
  })
})

it('a line per cluster where a matrix does not fit; a dry run runs nowhere', () => {
  const many = Array.from({ length: 61 }, (_, index) => aRow(`web-${index}`, { eu: '1+1' }, { dryRun: index === 0 }))
  expect(lines(many)).toEqual(['CLUSTER | OBJECTS | WORKLOADS | REPLICAS', 'eu | 7 | 60 | 120', 'us | 0 | 0 | 0', ''])
})
