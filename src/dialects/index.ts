import type { Dialect } from './dialect.ts'
import { kubeadmiral } from './kubeadmiral/index.ts'
import { kubefed } from './kubefed/index.ts'
import { stowage } from './stowage/index.ts'

/**
 * Every dialect. Stowage's own comes last: its snapshots are the latest word on a cluster. Where two dialects place
 * one workload, the first here is kept.
 */
export const dialects: readonly Dialect[] = [kubeadmiral, kubefed, stowage]
