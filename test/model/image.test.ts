import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Image, isDigest, isTag, parseImage, printImage } from '../../src/model/image.ts'

const sha = `sha256:${'0123456789abcdef'.repeat(4)}`
const part = (plan: Partial<Image>): Image => ({ registry: '', repository: '', tag: '', digest: '', ...plan })

describe('references', () => {
  it.each<readonly [string, Partial<Image>]>([
    ['nginx', { repository: 'nginx' }],
    ['nginx:1.25', { repository: 'nginx', tag: '1.25' }],
    ['library/nginx', { repository: 'library/nginx' }],
    ['ealen/echo-server:latest', { repository: 'ealen/echo-server', tag: 'latest' }],
    ['docker.io/ealen/echo-server', { registry: 'docker.io', repository: 'ealen/echo-server' }],
    ['localhost/a', { registry: 'localhost', repository: 'a' }],
    ['localhost:5000/a:t', { registry: 'localhost:5000', repository: 'a', tag: 't' }],
    ['localhost:5000', { repository: 'localhost', tag: '5000' }],
    ['host:5000/a', { registry: 'host:5000', repository: 'a' }],
    ['[2001:db8::1]:5000/a', { registry: '[2001:db8::1]:5000', repository: 'a' }],
    ['[2001:db8::1]/a', { registry: '[2001:db8::1]', repository: 'a' }],
    ['Example.COM/a', { registry: 'Example.COM', repository: 'a' }],
    // A name in capitals may be a host, but it does not look like one.
    ['Team/a', { repository: 'Team/a' }],
    ['a.b:c', { repository: 'a.b', tag: 'c' }],
    ['a__b/c-_d'.replace('-_', '--'), { repository: 'a__b/c--d' }],
    [`a@${sha}`, { repository: 'a', digest: sha }],
    [`r.io/a/b:t@${sha}`, { registry: 'r.io', repository: 'a/b', tag: 't', digest: sha }],
    [`a@sha512:${'ab'.repeat(64)}`, { repository: 'a', digest: `sha512:${'ab'.repeat(64)}` }],
    [`a:${'t'.repeat(128)}`, { repository: 'a', tag: 't'.repeat(128) }],
    ['a'.repeat(255), { repository: 'a'.repeat(255) }],
  ])('%s', (text, expected) => {
    expect(parseImage(text)).toEqual(part(expected))
    expect(printImage(part(expected))).toBe(text)
  })

  it.each([
    ['nothing', ''],
    ['capitals in the repository', 'Nginx'],
    ['capitals after the first part', 'r.io/Team/a'],
    ['a space', 'a b'],
    ['a line end', 'a\n'],
    ['an empty tag', 'a:'],
    ['a tag of 129 characters', `a:${'t'.repeat(129)}`],
    ['a tag that starts with a dot', 'a:.t'],
    ['two tags', 'a:b:c'],
    ['a port without a repository', 'host:5000/'],
    ['a port that is no number', 'host:x/a'],
    ['an empty component', 'a//b'],
    ['a leading slash', '/a'],
    ['a trailing slash', 'a/'],
    ['three underscores', 'a___b'],
    ['two dots', 'a..b'],
    ['a hyphen at the end', 'a-'],
    ['a separator of two kinds', 'a-_b'],
    ['a host that ends with a hyphen', 'r-.io-/a'],
    ['an empty digest', 'a@'],
    ['a short digest', `a@sha256:${'a'.repeat(63)}`],
    ['a digest in capitals', `a@sha256:${'A'.repeat(64)}`],
    ['an unknown algorithm', `a@md5:${'a'.repeat(32)}`],
    ['a name of 256 characters', 'a'.repeat(256)],
    ['a digest alone', `@${sha}`],
    ['a scheme', 'https://r.io/a'],
  ])('refuses %s', (_, text) => expect(parseImage(text)).toBeUndefined())

  const word = (letters: string, most = 6) =>
    fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: most }).map((list) => list.join(''))
  const component = fc
    .tuple(word('abz019'), fc.array(fc.tuple(fc.constantFrom('.', '_', '__', '-', '---'), word('abz019'))))
    .map(([first, rest]) => first + rest.flat().join(''))
  const host = fc.oneof(
    fc.constantFrom('localhost', 'localhost:5000', '[::1]:80', 'x.Y-z.io', '10.0.0.1:443'),
    fc.tuple(word('aZ0'), word('bY1')).map((parts) => parts.join('.')),
  )
  const reference = fc
    .record({
      host: fc.option(host),
      path: fc.array(component, { minLength: 1, maxLength: 4 }),
      tag: fc.option(fc.tuple(word('aZ0_', 1), word('aZ0_.-', 9)).map((parts) => parts.join(''))),
      digest: fc.option(word('0123456789abcdef', 1).map((digit) => `sha256:${digit.repeat(64)}`)),
    })
    .map(({ host, path, tag, digest }) => {
      const name = [...(host === null ? [] : [host]), ...path].join('/').slice(0, 255)
      return `${name.replace(/[^a-z0-9]+$/, '')}${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@${digest}`}`
    })

  it('say the same when they are printed again', () => {
    fc.assert(
      fc.property(reference, (text) => {
        const read = parseImage(text)
        expect(read).toBeDefined()
        if (read !== undefined) expect(printImage(read)).toBe(text)
      }),
    )
  })

  /** The grammar as its source puts it together: one expression for the whole. */
  const source = (() => {
    const domainPart = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])'
    const domain = `(?:${domainPart}(?:\\.${domainPart})*|\\[(?:[a-fA-F0-9:]+)\\])(?::[0-9]+)?`
    const path = '[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*'
    const name = `(?:${domain}/)?${path}(?:/${path})*`
    return new RegExp(`^(${name})(?::([\\w][\\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$`)
  })()

  it('are those that one expression for the whole reads, with the same parts', () => {
    const text = fc.oneof(
      reference,
      fc
        .array(fc.constantFrom('a', 'B', '0', '.', '_', '-', '/', ':', '@', '[', ']', sha), { maxLength: 9 })
        .map((all) => all.join('')),
    )
    fc.assert(
      fc.property(text, (one) => {
        const read = parseImage(one)
        const match = source.exec(one)
        expect(read !== undefined).toBe(match !== null)
        if (read === undefined || match === null) return
        expect(printImage({ ...read, tag: '', digest: '' })).toBe(match[1])
        expect([read.tag, read.digest]).toEqual([match[2] ?? '', match[3] ?? ''])
      }),
      { numRuns: 2000 },
    )
  })

  it('are refused in time that grows with their length alone', () => {
    for (const unit of ['a', 'a-', 'a.', 'a__', 'A.', '-', ':', 'a/', '/']) {
      const text = `${unit.repeat(200_000 / unit.length)}!`
      expect([parseImage(text), parseImage(`a:${text}`), parseImage(`a@${text}`)]).toEqual([
        undefined,
        undefined,
        undefined,
      ])
      expect([isTag(text), isDigest(text), isDigest(`a${'.a'.repeat(100_000)}`)]).toEqual([false, false, false])
    }
  })
})

describe('digests that are written', () => {
  it.each([
    [`md5:${'a'.repeat(32)}`, true],
    [`sha256+b64:${'F'.repeat(40)}`, true],
    [`sha256:${'a'.repeat(31)}`, false],
    [`sha256:${'g'.repeat(32)}`, false],
    ['a'.repeat(32), false],
    [`1a:${'a'.repeat(32)}`, false],
  ])('%s: %s', (text, expected) => expect(isDigest(text)).toBe(expected))
})

describe('printing', () => {
  it.each<readonly [Partial<Image>, string]>([
    [{}, ''],
    [{ registry: 'r.io' }, 'r.io/'],
    [{ tag: 't', digest: 'd' }, ':t@d'],
  ])('%j gives %j', (parts, text) => expect(printImage(part(parts))).toBe(text))
})
