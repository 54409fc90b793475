import { parseSearchWith } from '@tanstack/react-router'
import { expect, test } from 'vitest'
import { listSearch, oneOf, textOf } from './list-page-search.ts'

/** As the router reads an address. */
const read = parseSearchWith(JSON.parse)

test.each<[string, string | undefined]>([
  ['?q=anna', 'anna'],
  ['?q=', undefined],
  ['?q=7', '7'],
  ['?q=true', 'true'],
  ['?q=null', undefined],
  ['?q={"a":1}', undefined],
  ['?q=[1,2]', undefined],
  ['?q=a&q=b', undefined],
  ['?q=%3Cimg%20src%3Dx%3E', '<img src=x>'],
  ['?q=%E2%80%AEanna', '\u202eanna'],
  ['?q=%F0', '\ufffd'],
  ['', undefined],
  ['?other=1', undefined],
])('%s searches for %j', (address, q) => {
  expect(listSearch(read(address)).q).toBe(q)
})

test('10,000 characters are a text like any other', () => {
  const long = 'x'.repeat(10_000)
  expect(textOf(read(`?q=${long}`), 'q')).toBe(long)
})

test('what every object has counts as not said', () => {
  for (const name of ['constructor', 'toString', '__proto__']) expect(textOf({}, name)).toBeUndefined()
})

test.each([
  ['Active', 'Active'],
  ['active', undefined],
  ['', undefined],
  [['Active'], undefined],
  [{ Active: true }, undefined],
  [0, undefined],
])('one of few: %j is %j', (value, known) => {
  expect(oneOf({ status: value }, 'status', ['Active', 'Deleted'])).toBe(known)
})
