import fs from 'node:fs'
import { errnoOf, tolerate } from './errno.ts'
import { isDead, myself, type Owner, parseOwner } from './owner.ts'

/** Where hard links do not exist, the lock is copied: still exclusive, though not at once with its content. */
const noLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']

/**
 * Takes the lock in the directory `home`, which is made. Undefined when it is ours; else a text on who holds it. Never
 * waits. A lock of a run that is provably dead is broken: its process is gone on this very host, or the host has
 * booted since.
 *
 * Ours is written aside and linked to its name, so that a lock is never seen half-written. Breaking takes a lock of
 * its own, named after the dead owner: of two runs that saw the same dead one, the slower cannot remove the lock that
 * the faster has taken since.
 */
export function acquire(home: string): string | undefined {
  const me = myself()
  const pen = `${home}/lock.${me.id}`
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      tolerate(['EEXIST'], () => fs.mkdirSync(home))
      fs.writeFileSync(pen, JSON.stringify(me))
      const holder = take(`${home}/lock`, { home, pen, me }, 0)
      remove(pen)
      if (holder !== undefined) dropHome(home)
      return holder
    } catch (error) {
      // Another run ended and dropped the directory under our feet: once more.
      if (errnoOf(error) === 'ENOENT') continue
      abandon(home, pen)
      throw error
    }
  }
  return 'several runs take turns'
}

/** Gives the lock back, and drops `home` where nothing else is left in it. */
export function release(home: string): void {
  remove(`${home}/lock`)
  dropHome(home)
}

interface Attempt {
  readonly home: string
  /** Our lock, ready to be linked. */
  readonly pen: string
  readonly me: Owner
}

function take(name: string, attempt: Attempt, depth: number): string | undefined {
  const { home, pen, me } = attempt
  for (let round = 0; round < 20; round++) {
    if (link(pen, name)) return undefined
    const found = look(name)
    if (found === 'gone') continue
    if (found === undefined) return 'an unreadable lock'
    if (depth > 3 || !isDead(found, me)) return `process ${found.pid} on ${found.host.split(' ')[0]}`
    const breaker = `${home}/break.${found.id}`
    const other = take(breaker, attempt, depth + 1)
    if (other !== undefined) return other
    const again = look(name)
    if (again !== 'gone' && again?.id === found.id) remove(name)
    remove(breaker)
  }
  return 'several runs take turns'
}

function link(from: string, to: string): boolean {
  const failed = tolerate(['EEXIST', ...noLinks], () => fs.linkSync(from, to))
  if (failed === undefined || failed === 'EEXIST') return failed === undefined
  return tolerate(['EEXIST'], () => fs.copyFileSync(from, to, fs.constants.COPYFILE_EXCL)) === undefined
}

function look(name: string): Owner | 'gone' | undefined {
  let source = ''
  const failed = tolerate(['ENOENT', 'ELOOP'], () => {
    const fd = fs.openSync(
      name,
      fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0) | (fs.constants.O_NONBLOCK ?? 0),
    )
    try {
      const buffer = Buffer.alloc(4096)
      source = buffer.toString('utf8', 0, fs.readSync(fd, buffer, 0, buffer.length, 0))
    } finally {
      fs.closeSync(fd)
    }
  })
  return failed === 'ENOENT' ? 'gone' : parseOwner(source)
}

function remove(name: string): void {
  tolerate(['ENOENT'], () => fs.unlinkSync(name))
}

function dropHome(home: string): void {
  tolerate(['ENOENT', 'ENOTEMPTY', 'EEXIST'], () => fs.rmdirSync(home))
}

/** After a failure: takes back what can be taken back; what cannot is cleared by the next run. */
function abandon(home: string, pen: string): void {
  try {
    const mine = look(`${home}/lock`)
    const ours = look(pen)
    if (typeof mine === 'object' && typeof ours === 'object' && mine.id === ours.id) remove(`${home}/lock`)
    remove(pen)
    dropHome(home)
  } catch {
    // The first failure is the one to tell of.
  }
}
