import { expect, test } from 'vitest'
import type { LotId, OperationId } from '#core/kernel/ids.ts'
import { newSeat, putIntoLot, type Seat, wasHeldAt } from '#core/seats/assignment.ts'
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

test('B15 however often somebody comes and goes afterwards, who lost a licence by a move of all stays known', () => {
  const source = anActive()
  const held = newSeat(source, 1)
  const atMove = 5
  const target = withLots(anActive({ id: guid(3, 2) }), { come: [{ lotId: held.lotId, epoch: 1 }] })
  const to = { subscription: target, sequence: target.seatSequence }
  let seat: Seat = putIntoLot(held, target.openLotId, { ...to, operationId: guid<OperationId>(8, 1) }, to)
  for (let n = 1; n <= 300; n += 1) {
    const sequence = target.seatSequence + n
    seat = putIntoLot(seat, target.openLotId, { subscription: target, sequence })
  }
  expect(seat.earlier).toHaveLength(100)
  expect(wasHeldAt({ seat }, source.lotStays, atMove)).toBe(true)
})
