/** What the options of each command give; the command line checks them. */

export interface RenderOptions {
  readonly out?: string
  readonly cluster?: string
  readonly check?: boolean
  readonly layout?: 'object' | 'namespace'
  readonly unplaced?: 'warn' | 'error'
  readonly namespaces?: 'used' | 'all'
  readonly approve?: readonly string[]
  readonly base?: string
  /** In milliseconds since 1970. */
  readonly now?: number
  readonly durable?: boolean
  readonly quiet?: boolean
  readonly output: 'text' | 'json'
}

export interface SnapshotOptions {
  readonly kubeconfig?: string
  readonly context?: readonly string[]
  readonly allContexts?: boolean
  /** Name of the cluster. */
  readonly inCluster?: string
  readonly init?: boolean
  readonly allowExec?: boolean
  /** In milliseconds. */
  readonly refreshAfter?: number
  /** In milliseconds. */
  readonly timeout?: number
  readonly parallel?: number
  readonly workloads?: 'placed' | 'all'
  /** In milliseconds since 1970. */
  readonly now?: number
  readonly quiet?: boolean
  readonly output: 'text' | 'json'
}

export interface DiffOptions {
  readonly base?: string
  readonly out?: string
  readonly exitCode?: boolean
  readonly objects: boolean
  readonly limit?: number
  readonly approve?: readonly string[]
  /** In milliseconds since 1970. */
  readonly now?: number
  readonly output: 'text' | 'markdown' | 'json'
}

export interface ExplainOptions {
  readonly namespace?: string
  /** In milliseconds since 1970. */
  readonly now?: number
  readonly output: 'text' | 'json'
}

export interface ValidateOptions {
  readonly strict?: boolean
  /** In milliseconds since 1970. */
  readonly now?: number
  readonly output: 'text' | 'json'
}
