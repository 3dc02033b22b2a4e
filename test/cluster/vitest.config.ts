import { defineConfig } from 'vitest/config'

/** Apart from npm test, which needs nothing but Node. One file at a time: each starts API servers. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/cluster/*.cluster.ts'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    fileParallelism: false,
  },
})
