import { expect, test } from 'vitest'
import { formatIn } from '../look/format.ts'
import { undoText } from './undo-text.ts'
import { en } from './words.en.ts'

const nowMs = Date.parse('2026-11-22T10:00:00Z')
const now = { startAt: undefined, comesBack: false, nowMs }
const active = { status: 'Active', expirationDate: '2027-11-01T00:00:00.000Z' } as const
const textOf = (subscription: Parameters<typeof undoText>[2], end: Partial<typeof now> | object = {}) =>
  undoText(en, formatIn('en-GB', 'UTC'), subscription, { ...now, ...end })

test('B20 an end can be undone for 30 days, and not beyond the term', () => {
  expect(textOf(active)).toBe('Before 22 Dec 2026 it can be undone under Operations.')
  expect(textOf({ ...active, expirationDate: '2026-12-03T00:00:00.000Z' })).toBe(
    'Before 3 Dec 2026 it can be undone under Operations.',
  )
  expect(textOf({ ...active, status: 'Expired', expirationDate: '2026-11-03T00:00:00.000Z' })).toBe(
    'For 30 days it can be undone under Operations.',
  )
})

test('B20 what money comes back for, and what ends with its term, is not', () => {
  expect(textOf(active, { comesBack: true })).toBe('Since money comes back, this cannot be undone.')
  expect(textOf(active, { startAt: 'endOfTerm' })).toBe(
    'Since its term is over then, this cannot be undone after that.',
  )
})

test('B20 of what begins later it is not known yet', () => {
  const startAt = '2026-12-01T08:00:00.000Z'
  expect(textOf(active, { startAt, comesBack: true })).toContain('if no money comes back')
  expect(textOf({ ...active, status: 'Expired' }, { startAt })).toBe(en.undo.always)
})
