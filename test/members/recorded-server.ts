import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type ServerCertificate, selfSigned } from './certificate.ts'

/** One request that a survey made of a real kube-apiserver, and what it answered. */
export interface Exchange {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly accept: string
  readonly status: number
  /** As it sent them, but for those that belong to the connection. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** A file beside, with the body byte for byte. */
  readonly body: string
}

/** Where the recordings are; one folder for each cluster that was recorded. */
export const recordings = new URL('recorded/', import.meta.url).pathname

/** The exchanges of one recording, in the order they were made. */
export function readRecording(name: string): readonly Exchange[] {
  return JSON.parse(readFileSync(join(recordings, name, 'exchanges.json'), 'utf8')) as Exchange[]
}

export interface RecordedServer extends ServerCertificate {
  /** `https://127.0.0.1:PORT` */
  readonly url: string
  /** `GET /path` of every request, in order; those that were never recorded, too. */
  readonly asked: readonly string[]
  readonly stop: () => Promise<void>
}

/**
 * Serves a recording over TLS on the loopback, byte for byte what that API server said. A request is known by its
 * method, path, query and Accept header; one that was never recorded is answered with 501, which no API server says.
 * `now` replaces the recorded Date header, in milliseconds since 1970; without it the recorded one is sent.
 */
export async function serveRecording(name: string, now?: () => number): Promise<RecordedServer> {
  const known = new Map(
    readRecording(name).map((exchange) => [
      keyOf(exchange.method, exchange.path, exchange.accept),
      { ...exchange, bytes: readFileSync(join(recordings, name, exchange.body)) },
    ]),
  )
  const identity = selfSigned()
  const asked: string[] = []
  const server = createServer(identity, (request, response) => {
    const { method = '', url = '' } = request
    asked.push(`${method} ${url}`)
    const exchange = known.get(keyOf(method, url, request.headers.accept ?? ''))
    if (exchange === undefined) return response.writeHead(501).end()
    response.sendDate = false
    for (const [header, value] of exchange.headers) response.appendHeader(header, value)
    if (now !== undefined) response.setHeader('Date', new Date(now()).toUTCString())
    response.writeHead(exchange.status).end(exchange.bytes)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const stop = async (): Promise<void> => {
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
  return { ...identity, url: `https://127.0.0.1:${port}`, asked, stop }
}

function keyOf(method: string, path: string, accept: string): string {
  return `${method} ${path} ${accept}`
}
