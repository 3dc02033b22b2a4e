import process from 'node:process'
import { type Fault, install } from './fault.ts'

// Loaded before a program with `node --import`; the fault stands in the environment.
const { FAULT, FAULT_AT, FAULT_BELOW, FAULT_READS } = process.env
const hook = install({
  at: Number(FAULT_AT ?? '0'),
  fault: (FAULT ?? 'kill') as Fault,
  below: FAULT_BELOW ?? '/',
  reads: FAULT_READS === '1',
})
process.on('exit', () => process.send?.(hook.calls.length))
