import http from 'node:http'
import https from 'node:https'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { isTrouble, type Trouble, trouble, troubleOf } from './failure.ts'

/** Where a server is, and what is shown to it. Nobody prints this. */
export interface Connection {
  readonly protocol: 'https:' | 'http:'
  readonly host: string
  readonly port: number
  /** Path of the server that stands before every path asked for; empty, or `/like/this`. */
  readonly prefix: string
  readonly headers: Readonly<Record<string, string>>
  /** Holds the certificates; one for each cluster, so that connections are kept and never shared. */
  readonly agent: http.Agent
}

export interface Answer {
  readonly status: number
  /** Media type with its parameters, in lower case. */
  readonly type: string
  /** By the server's clock, in milliseconds since 1970; undefined where it does not say. */
  readonly date: number | undefined
  /** Seconds to wait before asking again; undefined where it does not say. */
  readonly retryAfter: number | undefined
  /** Unpacked; empty for statuses whose bodies were not wanted. */
  readonly body: Buffer
}

export interface Request {
  /** With its query, from the root of the API. */
  readonly path: string
  readonly accept: string
  readonly timeoutMs: number
  /** Most bytes of the answer, unpacked. */
  readonly maxBytes: number
  /** Statuses whose bodies are read; all other bodies are dropped unread. */
  readonly bodies: readonly number[]
}

/**
 * One GET and its whole answer, or why there is none. Redirects are answers like all others: nobody follows them.
 * A kept connection that the server had closed in the meantime is replaced once.
 */
export async function exchange(to: Connection, asked: Request, signal: AbortSignal): Promise<Answer | Trouble> {
  const first = await once(to, asked, signal)
  if (first !== 'stale') return first
  const second = await once(to, asked, signal)
  return second === 'stale' ? trouble('reset', 'ECONNRESET') : second
}

function once(to: Connection, asked: Request, signal: AbortSignal): Promise<Answer | Trouble | 'stale'> {
  return new Promise((resolve) => {
    let request: http.ClientRequest | undefined
    let timer: NodeJS.Timeout | undefined
    let settled = false
    const settle = (result: Answer | Trouble | 'stale'): void => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      resolve(result)
      if (typeof result === 'string' || isTrouble(result) || !asked.bodies.includes(result.status)) request?.destroy()
    }
    const abort = (): void => settle(trouble('timeout', 'the time for this cluster is over'))
    if (signal.aborted) return abort()
    timer = setTimeout(
      () => settle(trouble('timeout', `no whole answer within ${asked.timeoutMs} ms`)),
      asked.timeoutMs,
    )
    signal.addEventListener('abort', abort)
    try {
      request = (to.protocol === 'https:' ? https : http).get({
        host: to.host,
        port: to.port,
        path: to.prefix + asked.path,
        headers: { accept: asked.accept, 'accept-encoding': 'gzip', 'user-agent': 'stowage', ...to.headers },
        agent: to.agent,
      })
    } catch (error) {
      // A certificate or key that cannot be read, or a header that cannot be sent.
      return settle(troubleOf(error))
    }
    const sent = request
    sent.on('error', (error) => {
      const found = troubleOf(error)
      settle(sent.reusedSocket && found.reason === 'reset' ? 'stale' : found)
    })
    sent.on('response', (response) => {
      answerOf(response, asked).then(settle, (error: unknown) => settle(cut(error)))
    })
  })
}

/** An answer that broke off was cut short, whatever the network calls it. */
function cut(error: unknown): Trouble {
  const found = troubleOf(error)
  return found.reason === 'reset' ? trouble('bad-answer', 'the answer ended early') : found
}

async function answerOf(response: http.IncomingMessage, asked: Request): Promise<Answer | Trouble> {
  const status = response.statusCode ?? 0
  const body = asked.bodies.includes(status) ? await bodyOf(response, asked.maxBytes) : Buffer.alloc(0)
  if (isTrouble(body)) return body
  const date = Date.parse(response.headers.date ?? '')
  const wait = response.headers['retry-after'] ?? ''
  return {
    status,
    type: (response.headers['content-type'] ?? '').toLowerCase(),
    date: Number.isNaN(date) ? undefined : date,
    retryAfter: /^\d{1,6}$/.test(wait) ? Number(wait) : undefined,
    body,
  }
}

async function bodyOf(response: http.IncomingMessage, limit: number): Promise<Buffer | Trouble> {
  const tooLarge = trouble('too-large', `an answer of more than ${limit} bytes`)
  if (Number(response.headers['content-length'] ?? 0) > limit) return tooLarge
  const stream = unpacked(response)
  if (isTrouble(stream)) return stream
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > limit) return tooLarge
    chunks.push(chunk)
  }
  return response.complete ? Buffer.concat(chunks, bytes) : trouble('bad-answer', 'the answer ended early')
}

function unpacked(response: http.IncomingMessage): Readable | Trouble {
  const encoding = response.headers['content-encoding'] ?? 'identity'
  if (encoding === 'identity') return response
  if (encoding !== 'gzip') return trouble('bad-answer', 'an encoding that was not asked for')
  // The reader of the unpacked stream meets whatever goes wrong; the callback only keeps it from being thrown.
  return pipeline(response, createGunzip(), () => {})
}
