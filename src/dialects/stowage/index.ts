import type { Dialect } from '../dialect.ts'
import { clusterFacts, snapshotFacts } from './cluster.ts'
import { isOurs } from './kinds.ts'

/**
 * Stowage's own kinds. They place nothing: clusters and snapshots describe the fleet, placements are the memory, and
 * a Render holds the settings. Snapshots come after clusters, for they are the later word.
 */
export const stowage: Dialect = {
  name: 'stowage',
  owns: isOurs,
  clusters: (owned, report) => [
    ...owned.filter(({ kind }) => kind === 'Cluster').map((cluster) => clusterFacts(cluster, report)),
    ...owned.filter(({ kind }) => kind === 'ClusterSnapshot').map((snapshot) => snapshotFacts(snapshot, report)),
  ],
  namedClusters: () => [],
  units: () => ({ units: [], claimed: new Set() }),
}
