import Papa from 'papaparse'
import type { paths } from '../api/schema.d.ts'

type ImportBody = paths['/ops/tenants/{t}/users/import']['post']['requestBody']['content']['application/json']
export type PersonToImport = NonNullable<ImportBody['users']>[number]

/** What is wrong with a line, in words of its own for each reader. */
export type Fault =
  | {
      readonly is:
        | 'idNotGuid'
        | 'noName'
        | 'noAddress'
        | 'mailNotAddress'
        | 'typeNotKnown'
        | 'languageNotKnown'
    }
  | { readonly is: 'tooLong' | 'notYesOrNo'; readonly column: Column }
  | { readonly is: 'twice'; readonly line: number }

export interface Line {
  /** As an editor counts them. */
  readonly line: number
  readonly person: PersonToImport
  readonly faults: readonly Fault[]
}

export const columnsNeeded = ['userId', 'displayName', 'userPrincipalName'] as const
export const columns = [
  ...columnsNeeded,
  'mail',
  'userType',
  'accountEnabled',
  'onPremisesSyncEnabled',
  'language',
] as const
type Column = (typeof columns)[number]

const textMax = 256
const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const address = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

/** Reads a table of people, each line with what is wrong with it. The API has the last word. */
export function readPeople(
  text: string,
  language: PersonToImport['language'],
): { readonly missing: readonly string[]; readonly lines: readonly Line[] } {
  const { data } = Papa.parse<string[]>(text.replace(/^\ufeff/, ''), { skipEmptyLines: false })
  const [header = [], ...rows] = data
  const places = new Map(
    columns.map((column) => [
      column,
      header.findIndex((name) => name.trim().toLowerCase() === column.toLowerCase()),
    ]),
  )
  const missing = columnsNeeded.filter((column) => (places.get(column) ?? -1) < 0)
  if (text.trim() === '' || missing.length > 0)
    return { missing: text.trim() === '' ? [] : missing, lines: [] }
  const seen = new Map<string, number>()
  const lines = rows.flatMap((cells, index) => {
    if (cells.every((cell) => cell.trim() === '')) return []
    const line = index + 2
    const read = lineOf((column) => cells[places.get(column) ?? -1]?.trim() ?? '', language)
    const before = seen.get(read.person.userId)
    if (before === undefined) seen.set(read.person.userId, line)
    const twice: readonly Fault[] = before === undefined ? [] : [{ is: 'twice', line: before }]
    return [{ line, person: read.person, faults: [...read.faults, ...twice] }]
  })
  return { missing: [], lines }
}

function lineOf(
  cell: (column: Column) => string,
  language: PersonToImport['language'],
): Pick<Line, 'person' | 'faults'> {
  const faults: Fault[] = []
  const yesOrNo = (column: 'accountEnabled' | 'onPremisesSyncEnabled', otherwise: boolean) => {
    const text = cell(column).toLowerCase()
    if (text === '') return otherwise
    if (text !== 'true' && text !== 'false') faults.push({ is: 'notYesOrNo', column })
    return text === 'true'
  }
  const type = cell('userType').toLowerCase() || 'member'
  const spoken = cell('language').toLowerCase() || language
  const person: PersonToImport = {
    userId: cell('userId').toLowerCase(),
    displayName: cell('displayName'),
    userPrincipalName: cell('userPrincipalName'),
    mail: cell('mail') || cell('userPrincipalName'),
    userType: type === 'guest' ? 'guest' : 'member',
    accountEnabled: yesOrNo('accountEnabled', true),
    onPremisesSyncEnabled: yesOrNo('onPremisesSyncEnabled', false),
    language: spoken === 'nl' ? 'nl' : 'en',
  }
  if (!guid.test(person.userId)) faults.push({ is: 'idNotGuid' })
  if (person.displayName === '') faults.push({ is: 'noName' })
  if (person.userPrincipalName.length < 3) faults.push({ is: 'noAddress' })
  else if (!address.test(person.mail)) faults.push({ is: 'mailNotAddress' })
  if (type !== 'member' && type !== 'guest') faults.push({ is: 'typeNotKnown' })
  if (spoken !== 'en' && spoken !== 'nl') faults.push({ is: 'languageNotKnown' })
  for (const column of ['displayName', 'userPrincipalName', 'mail'] as const)
    if (person[column].length > textMax) faults.push({ is: 'tooLong', column })
  return { person, faults }
}
