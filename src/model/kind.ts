import { groupOf, type ObjectId } from './resource.ts'

/** Short names of common kinds, as kubectl takes them. */
const shortNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    cj: 'cronjob',
    cm: 'configmap',
    crd: 'customresourcedefinition',
    deploy: 'deployment',
    ds: 'daemonset',
    ep: 'endpoints',
    hpa: 'horizontalpodautoscaler',
    ing: 'ingress',
    limits: 'limitrange',
    netpol: 'networkpolicy',
    ns: 'namespace',
    pc: 'priorityclass',
    pdb: 'poddisruptionbudget',
    po: 'pod',
    pv: 'persistentvolume',
    pvc: 'persistentvolumeclaim',
    quota: 'resourcequota',
    rc: 'replicationcontroller',
    rs: 'replicaset',
    sa: 'serviceaccount',
    sc: 'storageclass',
    sts: 'statefulset',
    svc: 'service',
  }),
)

/** `deploy/web`, `Deployment/web` or `deployments.apps/web`, taken apart. */
export interface Asked {
  readonly kind: string
  /** undefined: whatever the group. */
  readonly group: string | undefined
  readonly name: string
}

/** Reads `KIND/NAME`; undefined where it is none. */
export function parseAsked(text: string): Asked | undefined {
  const [, kind = '', group, name = ''] = /^([^./]+)(?:\.([^/]+))?\/([^/]+)$/.exec(text) ?? []
  return kind === '' ? undefined : { kind, group, name }
}

/** Whether an object is of the kind that was asked for: in any case, in the plural, or by its short name. */
export function isOfKind(
  { kind, group }: Pick<Asked, 'kind' | 'group'>,
  id: Pick<ObjectId, 'apiVersion' | 'kind'>,
): boolean {
  const asked = kind.toLowerCase()
  const there = id.kind.toLowerCase()
  if (group !== undefined && group !== groupOf(id.apiVersion)) return false
  return asked === there || asked === pluralOf(there) || shortNames.get(asked) === there
}

/** The plural that API servers give a kind. */
function pluralOf(kind: string): string {
  if (/(?:s|x|z|ch|sh)$/.test(kind)) return `${kind}es`
  return /[^aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : `${kind}s`
}
