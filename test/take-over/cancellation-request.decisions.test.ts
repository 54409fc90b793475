import { expect, test } from 'vitest'
import { addMilliseconds, type Instant } from '#core/kernel/time.ts'
import { refuseSecondRequest, rememberRequest } from '#core/take-over/cancellation-request.ts'
import { anActive, anAdmin, early, userId } from '../support/builders.ts'

const week = 7 * 24 * 3_600_000
const subscription = anActive()
const asked = (at: Instant) => {
  const write = rememberRequest(undefined, subscription, anAdmin, at)
  if (write.kind !== 'create') throw new Error('The first request creates.')
  return write.document as Parameters<typeof refuseSecondRequest>[0]
}

test('a purchaser is asked once a week, and the refusal says from when on again (B24)', () => {
  const last = asked(early)
  expect(refuseSecondRequest(last, subscription, addMilliseconds(early, week - 1))).toMatchObject({
    refused: 'CancellationAlreadyRequested',
    facts: { requestedOn: '2026-01-05', againAt: addMilliseconds(early, week) },
  })
  expect(refuseSecondRequest(last, subscription, addMilliseconds(early, week))).toBeUndefined()
  expect(refuseSecondRequest(undefined, subscription, early)).toBeUndefined()
})

test('who owns it now has not been asked when another was (B24)', () => {
  const given = { ...subscription, purchaserId: userId(77) }
  expect(refuseSecondRequest(asked(early), given, early)).toBeUndefined()
})

test('of two who ask at once, the batch of one fails (B24)', () => {
  const last = { ...(asked(early) as NonNullable<ReturnType<typeof asked>>), _etag: '"7"' }
  expect(rememberRequest(last, subscription, anAdmin, early)).toMatchObject({
    kind: 'replace',
    ifMatch: last._etag,
  })
})
