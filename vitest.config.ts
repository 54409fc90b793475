import { defineConfig } from 'vitest/config'
import { missingForPortal } from './local/system/portal.ts'
import { notOnWindows } from './test/not-on-windows.ts'

/** One project a kind of proof, told by the file's name or folder: see docs/style.md, section 8. */
const projects = {
  unit: [
    'test/*/*.{decisions,routes}.test.ts',
    // Beside what it is about, where its types are. Without the portal's packages there is nothing to try.
    ...(missingForPortal() === undefined ? ['portal/!(node_modules|dist)/**/*.test.ts'] : []),
  ],
  contract: ['test/contract/**/*.test.ts'],
  simulation: ['test/{simulation,mutants}/**/*.test.ts'],
  e2e: ['test/*/*.journey.test.ts', 'test/system/*.test.ts'],
  // Whatever stops, kills or moves the time of a system, or asks what happens when one starts, has one of its own; and
  // what asks every route of everybody, so that these two projects take as long as each other, side by side.
  system: ['test/*/!(silence).system.test.ts'],
  // Waits for two minutes, on systems of its own, and computes little.
  silence: ['test/system/silence.system.test.ts'],
  // The portal in a real browser, on the same kind of system as e2e.
  portal: ['test/portal/*.journey.test.ts'],
  // The last release and this commit on the same data; with `npm run test:upgrade` also whether that would notice.
  upgrade: [`test/upgrade/${process.env['SEATWARDEN_UPGRADE'] ? '*' : 'last-release'}.test.ts`],
}
/** Against endpoints that the environment names, by `npm run test:endpoints` alone: each call takes its way there. */
const endpoints = ['test/endpoints/*.endpoint.test.ts']
const onSharedSystem: ReadonlySet<string> = new Set(['e2e', 'system', 'portal'])
const oneFileAtATime: ReadonlySet<string> = new Set([...onSharedSystem, 'upgrade'])

/** Their files share what they import, so that it is loaded and compiled once: what one changes of it stays for the others. */
const shareModules: ReadonlySet<string> = new Set(['unit', 'contract', 'e2e', 'portal'])

const timeouts: Readonly<Record<string, number>> = { unit: 5_000, endpoints: 300_000 }

export default defineConfig({
  test: {
    projects: Object.entries({ ...projects, endpoints }).map(([name, include]) => ({
      test: {
        name,
        include,
        exclude: [
          ...(name === 'e2e' ? [...projects.system, ...projects.silence, ...projects.portal] : []),
          ...(process.platform === 'win32' ? notOnWindows : []),
        ],
        testTimeout: timeouts[name] ?? 60_000,
        hookTimeout: Math.max(timeouts[name] ?? 0, 60_000),
        isolate: !shareModules.has(name),
        // Also where files share the console.
        restoreMocks: true,
        fileParallelism: !oneFileAtATime.has(name),
        globalSetup: onSharedSystem.has(name) ? ['test/support/clients/shared-system.ts'] : [],
      },
    })),
  },
})
