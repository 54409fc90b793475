import { expect, test } from 'vitest'
import { isToCome, localOf, startAtOf, tomorrowMorning } from './when.ts'

test('B11 what is asked of the API is nothing for now, the end of the term by its name, or an instant', () => {
  expect(startAtOf({ kind: 'now', local: '2026-11-23T08:00' })).toBeUndefined()
  expect(startAtOf({ kind: 'endOfTerm' })).toBe('endOfTerm')
  expect(startAtOf({ kind: 'moment', local: '2026-11-23T08:00' })).toBe(
    new Date(2026, 10, 23, 8).toISOString(),
  )
  expect(startAtOf({ kind: 'moment' })).toBeUndefined()
  expect(startAtOf({ kind: 'moment', local: 'tomorrow' })).toBeUndefined()
})

test('B11 a time that is over, or none at all, is no time to begin at', () => {
  const at = new Date(2026, 10, 22, 12).getTime()
  expect(isToCome({ kind: 'now' }, at)).toBe(true)
  expect(isToCome({ kind: 'endOfTerm' }, at)).toBe(true)
  expect(isToCome({ kind: 'moment', local: '2026-11-22T12:01' }, at)).toBe(true)
  expect(isToCome({ kind: 'moment', local: '2026-11-22T12:00' }, at)).toBe(false)
  expect(isToCome({ kind: 'moment', local: '' }, at)).toBe(false)
})

test('a field has the day and time where the reader is, also over the end of a year', () => {
  expect(localOf(new Date(2027, 0, 2, 3, 4))).toBe('2027-01-02T03:04')
  expect(tomorrowMorning(new Date(2026, 11, 31, 23, 59))).toBe('2027-01-01T08:00')
})
