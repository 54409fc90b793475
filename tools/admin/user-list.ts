import { parse } from 'csv-parse/sync'
import { usageError } from './failure.ts'
import { contentOf } from './file-content.ts'
import type { Surroundings } from './surroundings.ts'

/** The users of a file: ids line by line, or the column `userId` of CSV, such as an export has. */
export async function userIdsIn(name: string, input: Pick<Surroundings, 'stdin'>): Promise<string[]> {
  return userIdsOf(await contentOf(name, input), name)
}

export function userIdsOf(content: string, name: string): string[] {
  const [head = [], ...lines] = rowsOf(content, name)
  const column = head.findIndex((title) => title.toLowerCase() === 'userid')
  const ids =
    column === -1 ? [head, ...lines].map(([id = '']) => id) : lines.map((line) => line[column] ?? '')
  const wrong = ids.findIndex((id) => !guid.test(id))
  if (wrong !== -1)
    throw usageError(
      `${name}, line ${wrong + (column === -1 ? 1 : 2)}: "${ids[wrong]}" is not a user id.`,
      'A line takes one user id, a GUID; or the first row names a column userId.',
    )
  if (ids.length === 0) throw usageError(`${name} has no users in it.`)
  return ids
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

function rowsOf(content: string, name: string): string[][] {
  try {
    return parse(content, { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true })
  } catch (error) {
    throw usageError(`${name} is not CSV: ${(error as Error).message}`)
  }
}
