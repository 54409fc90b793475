import { expect, test } from 'vitest'
import type { LotId, OperationId } from '#core/kernel/ids.ts'
import { newSeat, putIntoLot, type Seat } from '#core/seats/assignment.ts'
import { withLots } from '#core/subscriptions/lots.ts'
import { anActive, guid } from '../support/builders.ts'

test('a seat that has been in ever more lots keeps no more than fits into a batch of a hundred', () => {
  let subscription = anActive()
  const operationId = guid<OperationId>(8, 1)
  let seat: Seat = newSeat(subscription, 0)
  for (let n = 1; n <= 300; n += 1) {
    const lotId = guid<LotId>(9, n)
    subscription = withLots(subscription, { come: [{ lotId, epoch: 0 }] })
    seat = putIntoLot(seat, lotId, { subscription, sequence: subscription.seatSequence, operationId })
  }
  expect(seat.earlier).toHaveLength(100)
  expect(seat.earlierLotIds).toEqual(seat.earlier?.map(({ lotId }) => lotId))
  expect(JSON.stringify(seat).length * 100).toBeLessThan(2 * 1024 * 1024)
})
