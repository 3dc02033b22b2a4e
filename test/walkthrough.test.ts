import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { scratch, stowage } from './tree.ts'

const page = new URL('../docs/walkthrough.md', import.meta.url).pathname
const fleet = new URL('../examples/fleet', import.meta.url).pathname

/** A copy of the example as a repository with one commit. */
function repository(): string {
  const root = scratch()
  cpSync(fleet, root, { recursive: true })
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: root, stdio: 'pipe' })
  git('init', '-q', '-b', 'main')
  git('add', '-A')
  git('commit', '-q', '-m', 'The fleet')
  return root
}

const lines = (text: string): string => text.replaceAll('\\n', '\n')

/** The page with its commands run anew: each section starts from the fleet, comments are edits, consoles are commands. */
async function walked(text: string): Promise<string> {
  const parts = text.split(/(?=^## )|(<!-- edit [^>]*?(?:=> .*?)? -->)|(```console\n[\s\S]*?```\n)/m)
  let root = repository()
  let result = ''
  for (const part of parts) {
    if (part === undefined) continue
    if (part.startsWith('## ')) root = repository()
    const edit = /^<!-- edit (\S+): ([\s\S]*?) => ([\s\S]*?) -->$/.exec(part)
    const command = /^```console\n\$ stowage (.*)\n/.exec(part)?.[1]
    if (edit !== null) {
      const [, file = '', before = '', after = ''] = edit
      const source = readFileSync(join(root, file), 'utf8')
      expect(source).toContain(lines(before))
      writeFileSync(join(root, file), source.replaceAll(lines(before), lines(after)))
    }
    if (command === undefined) result += part
    else {
      const { code, stdout, stderr } = await stowage(root, ...command.split(' '))
      const end = code === 0 ? '' : `(exit ${code})\n`
      result += `\`\`\`console\n$ stowage ${command}\n${`${stderr}${stdout}${end}`.replaceAll(root, '.')}\`\`\`\n`
    }
  }
  return result
}

it('docs/walkthrough.md shows what the commands say', async () => {
  const text = readFileSync(page, 'utf8')
  const anew = await walked(text)
  expect(anew.match(/```console/g)?.length).toBeGreaterThanOrEqual(8)
  if (process.env.UPDATE) writeFileSync(page, anew)
  expect(readFileSync(page, 'utf8')).toBe(anew)
})
