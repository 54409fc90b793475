import { expect, test } from 'vitest'
import { judgedList, rowsMax } from './judged-list.ts'

const anna = 'anna@contoso.example'
const id = '5eab0c1e-0000-4000-8000-00000000000a'

test('B12 of a list it is told before it is sent whom it names twice, and which rows are no user', () => {
  expect(judgedList([anna, id, 'Anna Bakker', 'ANNA@contoso.example', id.toUpperCase(), 'a@b@c'])).toEqual({
    users: 2,
    unknown: [
      { row: 3, text: 'Anna Bakker' },
      { row: 6, text: 'a@b@c' },
    ],
    duplicates: [
      { row: 4, text: 'ANNA@contoso.example', sameAs: 1 },
      { row: 5, text: id.toUpperCase(), sameAs: 2 },
    ],
    isTooLong: false,
  })
})

test('B12 as many rows as the API takes are not too many, one more is; nor may they be too long', () => {
  const rows = Array.from({ length: rowsMax }, (_none, place) => `u${place}@contoso.example`)
  expect(judgedList(rows)).toMatchObject({ users: rowsMax, isTooLong: false })
  expect(judgedList([...rows, anna]).isTooLong).toBe(true)
  expect(judgedList(rows.map((name) => `${'é'.repeat(20)}${name}`)).isTooLong).toBe(true)
})
