import fs from 'node:fs'
import process from 'node:process'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { writeLayout } from '../../src/io/write.ts'
import { layoutOf } from './files.ts'

// The smallest program that writes: arguments are the root and a JSON file of [path, text] pairs.
const [, , root = '', wanted = '', durable] = process.argv
const files = new Map(JSON.parse(fs.readFileSync(wanted, 'utf8')) as [string, string][])
const reported: Diagnostic[] = []
const options = { durable: durable === 'durable', dryRun: false, owned: ['clusters', 'placements'] }
const result = writeLayout(root, layoutOf(files), options, (diagnostic) => reported.push(diagnostic))
process.send?.(reported.map((diagnostic) => diagnostic.code))
const codes = new Set(reported.map((diagnostic) => diagnostic.code))
process.exitCode = result.outcome === 'done' ? 0 : codes.has('io/locked') ? 6 : codes.has('io/failed') ? 7 : 2
