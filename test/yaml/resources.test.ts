import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { resourcesOf } from '../../src/yaml/resources.ts'
import { placesOf, reading } from './reading.ts'

function open(text: string) {
  const found: Diagnostic[] = []
  const { documents } = reading(text)
  const resources = resourcesOf(documents, (one) => void found.push(one))
  return {
    names: resources.map(({ namespace, kind, name }) => `${namespace}/${kind}/${name}`),
    paths: resources.map(({ origin }) => origin.path),
    places: placesOf(found, 'a.yaml', text),
  }
}

const object = (metadata: string, kind = 'ConfigMap', apiVersion = 'v1'): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: ${metadata}\n`

describe('objects', () => {
  it.each([
    [object('{name: x}'), ['/ConfigMap/x']],
    [object('{name: x, namespace: team}'), ['team/ConfigMap/x']],
    [object('{name: x, namespace: , labels: , annotations: {}}'), ['/ConfigMap/x']],
    [object('{name: "system:node"}', 'ClusterRole', 'rbac.authorization.k8s.io/v1'), ['/ClusterRole/system:node']],
    [object('{name: a.b-c.example.com}'), ['/ConfigMap/a.b-c.example.com']],
    [object('{name: x, labels: {a: }}'), ['/ConfigMap/x']],
  ])('%j is read', (text, names) => {
    expect(open(text)).toMatchObject({ names, places: [] })
  })

  it.each([
    ['hello\n', 'input/not-an-object 1:1'],
    ['- a\n', 'input/not-an-object 1:1'],
    ['kind: A\nmetadata: {name: x}\n', 'input/missing-field 1:1'],
    ['apiVersion: 1\nkind: A\nmetadata: {name: x}\n', 'input/field-not-a-string 1:1'],
    ['apiVersion: v1\nkind: ""\nmetadata: {name: x}\n', 'input/missing-field 2:1'],
    ['apiVersion: v1\nkind: A\n', 'input/missing-field 1:1'],
    ['apiVersion: v1\nkind: A\nmetadata: 1\n', 'input/field-not-a-map 3:1'],
    [object('{name: 0123}'), 'input/name-not-a-string 3:12'],
    [object('{name: true}'), 'input/name-not-a-string 3:12'],
    [object('{name: y}'), 'input/name-not-a-string 3:12'],
    [object('{name: [a]}'), 'input/field-not-a-string 3:12'],
    [object('{name: ""}'), 'input/missing-field 3:12'],
    [object('{generateName: a-}'), 'input/missing-field 3:1'],
    [object('{name: x, namespace: 1}'), 'input/name-not-a-string 3:21'],
    [object('{name: x, namespace: A}'), 'input/invalid-name 3:21'],
    [object('{name: X}'), 'input/invalid-name 3:12'],
    [object('{name: a/b}', 'Role', 'rbac.authorization.k8s.io/v1'), 'input/invalid-name 3:12'],
    [object('{name: "."}', 'Role', 'rbac.authorization.k8s.io/v1'), 'input/invalid-name 3:12'],
    [object('{name: "a\\nb"}'), 'input/invalid-name 3:12'],
    [object(`{name: ${'a'.repeat(254)}}`), 'input/invalid-name 3:12'],
    [object('{name: x, labels: {version: 1.0}}'), 'input/label-not-a-string 3:30'],
    [object('{name: x, annotations: {a: [1]}}'), 'input/field-not-a-string 3:35'],
    [object('{name: x, labels: [a]}'), 'input/field-not-a-map 3:21'],
  ])('%j is refused', (text, place) => {
    expect(open(text).places).toEqual([place])
  })
})

describe('lists', () => {
  const item = (name: string): string => `{apiVersion: v1, kind: A, metadata: {name: ${name}}}`

  it('are opened, and each object knows its place', () => {
    expect(open(`kind: List\nitems: [${item('a')}, ${item('b')}]\n`)).toEqual({
      names: ['/A/a', '/A/b'],
      paths: [
        ['items', 0],
        ['items', 1],
      ],
      places: [],
    })
  })

  it.each([
    [`kind: ConfigMapList\nitems: [${item('a')}]\n`, ['/A/a']],
    [`kind: List\nitems: [{kind: AList, items: [${item('a')}]}]\n`, ['/A/a']],
    ['kind: List\nitems: []\n', []],
    [object('{name: x}\nitems: []', 'AllowList'), ['/AllowList/x']],
    [object('{name: x}', 'AllowList'), ['/AllowList/x']],
  ])('%j is read', (text, names) => {
    expect(open(text)).toMatchObject({ names, places: [] })
  })

  it.each([
    ['kind: List\n', 'input/list-without-items 1:1'],
    ['kind: List\nitems:\n', 'input/list-without-items 2:1'],
    ['kind: AList\nitems: {}\n', 'input/list-without-items 2:1'],
    ['kind: List\nitems:\n- kind: List\n  items:\n  - kind: List\n    items: []\n', 'input/nested-list 5:5'],
    ['kind: List\nitems:\n- a\n', 'input/not-an-object 3:3'],
  ])('%j is refused', (text, place) => {
    expect(open(text).places).toEqual([place])
  })
})
