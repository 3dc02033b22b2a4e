import type { Arithmetic, Caps, DynamicWeights, Stands, Step } from '../model/arithmetic.ts'

/** Takes down the steps of one division while it is made. Planners that get none record nothing. */
export interface Trace extends Arithmetic {
  total: number
  dynamic?: DynamicWeights
  readonly frozen: { readonly cluster: string; readonly max: number }[]
  readonly steps: Step[]
}

export function newTrace(): Trace {
  return { total: 0, frozen: [], steps: [] }
}

/** Adds a step and gives its turns, to be filled while it goes on; undefined where nothing is recorded. */
export function begin<Kind extends Extract<Step, { readonly turns: unknown }>>(
  trace: Trace | undefined,
  step: Omit<Kind, 'turns'>,
): Kind['turns'][number][] | undefined {
  if (trace === undefined) return undefined
  const turns: Kind['turns'][number][] = []
  trace.steps.push({ ...step, turns } as unknown as Step)
  return turns
}

/** The caps of a row that are there. */
export function capsOf(max: number, limited: number, estimated: number): Caps {
  return {
    ...(max === Number.POSITIVE_INFINITY ? {} : { max }),
    ...(limited === Number.POSITIVE_INFINITY ? {} : { limited }),
    ...(estimated === Number.POSITIVE_INFINITY ? {} : { estimated }),
  }
}

/** A field that is left out where it is 0. */
export function unlessZero<Name extends string>(name: Name, value: number): { readonly [K in Name]?: number } {
  return (value === 0 ? {} : { [name]: value }) as { readonly [K in Name]?: number }
}

export function stands(
  trace: Trace | undefined,
  because: Stands['because'],
  plan: ReadonlyMap<string, number>,
  waits?: Stands['waits'],
): void {
  trace?.steps.push({
    kind: 'stands',
    because,
    ...(waits === undefined ? {} : { waits }),
    replicas: [...plan].map(([cluster, replicas]) => ({ cluster, replicas })),
  })
}
