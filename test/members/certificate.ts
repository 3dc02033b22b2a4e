import { generateKeyPairSync, sign, X509Certificate } from 'node:crypto'

/** A key pair and its certificate, both PEM. */
export interface ServerCertificate {
  readonly key: string
  readonly cert: string
}

/**
 * A new self-signed certificate, which is also the CA that clients trust. Node makes keys, but no certificates, so the
 * few bytes of RFC 5280 are put together here: no openssl is needed, and no private key lies in the repository.
 * @param ip the IPv4 address it is for
 * @param from when it becomes valid, `YYYYMMDDHHMMSSZ`
 * @param to when it ends
 */
export function selfSigned(ip = '127.0.0.1', from = '20200101000000Z', to = '20991231235959Z'): ServerCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const ecdsaWithSha256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02))
  const commonName = sequence(oid(0x55, 0x04, 0x03), tagged(0x0c, Buffer.from(ip)))
  const name = sequence(tagged(0x31, commonName))
  const time = (text: string): Buffer => tagged(0x18, Buffer.from(text))
  const alternative = sequence(tagged(0x87, Buffer.from(ip.split('.').map(Number))))
  const authority = sequence(tagged(0x01, Buffer.from([0xff])))
  const extensions = sequence(
    sequence(oid(0x55, 0x1d, 0x11), tagged(0x04, alternative)),
    sequence(oid(0x55, 0x1d, 0x13), tagged(0x01, Buffer.from([0xff])), tagged(0x04, authority)),
  )
  const content = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    name,
    sequence(time(from), time(to)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, extensions),
  )
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', content, privateKey)])
  const der = sequence(content, ecdsaWithSha256, tagged(0x03, signature))
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: new X509Certificate(der).toString(),
  }
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts))
}

function oid(...bytes: readonly number[]): Buffer {
  return tagged(0x06, Buffer.from(bytes))
}

/** One DER value: its tag, its length, its content. */
function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content])
  const long = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...long]), content])
}
