import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { parse } from 'csv-parse'
import * as z from 'zod'
import { type RefusalOf, refuse } from '#core/kernel/refusals.ts'
import { listMax } from '#core/seats/bulk.ts'
import type { LongList } from '../http/body.ts'

/** Looked at as a list before each entry is: of one that is too long nobody wants to hear of every mistake. */
export const listShape = z
  .array(z.unknown())
  .min(1)
  .max(listMax)
  .pipe(z.array(z.string()))
  .meta({
    description: `Object ids, or names to sign in with; at most ${listMax}. Those that nobody is known by are reported, and hold nobody up`,
    override: { type: 'array', minItems: 1, maxItems: listMax, items: { type: 'string' } },
  })

/** A list of users as JSON, or as a CSV file such as the export of another subscription. (R066) */
export const listOfUsers: LongList = {
  bytesMax: 5 * 1024 * 1024,
  csv: 'The first line names the columns: `userId` or `userPrincipalName`, of each row the first that is not empty; others are ignored. Comma, semicolon or tab between cells',
  fromCsv: async (text, query) => {
    const userIds: string[] = []
    let columns: readonly number[] | undefined
    for await (const row of rowsOf(text)) {
      if (!columns) {
        columns = columnsOfUsers(row)
        if (columns.length === 0) return noColumn()
        continue
      }
      const cells = columns.map((column) => row[column]?.trim() ?? '')
      userIds.push(cells.find((cell) => cell !== '') ?? '')
    }
    // There is no place in the file to say it.
    return { userIds, ...(query.get('confirm') === 'true' ? { confirm: true } : {}) }
  },
}

/** One row more than a list may have says that it is too long. */
function rowsOf(text: string): AsyncIterable<readonly string[]> {
  const parser = parse({
    bom: true,
    delimiter: delimiterOf(text),
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    to: listMax + 2,
  })
  return Readable.from(chunksOf(text)).pipe(parser)
}

const chunkLength = 64 * 1024

/** Lets others have their turn in between: the whole of it takes a moment. */
async function* chunksOf(text: string): AsyncGenerator<string> {
  for (let from = 0; from < text.length; from += chunkLength) {
    yield text.slice(from, from + chunkLength)
    await setImmediate()
  }
}

/** What stands between cells depends on the country of the program that wrote them; names of columns have none of it. */
function delimiterOf(text: string): string {
  const [first = ''] = text.split(/[\r\n]/, 1)
  return [';', '\t'].find((delimiter) => first.includes(delimiter)) ?? ','
}

const columnsTaken = ['userid', 'userprincipalname']

function columnsOfUsers(row: readonly string[]): readonly number[] {
  const names = row.map((name) => name.trim().toLowerCase())
  return columnsTaken.map((name) => names.indexOf(name)).filter((column) => column >= 0)
}

function noColumn(): RefusalOf<'InvalidRequest'> {
  return refuse('InvalidRequest', { problems: [{ target: '', is: 'noColumnOfUsers' }] })
}
