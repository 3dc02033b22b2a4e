// Bundles the command and the library. The command is one small entry and lazy chunks, because every module that a
// command does not need costs it start-up time.
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))
const from = (path) => `${root}${path}`

for (const old of ['dist/stowage.js', 'dist/index.js', 'dist/chunks', 'dist/types'])
  rmSync(from(old), { recursive: true, force: true })

const common = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  legalComments: 'none',
}

await build({
  ...common,
  entryPoints: { stowage: from('src/frontends/stowage.ts') },
  outdir: from('dist'),
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  minifySyntax: true,
  minifyWhitespace: true,
  // Some packages are CommonJS and call require() for Node's own modules.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
})

await build({
  ...common,
  entryPoints: { index: from('src/index.ts') },
  outdir: from('dist'),
  platform: 'neutral',
  packages: 'external',
  external: ['node:*'],
})
