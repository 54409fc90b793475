import { expect, test } from 'vitest'
import { announcementOf } from '../../portal/operations/announcement.ts'

type Status = Parameters<typeof announcementOf>[1]['status']
const at = (percentComplete: number, status: Status = 'Running') => ({ percentComplete, status })

test('who listens to an operation hears its start, each quarter, a pause and its end, and nothing in between', () => {
  const seen = [
    at(0, 'NotStarted'),
    at(3),
    at(26),
    at(40),
    at(52, 'Paused'),
    at(52),
    at(80),
    at(99),
    at(100, 'Succeeded'),
    at(100, 'Succeeded'),
  ]
  const heard = seen.map((now, place) => announcementOf(seen[place - 1], now))
  expect(heard).toEqual([
    { of: 'started' },
    undefined,
    { of: 'percent', percent: 25 },
    undefined,
    { of: 'paused' },
    { of: 'resumed' },
    { of: 'percent', percent: 75 },
    undefined,
    { of: 'ended', status: 'Succeeded' },
    undefined,
  ])
})

test('who comes when it is over hears that it is, and who comes to a pause hears of that', () => {
  expect(announcementOf(undefined, at(100, 'Failed'))).toEqual({ of: 'ended', status: 'Failed' })
  expect(announcementOf(undefined, at(40, 'Paused'))).toEqual({ of: 'paused' })
})

test('B11 of a plan nothing is heard until its time comes', () => {
  const plan = { ...at(0, 'NotStarted'), isWaiting: true }
  expect(announcementOf(undefined, plan)).toBeUndefined()
  expect(announcementOf(plan, { ...plan, isWaiting: false, status: 'Running' })).toEqual({ of: 'started' })
  expect(announcementOf(plan, { ...plan, isWaiting: false, status: 'Canceled' })).toEqual({
    of: 'ended',
    status: 'Canceled',
  })
})
