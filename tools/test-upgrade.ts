import { run } from './run.ts'

/**
 * `npm run test:upgrade`: the last release and this commit take over from each other on the same data, also where the
 * packages of the release have to be installed first; and whether a shape that only one of them knows would be noticed.
 */
const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'upgrade', ...process.argv.slice(2)]
const ok = await run('upgrade tests', vitest, { SEATWARDEN_UPGRADE: 'whole' })
process.exit(ok ? 0 : 1)
