import { expect, test } from 'vitest'
import type { Instant } from '#core/kernel/time.ts'
import type { Stored } from '#core/ports/documents.ts'
import {
  type CancellationRequest,
  refuseSecondRequest,
  rememberRequest,
} from '#core/take-over/cancellation-request.ts'
import { anActive, anAdmin, userId } from '../support/builders.ts'

const subscription = anActive({ purchaserId: userId(1) })
const on = (day: number, hour = '10:00') =>
  `2026-11-${String(day).padStart(2, '0')}T${hour}:00.000Z` as Instant
const first = rememberRequest(undefined, subscription, anAdmin, on(10))
const last = {
  ...(first as unknown as { readonly document: CancellationRequest }).document,
  _etag: '"3"',
} as Stored<CancellationRequest>

test('B24 the purchaser is asked once a week, another one at once', () => {
  expect(refuseSecondRequest(undefined, subscription, on(10))).toBeUndefined()
  expect(refuseSecondRequest(last, subscription, on(17, '09:59'))).toMatchObject({
    refused: 'CancellationAlreadyRequested',
    facts: { requestedOn: '2026-11-10', againAt: on(17) },
  })
  expect(refuseSecondRequest(last, subscription, on(17))).toBeUndefined()
  expect(refuseSecondRequest(last, { ...subscription, purchaserId: userId(2) }, on(11))).toBeUndefined()
})

test('B24 of two who ask at once, the batch of one fails', () => {
  expect(first).toMatchObject({ kind: 'create' })
  expect(rememberRequest(last, subscription, anAdmin, on(18))).toMatchObject({
    kind: 'replace',
    ifMatch: '"3"',
  })
})
