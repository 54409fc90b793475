import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvRow } from '#core/kernel/csv.ts'

test('every cell is quoted as RFC 4180 says, whatever is in it', () => {
  expect(csvRow(['a,b', 'say "hi"', 'two\r\nlines', ' plain ', 'a;b', ''])).toBe(
    '"a,b","say ""hi""","two\r\nlines"," plain ","a;b",""\r\n',
  )
})

test.each(['=1+1', '+31 20', '-1', '@SUM(A1)', '\tx', '\rx', '\nx', '＝1', '＋1', '－1', '＠x'])(
  'a cell that starts like the formula %j is text',
  (cell) => {
    expect(csvRow([cell])).toMatch(/^"'/)
  },
)

test.each(['x;=1+1', 'x\t@SUM(A1)', 'x\r\n-1', ';＝1', 'a;+b;-c'])(
  'what a program could take for the next cell of %j is text too',
  (cell) => {
    expect(csvRow([cell])).not.toMatch(/[;\t\r\n][=+\-@＝＋－＠]/)
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
  ';',
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

test('any row can be read back but for the apostrophes, and nothing in it starts like a formula', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: nasty }), { minLength: 1, maxLength: 6 }), (cells) => {
      const read = readRow(csvRow(cells))
      const plain = (cell: string) => cell.replaceAll("'", '')
      expect(read.map(plain)).toEqual(cells.map(plain))
      expect(read.some((cell) => /(^|[;\t\r\n])[=+\-@＝＋－＠]|^[\t\r\n]/.test(cell))).toBe(false)
    }),
  )
})

function readRow(row: string): string[] {
  return [...row.matchAll(/"((?:[^"]|"")*)"(?:,|\r\n$)/g)].map(([, cell = '']) => cell.replaceAll('""', '"'))
}
