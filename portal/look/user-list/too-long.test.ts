import { expect, test } from 'vitest'
import { isTooLong, rowsMax } from './too-long.ts'

test('B12 as many rows as the API takes are not too many, one more is; nor may they be longer than it takes', () => {
  const rows = Array.from({ length: rowsMax }, (_none, place) => `u${place}@contoso.example`)
  expect(isTooLong(rows)).toBe(false)
  expect(isTooLong([...rows, 'anna@contoso.example'])).toBe(true)
  expect(isTooLong(rows.map((name) => `${'é'.repeat(20)}${name}`))).toBe(true)
})
