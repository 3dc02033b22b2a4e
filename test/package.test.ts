import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const root = new URL('..', import.meta.url).pathname
const library = `${root}dist/index.js`
const command = `${root}dist/stowage.js`
const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))

/** Runs a module text in a new Node and gives what it prints. */
function node(text: string): string {
  return execFileSync(process.execPath, ['--input-type=module', '-e', text], { cwd: root, encoding: 'utf8' })
}

describe('the library', () => {
  it('is built', () => {
    expect(existsSync(library)).toBe(true)
    expect(existsSync(`${root}${manifest.exports['.'].types.slice(2)}`)).toBe(true)
  })

  it('loads no file-system, network or process code', () => {
    // What Node loads for itself is loaded before; the rest is what the import brought.
    const loaded = node(`
      const before = new Set(process.moduleLoadList)
      await import('./dist/index.js')
      console.log(JSON.stringify(process.moduleLoadList.filter((name) => !before.has(name))))
    `)
    const brought = JSON.parse(loaded) as string[]
    expect(
      brought.filter((name) =>
        /NativeModule (fs|net|http|https|tls|child_process|worker_threads|dns)(\/|$)/.test(name),
      ),
    ).toEqual([])
  })

  it('renders text to files', () => {
    const printed = node(`
      import { render } from './dist/index.js'
      const text = \`
apiVersion: v1
kind: ConfigMap
metadata: {name: a, namespace: b, labels: {kubeadmiral.io/propagation-policy-name: p}}
---
apiVersion: core.kubeadmiral.io/v1alpha1
kind: PropagationPolicy
metadata: {name: p, namespace: b}
spec: {schedulingMode: Duplicate, placement: [{cluster: one}, {cluster: two}]}
\`
      console.log(render({ files: [{ path: 'all.yaml', text }] }).layout.files.map((file) => file.path).join(' '))
    `)
    expect(printed.trim().split(' ')).toEqual([
      'clusters/one/b_configmap_a.yaml',
      'clusters/two/b_configmap_a.yaml',
      'placements/b_configmap_a.yaml',
      expect.stringMatching(/^placements\/fleetfacts\.stowage\.dev_[0-9a-f]{16}\.yaml$/),
    ])
  })
})

describe('the command', () => {
  it('prints its version', () => {
    expect(execFileSync(process.execPath, [command, '--version'], { encoding: 'utf8' })).toBe(`${manifest.version}\n`)
  })

  it('loads no engine to print its help', () => {
    const help = execFileSync(process.execPath, [command, 'render', '--help'], {
      encoding: 'utf8',
      env: { ...process.env, NODE_DEBUG: 'esm' },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    expect(help).toContain('--check')
  })

  it('has dependencies pinned to one version each', () => {
    const all = { ...manifest.dependencies, ...manifest.devDependencies }
    const loose = Object.entries(all).filter(([name, range]) => !/^\d/.test(String(range)) && name !== '@types/node')
    expect(loose).toEqual([])
  })
})
