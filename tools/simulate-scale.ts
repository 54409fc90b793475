import { readFileSync, writeFileSync } from 'node:fs'
import { wholeOptions } from '#local/system/whole-options.ts'
import { usual } from '#test/simulation/scale/model.ts'
import { monday, partitionsFor } from '#test/simulation/scale/scenarios.ts'
import { cellsOf, columns, morningTables } from '#test/simulation/scale/tables.ts'
import { rhythm } from './scale/activity.ts'
import { withTables } from './scale/made-tables.ts'
import { population } from './scale/population.ts'

/**
 * `npm run simulate:scale` plays the mornings of docs/scale.md, in some minutes; `--write 1` writes their tables there.
 * With `--organisations 10000` it is one of them: `--instances` at most for each queue, all begun `--within` so many
 * seconds, `--partitions` of `--units` a second each, `--mails` a minute. The same seed gives the same figures, on
 * every machine.
 */
const usage =
  'npm run simulate:scale [-- --seed 1 --write 1], or one: npm run simulate:scale -- --organisations 10000 [--instances 40 --within 60 --partitions 1 --units 4000 --mails 30]'
const { organisations, instances, seed, within, partitions, units, mails, write } = wholeOptions(usage, {
  organisations: 0,
  instances: usual.instancesMax,
  seed: 1,
  within: rhythm.mondaySeconds as number,
  partitions: undefined as number | undefined,
  units: undefined as number | undefined,
  mails: undefined as number | undefined,
  write: 0,
})

const tell = (line: string) => console.log(line)
const planned = partitionsFor(organisations || 10_000)
const model = {
  instancesMax: instances,
  partitions: partitions ?? planned.partitions,
  requestUnitsPerSecond: units ?? planned.requestUnitsPerSecond,
  tenantRequestUnitsPerSecond: units ?? planned.tenantRequestUnitsPerSecond,
  ...(mails === undefined ? {} : { mailsPerMinute: mails }),
}
tell(`Seed ${seed}. People of an organisation, assumed: ${JSON.stringify(population)}`)
tell(`The cloud, assumed: ${JSON.stringify({ ...usual, ...(organisations ? model : {}) })}`)

if (organisations) {
  const morning = await monday({ organisations, seed, model, withinMs: within * 1_000 })
  const cells = cellsOf(morning)
  for (const [at, column] of columns.entries()) tell(`${column}: ${cells[at]}`)
} else {
  const tables = await morningTables(seed, tell)
  for (const [name, table] of Object.entries(tables)) tell(`\n${name}\n\n${table}`)
  if (write) {
    const page = new URL('../docs/scale.md', import.meta.url)
    writeFileSync(page, withTables(readFileSync(page, 'utf8'), tables))
  }
}
