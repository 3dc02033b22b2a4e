/** How long and how much one cluster may take. Generous for 5,000 nodes, small enough for a hostile server. */
export interface Limits {
  /** Milliseconds for one request, from its start to the last byte of the answer. */
  readonly requestMs: number
  /** Milliseconds for all of one cluster, credentials included. */
  readonly clusterMs: number
  /** Milliseconds for a command that gives credentials. */
  readonly execMs: number
  /** Bytes of one answer, unpacked. */
  readonly answerBytes: number
  /** Bytes of all answers of one cluster, unpacked. */
  readonly clusterBytes: number
  /** Objects asked for in one page of a list. */
  readonly page: number
  /** Objects of one list. */
  readonly items: number
  /** How often a list is begun anew when its pages expire or do not fit together. */
  readonly restarts: number
  /** How often a request that the server puts off is sent again. */
  readonly retries: number
}

export const defaultLimits: Limits = {
  requestMs: 30_000,
  clusterMs: 180_000,
  execMs: 30_000,
  answerBytes: 64 * 1024 * 1024,
  clusterBytes: 2 * 1024 * 1024 * 1024,
  page: 500,
  items: 500_000,
  restarts: 2,
  retries: 3,
}
