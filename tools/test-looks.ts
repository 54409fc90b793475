import { run } from './run.ts'

/**
 * `npm run test:looks`: every page of the portal in three widths, three themes, both languages and the one of 40 % longer
 * words. `npm test` tries each page twice; this is for before a release, and takes some fifteen minutes.
 */
const vitest = [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--project',
  'portal',
  'test/portal/looks.journey.test.ts',
]
const ok = await run('the looks of every page', vitest, { SEATWARDEN_LOOKS: 'all' })
process.exit(ok ? 0 : 1)
