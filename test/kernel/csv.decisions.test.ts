import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvRow, usersExportHeader } from '#core/kernel/csv.ts'

test('R051 the export of users starts with its header', () => {
  expect(csvRow(usersExportHeader)).toBe('userId,userPrincipalName,displayName,subscriptionId\r\n')
})

test('quotes, commas and line breaks are quoted as RFC 4180 says', () => {
  expect(csvRow(['a,b', 'say "hi"', 'two\r\nlines', ' plain '])).toBe(
    '"a,b","say ""hi""","two\r\nlines", plain \r\n',
  )
})

test.each(['=1+1', '+31 20', '-1', '@SUM(A1)', '\tx', '\rx', '\nx', '＝1', '＋1', '－1', '＠x'])(
  'a cell that starts like the formula %j is text',
  (cell) => {
    expect(csvRow([cell])).toMatch(/^"?'/)
  },
)

const nasty = fc.constantFrom(
  'a',
  'é',
  '"',
  ',',
  ' ',
  "'",
  '\t',
  '\r',
  '\n',
  '=',
  '+',
  '-',
  '@',
  '＝',
  '＋',
  '－',
  '＠',
  '🙂',
)

test('any row can be read back, and no cell of it starts like a formula', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: nasty }), { minLength: 1, maxLength: 6 }), (cells) => {
      const read = readRow(csvRow(cells))
      expect(read.map((cell, index) => (cell === cells[index] ? cell : cell.slice(1)))).toEqual(cells)
      expect(read.some((cell) => /^[=+\-@\t\r\n＝＋－＠]/.test(cell))).toBe(false)
    }),
  )
})

function readRow(row: string): string[] {
  const cells = `,${row.slice(0, -2)}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^",]*))/g)
  return [...cells].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '')
}
