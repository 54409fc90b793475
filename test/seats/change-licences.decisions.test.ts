import { expect, test } from 'vitest'
import { isRefusal } from '#core/kernel/refusals.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { Assignment } from '#core/seats/assignment.ts'
import { changeLicences, type Seen } from '#core/seats/change-licences.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import {
  anActive,
  anAdmin,
  anAssignment,
  aUser,
  early,
  seatsOf,
  subscriptionId,
  userId,
} from '../support/builders.ts'

/** Licences of several subscriptions for one person at once. */

const user = aUser({ userId: userId(9) })
const standing = { purchaser: false, admin: true, reader: true, licenseAdmin: false }

function seen(number: number, over: Parameters<typeof anActive>[0] = {}): Seen {
  const subscription = anActive({
    id: subscriptionId(number),
    channel: 'central',
    seats: seatsOf({ total: 3, assigned: 1 }),
    ...over,
  })
  return { subscription: { ...subscription, _etag: `"${number}"` } as Stored<Subscription>, standing }
}
const seatOn = ({ subscription }: Seen): Stored<Assignment> => ({
  ...anAssignment(subscription, user.userId),
  _etag: '"seat"',
})

function decided(adding: readonly Seen[], removing: readonly Seen[]) {
  let ids = 0
  const next = () => {
    ids += 1
    return `audit:${ids}`
  }
  const present = removing.map(seatOn)
  return changeLicences({
    user,
    present,
    adding,
    removing,
    by: anAdmin,
    at: early,
    nextAuditId: next,
    nonce: next,
  })
}

test('B08 what is taken back and what is given is one batch, each subscription with its own audit entry', () => {
  const result = decided([seen(1)], [seen(2)])
  if (isRefusal(result)) throw new Error(result.refused)
  expect(result.writes).toHaveLength(6)
  expect(result.auditIds).toHaveLength(2)
  const touched = result.writes.flatMap((write) => (write.kind === 'patch' && write.add ? [write] : []))
  expect(touched).toMatchObject([
    { id: subscriptionId(2), add: { 'seats.available': 1, 'seats.assigned': -1 } },
    { id: subscriptionId(1), add: { 'seats.available': -1, 'seats.assigned': 1 }, ifMatch: '"1"' },
  ])
})

test('B08 who may not take a licence back, or give one, changes nothing at all', () => {
  const reader = { ...seen(2), standing: { ...standing, admin: false } }
  expect(decided([seen(1)], [reader])).toMatchObject({ refused: 'Forbidden' })
  expect(decided([reader], [])).toMatchObject({ refused: 'Forbidden' })
  const untaken = seen(3, { channel: 'selfService', controlledBy: null })
  expect(decided([seen(1)], [untaken])).toMatchObject({ refused: 'TakeControlRequired' })
})

test('B08 more than fits into one batch is refused as a whole', () => {
  const many = Array.from({ length: 33 }, (_, index) => seen(index + 1))
  expect(decided([], many)).toMatchObject({ writes: expect.objectContaining({ length: 99 }) })
  expect(decided([seen(40)], many)).toMatchObject({
    refused: 'InvalidRequest',
    facts: { problems: [{ target: 'removeLicenses', is: 'tooManySeats' }] },
  })
})
