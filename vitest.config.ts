import { defineConfig } from 'vitest/config'

/** One project a kind of proof: see docs/style.md, section 8. */
export default defineConfig({
  test: {
    projects: ['unit', 'contract', 'e2e', 'simulation'].map((name) => ({
      test: {
        name,
        include: [`test/${name}/**/*.test.ts`],
        testTimeout: name === 'unit' ? 5_000 : 60_000,
        hookTimeout: 60_000,
        fileParallelism: name !== 'e2e',
        globalSetup: name === 'e2e' ? ['test/support/shared-system.ts'] : [],
      },
    })),
  },
})
