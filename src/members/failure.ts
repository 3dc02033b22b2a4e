import type { Failure } from '../snapshot/survey.ts'

/**
 * Why something of a cluster could not be had.
 *
 * `refused`, `unreachable`, `dns`, `reset`, `timeout`, `tls`: no answer. `redirected`, `unauthorized`, `forbidden`,
 * `throttled`, `gone`, `server`: an answer that says no. `bad-answer`, `too-large`: an answer that cannot be
 * believed. `kubeconfig`, `exec`: it was never asked. `bug`: a fault of Stowage.
 */
export type Reason =
  | 'refused'
  | 'unreachable'
  | 'dns'
  | 'reset'
  | 'timeout'
  | 'tls'
  | 'redirected'
  | 'unauthorized'
  | 'forbidden'
  | 'throttled'
  | 'gone'
  | 'server'
  | 'bad-answer'
  | 'too-large'
  | 'kubeconfig'
  | 'exec'
  | 'bug'

/** A reason with a few words that carry nothing of what was read or sent. */
export interface Trouble {
  readonly reason: Reason
  readonly detail: string
}

export function trouble(reason: Reason, detail: string): Trouble {
  return { reason, detail }
}

export function isTrouble(value: object): value is Trouble {
  return 'reason' in value && 'detail' in value
}

export function failure(cluster: string, asked: string, { reason, detail }: Trouble): Failure {
  return { cluster, reason, asked, detail }
}

export function isFailure(value: object): value is Failure {
  return 'asked' in value && 'reason' in value
}

const byErrno: Readonly<Record<string, Reason>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NONAME: 'dns',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  ETIMEDOUT: 'timeout',
  EPROTO: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  UNABLE_TO_GET_ISSUER_CERT: 'tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
  HOSTNAME_MISMATCH: 'tls',
  INVALID_CA: 'tls',
  INVALID_PURPOSE: 'tls',
  PATH_LENGTH_EXCEEDED: 'tls',
}

/** Node's own word for an error, such as `ECONNREFUSED`; never its message, which may quote what was read. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const { code } = error as NodeJS.ErrnoException
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : 'unknown'
}

/** What an error of the network, of TLS or of HTTP parsing means. */
export function troubleOf(error: unknown): Trouble {
  const code = codeOf(error)
  const known = Object.hasOwn(byErrno, code) ? byErrno[code] : undefined
  if (known !== undefined) return trouble(known, code)
  if (/^(?:ERR_TLS_|ERR_SSL_|ERR_OSSL_|CERT_|CRL_|ERR_CRYPTO_)/.test(code)) return trouble('tls', code)
  return trouble('bad-answer', code)
}
