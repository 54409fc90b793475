import { readFileSync, writeFileSync } from 'node:fs'
import { wholeOptions } from '#local/system/whole-options.ts'
import { measureFacts } from '#test/simulation/scale/measure.ts'
import { costTables } from './scale/cost-tables.ts'
import { keepFacts, knownFacts } from './scale/facts.ts'
import { withTables } from './scale/made-tables.ts'

/**
 * `npm run scale:cost` prints what a month costs with 100, 10,000 and 1,000,000 organisations, and what the sums rest on.
 * `--measure 1` measures anew what the calls ask of the store; `--write 1` writes the tables into docs/scale.md.
 */
const { measure, write } = wholeOptions('npm run scale:cost [-- --measure 1 --write 1]', {
  measure: 0,
  write: 0,
})
if (measure) keepFacts(await measureFacts())
const tables = costTables(knownFacts())
for (const [name, table] of Object.entries(tables)) console.log(`\n${name}\n\n${table}`)
if (write) {
  const page = new URL('../docs/scale.md', import.meta.url)
  writeFileSync(page, withTables(readFileSync(page, 'utf8'), tables))
}
