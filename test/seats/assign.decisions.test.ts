import { describe, expect, test } from 'vitest'
import { isRefusal } from '#core/kernel/refusals.ts'
import type { Stored } from '#core/ports/documents.ts'
import { type Assigning, assign } from '#core/seats/assign.ts'
import type { Assignment } from '#core/seats/assignment.ts'
import { unassign } from '#core/seats/unassign.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import {
  anActive,
  anAssignment,
  early as at,
  aUser,
  anAdmin as by,
  operationId,
  seatsOf,
  userId,
} from '../support/builders.ts'

const admin = { purchaser: false, admin: true, reader: true, licenseAdmin: false }
const stored = (subscription: Subscription): Stored<Subscription> => ({ ...subscription, _etag: '"7"' })
const seat = (assignment: Assignment, etag: string): Stored<Assignment> => ({ ...assignment, _etag: etag })
const subscription = stored(anActive({ seats: seatsOf({ total: 3, assigned: 1 }), seatSequence: 4 }))

function asked(given: Partial<Assigning> = {}) {
  const users = [aUser({ userId: userId(2) })]
  return assign({
    subscription,
    standing: admin,
    users,
    present: [],
    by,
    at,
    auditId: 'audit:1',
    nonce: 'n',
    ...given,
  })
}
const refusedOf = (given: Partial<Assigning>) => {
  const decided = asked(given)
  return isRefusal(decided) ? decided.refused : 'given'
}

describe('a seat is not given', () => {
  test('R107 while a job empties the subscription', () => {
    const held = stored(anActive({ seats: 3, operationId: operationId(1) }))
    expect(refusedOf({ subscription: held })).toBe('OperationInProgress')
  })

  test('to a guest', () => {
    expect(refusedOf({ users: [aUser({ userType: 'guest' })] })).toBe('GuestCannotBeAssigned')
  })

  test('to an account that is disabled, before seats are counted; one that has a seat keeps it (B23, R165)', () => {
    const left = aUser({ userId: userId(2), accountEnabled: false })
    const others = [3, 4].map((number) => aUser({ userId: userId(number) }))
    expect(asked({ users: [...others, left] })).toMatchObject({ refused: 'UserNotActive', target: 'userIds' })
    expect(
      refusedOf({ users: [left], present: [seat(anAssignment(subscription, left.userId), '"1"')] }),
    ).toBe('given')
  })

  test('R102 to anybody where there are too few for all', () => {
    const users = [2, 3, 4].map((number) => aUser({ userId: userId(number) }))
    expect(asked({ users })).toMatchObject({
      refused: 'NotEnoughLicenses',
      facts: { needed: 3, available: 2 },
    })
    expect(refusedOf({ users: users.slice(0, 2) })).toBe('given')
  })
})

test('R102 a seat is given over the subscription that was read, and raises its sequence', () => {
  expect(asked()).toMatchObject({
    writes: [
      {
        id: subscription.id,
        add: { 'seats.available': -1, 'seats.assigned': 1, seatSequence: 1 },
        ifMatch: '"7"',
        when: [
          { field: 'state', is: '=', value: 'active' },
          { field: 'operationId', is: '=', value: null },
          { field: 'seats.available', is: '>=', value: 1 },
        ],
      },
      { kind: 'create', document: { userId: userId(2), seat: { lotId: subscription.openLotId, given: 5 } } },
      { kind: 'create', document: { action: 'licences.assigned' } },
    ],
  })
})

test('a seat that was taken away is given again only as it was read', () => {
  const revoked = anAssignment(subscription, userId(2))
  const [, taking] = unassign({ subscription, held: [seat(revoked, '"1"')], by, at, auditId: 'audit:1' })
  if (taking?.kind !== 'patch') throw new Error('No seat is taken away.')
  const before = seat({ ...revoked, ...taking.set } as Assignment, '"2"')
  expect(asked({ present: [before] })).toMatchObject({
    writes: [{}, { kind: 'patch', id: before.id, ifMatch: '"2"', set: { seat: { state: 'active' } } }, {}],
  })
})

test('R107 a seat is taken away only where its lot still is, from whom it was read of', () => {
  const held = seat(anAssignment(subscription, userId(2)), '"1"')
  const writes = unassign({ subscription, held: [held], by, at, auditId: 'audit:1' })
  expect(writes).toMatchObject([
    {
      id: subscription.id,
      add: { 'seats.available': 1, 'seats.assigned': -1, seatSequence: 1 },
      when: [
        { field: 'state', is: 'in', values: ['active', 'expired'] },
        { field: 'operationId', is: '=', value: null },
        { field: 'seatSequence', is: '=', value: 4 },
      ],
    },
    { id: held.id, ifMatch: '"1"', set: { seat: { state: 'revoked', left: { epoch: 0, sequence: 5 } } } },
    { kind: 'create' },
  ])
})
