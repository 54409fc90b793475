import { expect, test } from 'vitest'
import { arrange, type Column } from './column.ts'

interface Row {
  readonly id: number
  readonly name: string
  readonly seats: number
}

const columns: readonly Column<Row>[] = [
  { id: 'name', header: 'Name', text: ({ name }) => name },
  { id: 'seats', header: 'Seats', text: ({ seats }) => `${seats} seats`, sortBy: ({ seats }) => seats },
  { id: 'menu', header: '', text: () => '', sortBy: false },
]
const rowsOf = (...names: readonly string[]): readonly Row[] =>
  names.map((name, id) => ({ id, name, seats: 10 - id }))
const names = (rows: readonly Row[]) => rows.map(({ name }) => name)

test('sorts as the language does: accents, case, and numbers within names', () => {
  const rows = rowsOf('Zoë 10', 'zoe 9', 'Åsa', 'Émile', 'eva', 'Zoë 2')
  expect(names(arrange(rows, columns, { sort: 'name' }, 'en'))).toEqual([
    'Åsa',
    'Émile',
    'eva',
    'Zoë 2',
    'zoe 9',
    'Zoë 10',
  ])
})

test('numbers sort as numbers, either way, and what is equal stays in its order', () => {
  const rows = [3, 20, 3, 100, 20].map((seats, id) => ({ id, name: `n${id}`, seats }))
  const ids = (sort: string) => arrange(rows, columns, { sort }, 'nl').map(({ id }) => id)
  expect(ids('seats')).toEqual([0, 2, 1, 4, 3])
  expect(ids('-seats')).toEqual([3, 1, 4, 0, 2])
})

test.each(['unknown', 'menu', '-', '', '--name', '__proto__', 'x'.repeat(10_000)])(
  'an address that sorts by %j sorts by nothing',
  (sort) => {
    const rows = rowsOf('b', 'a')
    expect(arrange(rows, columns, { sort }, 'en')).toEqual(rows)
  },
)

test.each<[string, readonly string[]]>([
  ['zoe', ['Zoë Jansen']],
  ['JANSEN', ['Zoë Jansen', 'Ida Jansen']],
  ['jansen zoë', ['Zoë Jansen']],
  ['  ida  ', ['Ida Jansen']],
  ['10 seats', ['Zoë Jansen']],
  ['.*', []],
  ['<b>', ['<b>Bold</b>']],
  ['x'.repeat(10_000), []],
  ['', ['Zoë Jansen', 'Ida Jansen', '<b>Bold</b>']],
  [' ', ['Zoë Jansen', 'Ida Jansen', '<b>Bold</b>']],
])('a search for %.20j finds every word, whatever its case and accents', (q, found) => {
  const rows = rowsOf('Zoë Jansen', 'Ida Jansen', '<b>Bold</b>')
  expect(names(arrange(rows, columns, { q }, 'nl'))).toEqual(found)
})

test('neither changes the rows that it was given', () => {
  const rows = Object.freeze(rowsOf('b', 'a'))
  expect(names(arrange(rows, columns, { sort: 'name' }, 'en'))).toEqual(['a', 'b'])
  expect(names(rows)).toEqual(['b', 'a'])
})

test('each text is made once for a row, however many are sorted', () => {
  let made = 0
  const text = ({ name }: Row) => {
    made += 1
    return name
  }
  const counting: readonly Column<Row>[] = [{ id: 'name', header: 'Name', text }]
  const rows = rowsOf(...Array.from({ length: 500 }, (_none, index) => `${(index * 7919) % 500}`))
  arrange(rows, counting, { sort: 'name' }, 'en')
  expect(made).toBe(500)
})
