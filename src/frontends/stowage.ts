#!/usr/bin/env node
// The command `stowage`: hands the process to the front-end and does nothing else.
import { nodeHost } from '../io/host.ts'
import { cli } from './cli.ts'

process.exitCode = await cli(nodeHost())
