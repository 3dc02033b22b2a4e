/** The rules of the guard, in the order in which they are told. */
export const guardRules = [
  'nothing-left',
  'cluster-gone',
  'cluster-emptied',
  'leaves-every-cluster',
  'shrinks',
  'protected-object',
  'protected-kind',
  'cluster-share',
  'fleet-share',
  'clusters-at-once',
] as const

export type GuardRule = (typeof guardRules)[number]

/** A part of a whole as a fraction, so that a third is a third: 20 percent are 20 of 100. */
export interface Share {
  readonly part: number
  readonly of: number
}

/** What the guard lets pass without being asked; `spec.guard` of a `Render` object. */
export interface GuardSettings {
  /** A cluster may lose this share of its objects, or so many objects whatever their share, and at most `most`. */
  readonly cluster: { readonly share: Share; readonly objects: number; readonly most: number }
  /** The fleet may lose this share of all objects, or so many different objects whatever their share. */
  readonly fleet: { readonly share: Share; readonly objects: number }
  /** This share of the clusters, or one, may lose something at once, or more of them so many different objects. */
  readonly atOnce: { readonly share: Share; readonly objects: number }
  /** Kinds that are never removed unasked: `Kind`, or `Kind.group` where the kind alone says too little. */
  readonly protect: readonly string[]
  /** Rules that are not looked at. */
  readonly disable: readonly GuardRule[]
}

/** A third is where Kubernetes' node controller first took an outage for its own fault; 20 and 10 percent are ours. */
export const guardDefaults: GuardSettings = {
  cluster: { share: { part: 20, of: 100 }, objects: 3, most: 50 },
  fleet: { share: { part: 10, of: 100 }, objects: 3 },
  atOnce: { share: { part: 1, of: 3 }, objects: 10 },
  protect: ['Namespace', 'CustomResourceDefinition', 'PersistentVolume', 'PersistentVolumeClaim', 'StatefulSet'],
  disable: [],
}
