import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Exchange } from '../members/recorded-server.ts'
import type { TestCluster } from './harness.ts'

export interface Recorder {
  /** `https://127.0.0.1:PORT`; it shows the certificate of the cluster it stands before. */
  readonly server: string
  readonly port: number
  /** What passed so far, each request once, with its body. */
  readonly exchanges: ReadonlyMap<string, Omit<Exchange, 'body'> & { readonly bytes: Buffer }>
  readonly stop: () => Promise<void>
}

/** These belong to one connection, and are made anew by whoever sends the body again. */
const ofTheConnection = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length'])

/**
 * Stands between a client and a real API server, passes everything on as it is, and remembers it. An `older` one does
 * not pass on that the client knows aggregated discovery, so that the server answers as those before it knew that.
 */
export async function startRecorder(cluster: TestCluster, { older = false } = {}): Promise<Recorder> {
  const exchanges: Map<string, Omit<Exchange, 'body'> & { bytes: Buffer }> = new Map()
  const identity = {
    key: readFileSync(join(cluster.certificates, 'apiserver.key')),
    cert: readFileSync(join(cluster.certificates, 'apiserver.crt')),
  }
  const server = createServer(identity, (asked, response) => {
    const { method = '', url: path = '', headers } = asked
    const passedOn =
      older && /apidiscovery/.test(headers.accept ?? '') ? { ...headers, accept: 'application/json' } : headers
    const options = { host: '127.0.0.1', port: cluster.port, ca: cluster.ca, method, path, headers: passedOn }
    const passed = request(options, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => {
        const bytes = Buffer.concat(parts)
        const status = answer.statusCode ?? 0
        const kept = pairs(answer.rawHeaders).filter(([name]) => !ofTheConnection.has(name.toLowerCase()))
        const accept = headers.accept ?? ''
        exchanges.set(`${method} ${path} ${accept}`, { method, path, accept, status, headers: kept, bytes })
        response.sendDate = false
        for (const [name, value] of kept) response.appendHeader(name, value)
        response.writeHead(status).end(bytes)
      })
    })
    passed.on('error', () => response.destroy())
    asked.pipe(passed)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const stop = async (): Promise<void> => {
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
  return { server: `https://127.0.0.1:${port}`, port, exchanges, stop }
}

/** Writes what was recorded to a folder, which it replaces: one list, and a file for each body. */
export function writeRecording(folder: string, { exchanges }: Recorder): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const list = [...exchanges.values()].map(({ bytes, ...exchange }, index): Exchange => {
    const body = `${String(index + 1).padStart(2, '0')}.body`
    writeFileSync(join(folder, body), bytes)
    return { ...exchange, body }
  })
  writeFileSync(join(folder, 'exchanges.json'), `${JSON.stringify(list, undefined, 2)}\n`)
}

function pairs(raw: readonly string[]): [string, string][] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as [string, string]] : []))
}
