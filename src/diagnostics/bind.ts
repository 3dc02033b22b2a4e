import { rule } from './rule.ts'

export const bind = {
  'bind/clusters-assumed': rule(
    'warning',
    (a: { clusters: readonly string[] }) =>
      `No cluster is declared. The clusters that policies name are taken as ready and without labels: ${a.clusters.join(', ')}. Declare each as a Cluster, a FederatedCluster or a KubeFedCluster.`,
  ),
  'bind/label-conflict': rule(
    'error',
    (a: { cluster: string; label: string; values: readonly string[] }) =>
      `The objects of cluster "${a.cluster}" disagree on its label "${a.label}": ${a.values.map((value) => `"${value}"`).join(' and ')}. Give it one value.`,
  ),
  'bind/quantity': rule(
    'error',
    (a: { resource: string; text: string }) =>
      `"${a.text}" is not a quantity of ${a.resource}. Write one as Kubernetes does, such as 4, 500m or 16Gi.`,
  ),
  'bind/more-available': rule(
    'warning',
    (a: { cluster: string; resources: readonly string[] }) =>
      `Cluster "${a.cluster}" has more available than allocatable of ${a.resources.join(', ')}; it counts as unused. Take both from one report.`,
  ),
  'bind/claimed-twice': rule(
    'error',
    (a: { workload: string; dialects: readonly string[] }) =>
      `${a.workload} is placed twice, by ${a.dialects.join(' and ')}. Remove it from one of them.`,
  ),
  'bind/placement-twice': rule(
    'error',
    (a: { workload: string }) => `Two Placements are of ${a.workload}. Remove the one that is out of date.`,
  ),
  'bind/settings-twice': rule('error', () => 'There is more than one Render object. Keep one.'),
} as const
