import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { readResults } from './requirements/results.ts'
import { readRequirements, testTitles } from './requirements/sources.ts'
import { claimFaults, requirementsPage, runFaults, stateOf, testsByRow } from './rules/requirements.ts'

/**
 * `npm run requirements`: row by row what is asked for, the tests that name it, and what became of them in the last
 * `npm test`. With `-- --write` it writes docs/requirements.md instead.
 */
const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } })
const requirements = readRequirements()
const titles = await testTitles()
if (values.write) {
  writeFileSync('docs/requirements.md', requirementsPage(requirements, titles))
  console.log('docs/requirements.md is written.')
  process.exit(0)
}

const results = readResults()
if (typeof results === 'string') {
  console.error(results)
  process.exit(2)
}
const named = testsByRow(titles)
const ran = testsByRow(results)
const counts: Record<string, number> = {}
for (const row of requirements.rows) {
  const state = stateOf(row, requirements, ran)
  counts[state.is] = (counts[state.is] ?? 0) + 1
  console.log(`${row.id}  ${state.is}${'passed' in state ? ` (${state.passed})` : ''}  ${row.rule}`)
  if ('why' in state) console.log(`      ${state.why}`)
  for (const { file, title } of named.get(row.id) ?? []) console.log(`      ${file}: ${title}`)
}
const faults = [
  ...claimFaults(requirements, titles, (file) => readFileSync(file, 'utf8')),
  ...runFaults(requirements, titles, results),
]
for (const fault of faults) console.log(`WRONG: ${fault}`)
const sums = Object.entries(counts).map(([state, count]) => `${count} ${state}`)
console.log(`${requirements.rows.length} rows: ${sums.join(', ')}; ${faults.length} wrong.`)
process.exit(faults.length === 0 ? 0 : 1)
