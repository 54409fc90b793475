import { expect, test } from 'vitest'
import { documentId } from '#core/kernel/document-ids.ts'
import { addMilliseconds, type Instant } from '#core/kernel/time.ts'
import { judgeWork, type LastSweep } from '#core/operations/last-sweep.ts'
import { tenantId } from '../support/builders.ts'

/** What somebody is told who watches from outside. */

const now = '2026-11-21T10:00:00.000Z' as Instant
const ago = (seconds: number) => addMilliseconds(now, -seconds * 1_000)

function aSweep(is: Partial<LastSweep> = {}): LastSweep {
  return {
    id: documentId.lastSweep,
    tenantId: tenantId(3),
    type: 'lastSweep',
    schemaVersion: 1,
    endedAt: ago(20),
    wholeAt: ago(20),
    failedParts: [],
    oldestUnfinishedMs: 0,
    ...is,
  }
}

const goesOn = (sinceSweepSeconds: number, oldestUnfinishedSeconds: number) => ({
  sinceSweepSeconds,
  oldestUnfinishedSeconds,
})
const refused = (facts: object) => ({
  refused: 'WorkStandsStill',
  facts: { retryAfterMs: 60_000, ...facts },
})

test('work goes on while sweeps end and operations get on', () => {
  expect(judgeWork(aSweep(), now)).toEqual(goesOn(20, 0))
  expect(judgeWork(aSweep({ oldestUnfinishedMs: 62_900 }), now)).toEqual(goesOn(20, 62))
})

test('five minutes without a sweep are the most, whether the timer has stopped or hangs', () => {
  expect(judgeWork(aSweep({ wholeAt: ago(300) }), now)).toEqual(goesOn(300, 0))
  expect(judgeWork(aSweep({ wholeAt: ago(301) }), now)).toEqual(
    refused({ because: 'sweepIsLate', seconds: 301 }),
  )
})

test('a sweep that fails in a part does not count, but for some minutes nobody is called', () => {
  const failedParts = ['operations', 'send-email']
  expect(judgeWork(aSweep({ wholeAt: ago(90), failedParts }), now)).toEqual(goesOn(90, 0))
  expect(judgeWork(aSweep({ wholeAt: ago(600), failedParts }), now)).toEqual(
    refused({ because: 'sweepIsLate', seconds: 600, failed: 'operations, send-email' }),
  )
})

test('an operation that has not got on for ten minutes is one whose messages nobody takes', () => {
  expect(judgeWork(aSweep({ oldestUnfinishedMs: 600_000 }), now)).toEqual(goesOn(20, 600))
  expect(judgeWork(aSweep({ oldestUnfinishedMs: 601_000 }), now)).toEqual(
    refused({ because: 'operationDoesNotGetOn', seconds: 601 }),
  )
})

test('where no sweep ever ended the timer may never have run: that is no reason to wait and see', () => {
  expect(judgeWork(undefined, now)).toEqual(refused({ because: 'neverSwept' }))
  expect(judgeWork(aSweep({ wholeAt: null, failedParts: ['operations'] }), now)).toEqual(
    refused({ because: 'neverSwept', failed: 'operations' }),
  )
})

test('whoever sweeps may have a clock that is ahead', () => {
  expect(judgeWork(aSweep({ wholeAt: ago(-40) }), now)).toEqual(goesOn(0, 0))
})
