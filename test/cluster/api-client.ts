import { request } from 'node:https'

/** What an API server answered. */
export interface Answer {
  readonly status: number
  readonly text: string
}

/** Asks one API server for something, with a token; the tests' own client, which knows nothing of Stowage. */
export function ask(
  server: { readonly port: number; readonly ca: string },
  token: string,
  method: string,
  path: string,
  body?: unknown,
  type = 'application/json',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json', 'content-type': type }
    const options = {
      host: '127.0.0.1',
      port: server.port,
      ca: server.ca,
      method,
      path,
      headers,
      agent: false as const,
    }
    const asked = request(options, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => {
        text += part
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
      answer.on('error', reject)
    })
    asked.on('error', reject)
    asked.setTimeout(10_000, () => asked.destroy(new Error(`${method} ${path} took too long`)))
    asked.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
