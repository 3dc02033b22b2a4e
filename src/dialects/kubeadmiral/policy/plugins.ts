/** Where a plugin acts. */
export type Point = 'filter' | 'score' | 'select'

/** The plugins of one policy, by upstream's names, in the order in which they act. */
export type Plugins = Readonly<Record<Point, readonly string[]>>

/** Source: KubeAdmiral, pkg/apis/core/v1alpha1/extensions_schedulingprofile.go. */
export const defaultPlugins: Plugins = {
  filter: [
    'APIResources',
    'TaintToleration',
    'PlacementFilter',
    'ClusterAffinity',
    'ClusterReady',
    'ClusterTerminating',
    'ClusterEvicted',
  ],
  score: ['TaintToleration', 'ClusterResourcesBalancedAllocation', 'ClusterResourcesLeastAllocated', 'ClusterAffinity'],
  select: ['PrioritySort', 'MaxCluster'],
}

/** Every plugin there is, at the points it implements; those that are off by default come last. */
export const knownPlugins: Plugins = {
  filter: [...defaultPlugins.filter, 'ClusterResourcesFit', 'KatalystResourcesExist'],
  score: [...defaultPlugins.score, 'ClusterResourcesMostAllocated'],
  select: defaultPlugins.select,
}

export const points: readonly Point[] = ['filter', 'score', 'select']
