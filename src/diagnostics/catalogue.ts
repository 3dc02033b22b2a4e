import { bind } from './bind.ts'
import { guard } from './guard.ts'
import { input } from './input.ts'
import { io } from './io.ts'
import { kubeadmiral } from './kubeadmiral.ts'
import { kubefed } from './kubefed.ts'
import { lint } from './lint.ts'
import { objects } from './objects.ts'
import { output } from './output.ts'
import { override } from './override.ts'
import { placement } from './placement.ts'
import { snapshot } from './snapshot.ts'

/** Every code, worded once. One file per stage, so that a sentence stands next to its siblings. */
export const catalogue = {
  ...input,
  ...objects,
  ...bind,
  ...kubefed,
  ...kubeadmiral,
  ...placement,
  ...override,
  ...output,
  ...io,
  ...snapshot,
  ...guard,
  ...lint,
} as const

export type Code = keyof typeof catalogue
