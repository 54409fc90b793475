import { defineConfig } from 'vitest/config'

/** One project a kind of proof, told by the file's name or folder: see docs/style.md, section 8. */
const projects = {
  unit: ['test/*/*.{decisions,routes}.test.ts'],
  contract: ['test/contract/**/*.test.ts'],
  simulation: ['test/{simulation,mutants}/**/*.test.ts'],
  e2e: ['test/*/*.journey.test.ts', 'test/system/*.test.ts'],
  // Whatever stops, kills or moves the time of a system, or asks what happens when one starts, has one of its own; and
  // what asks every route of everybody, so that these two projects take as long as each other, side by side.
  system: ['test/*/*.system.test.ts'],
  // The last release and this commit on the same data; with `npm run test:upgrade` also whether that would notice.
  upgrade: [`test/upgrade/${process.env['SEATWARDEN_UPGRADE'] ? '*' : 'last-release'}.test.ts`],
}
const onSharedSystem: ReadonlySet<string> = new Set(['e2e', 'system'])
const oneFileAtATime: ReadonlySet<string> = new Set([...onSharedSystem, 'upgrade'])

export default defineConfig({
  test: {
    projects: Object.entries(projects).map(([name, include]) => ({
      test: {
        name,
        include,
        exclude: name === 'e2e' ? projects.system : [],
        testTimeout: name === 'unit' ? 5_000 : 60_000,
        hookTimeout: 60_000,
        fileParallelism: !oneFileAtATime.has(name),
        globalSetup: onSharedSystem.has(name) ? ['test/support/clients/shared-system.ts'] : [],
      },
    })),
  },
})
