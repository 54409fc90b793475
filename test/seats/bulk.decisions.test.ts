import { describe, expect, test } from 'vitest'
import type { UserId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import type { User } from '#core/organisation/user.ts'
import type { Stored, Write } from '#core/ports/documents.ts'
import type { Assignment } from '#core/seats/assignment.ts'
import {
  type AssignUsersOperation,
  type BulkEntry,
  type BulkPart,
  releaseBulk,
  type UnassignUsersOperation,
} from '#core/seats/bulk.ts'
import { judge } from '#core/seats/bulk-list.ts'
import { assignPart, unassignPart } from '#core/seats/bulk-step.ts'
import { partsOf, startAssigning, startUnassigning } from '#core/seats/start-bulk.ts'
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
const reader = { ...admin, admin: false }
const stored = (subscription: Subscription): Stored<Subscription> => ({ ...subscription, _etag: '"7"' })
const seat = (assignment: Assignment): Stored<Assignment> => ({ ...assignment, _etag: '"1"' })
const subscription = stored(anActive({ seats: seatsOf({ total: 3, assigned: 1 }), seatSequence: 4 }))
const [one, two, three, four] = [1, 2, 3, 4].map(userId) as [UserId, UserId, UserId, UserId]
const toDo = (...users: UserId[]): BulkEntry[] => users.map((userId) => ({ userId, is: 'toDo' }))
const request = (entries: readonly BulkEntry[]) => ({
  ...{ operationId: operationId(1), by, at, traceparent: '', entries },
})

function started(entries: readonly BulkEntry[], of = subscription): AssignUsersOperation {
  const begun = startAssigning(of, admin, request(entries))
  if (isRefusal(begun)) throw new Error(begun.refused)
  return begun.operation
}

function startedTaking(entries: readonly BulkEntry[]): UnassignUsersOperation {
  const begun = startUnassigning(subscription, admin, request(entries))
  if (isRefusal(begun)) throw new Error(begun.refused)
  return begun.operation
}

const partWith = (entries: readonly BulkEntry[]): Stored<BulkPart> => ({
  ...(partsOf(subscription.tenantId, operationId(1), entries)[0] as BulkPart),
  _etag: '"part"',
})
const accounts = (...users: User[]) => new Map(users.map((user) => [user.userId, user]))
const step = { worker: { by: 'worker', deliveryCount: 1 }, at, nonce: 'n', subscription }
const ofSeats = (writes: readonly Write[]) =>
  writes.find((write) => write.kind === 'patch' && write.id === subscription.id)
const entriesIn = (writes: readonly Write[]) =>
  writes.flatMap((write) =>
    write.kind === 'replace' ? (write.document as unknown as BulkPart).entries.map(({ is }) => is) : [],
  )

describe('a list begins', () => {
  test('B12 for who may give licences and take them back, where that can be done', () => {
    const busy = stored(anActive({ seats: 3, operationId: operationId(9) }))
    const refused = (decided: object) => (isRefusal(decided) ? decided.refused : 'begun')
    expect(refused(startAssigning(subscription, reader, request(toDo(one))))).toBe('Forbidden')
    expect(refused(startUnassigning(subscription, reader, request(toDo(one))))).toBe('Forbidden')
    expect(refused(startAssigning(busy, admin, request(toDo(one))))).toBe('OperationInProgress')
    expect(refused(startUnassigning(busy, admin, request(toDo(one))))).toBe('begun')
  })

  test('B12 with a licence held for everybody on it, on the version on which that was decided', () => {
    const entries: BulkEntry[] = [...toDo(one, two), { given: 'x', is: 'unknown' }]
    const begun = startAssigning(subscription, admin, request(entries))
    if (isRefusal(begun)) throw new Error(begun.refused)
    expect(begun.operation).toMatchObject({ reserved: 2, parts: 1, progress: { total: 3, skipped: 1 } })
    expect(ofSeats(begun.writes)).toEqual({
      ...{ kind: 'patch', id: subscription.id, ifMatch: '"7"' },
      add: { 'seats.available': -2, 'seats.reserved': 2 },
    })
    expect(startAssigning(subscription, admin, request(toDo(one, two, three)))).toMatchObject({
      refused: 'NotEnoughLicenses',
      facts: { needed: 3, available: 2 },
    })
  })

  test('B12 without touching the subscription where it changes nothing of it', () => {
    const begun = startAssigning(subscription, admin, request([{ given: 'x', is: 'unknown' }]))
    expect(isRefusal(begun) || ofSeats(begun.writes)).toBeUndefined()
    const taking = startUnassigning(subscription, admin, request(toDo(one)))
    expect(isRefusal(taking) || ofSeats(taking.writes)).toBeUndefined()
  })
})

test('R066 of each entry it is known what is to be done, in the order of the list; the first of two counts', () => {
  const users = [
    aUser({ userId: one }),
    aUser({ userId: two, userType: 'guest' }),
    aUser({ userId: three, accountEnabled: false }),
  ]
  const known = {
    byId: accounts(...users),
    byName: new Map([['one@fabrikam.example', users[0] as User]]),
    holding: new Set([three, four]),
  }
  const given = ['ONE@fabrikam.example', one, two, three, four, userId(5), 'x', ' two@fabrikam.example ']
  expect(judge('assignUsers', given, known)).toEqual([
    { given: 'ONE@fabrikam.example', userId: one, is: 'toDo' },
    { userId: one, is: 'duplicate' },
    { userId: two, is: 'guest' },
    { userId: three, is: 'alreadyHolding' },
    { userId: four, is: 'alreadyHolding' },
    { given: userId(5), is: 'unknown' },
    { given: 'x', is: 'unknown' },
    { given: 'two@fabrikam.example', is: 'unknown' },
  ])
  const disabled = judge('assignUsers', [three], { ...known, holding: new Set() })
  expect(disabled).toEqual([{ userId: three, is: 'userNotActive' }])
  expect(judge('unassignUsers', [one, two, three, four], known).map(({ is }) => is)).toEqual([
    ...['notAssigned', 'notAssigned', 'toDo', 'toDo'],
  ])
})

describe('a step of a list', () => {
  const roomy = stored(anActive({ seats: seatsOf({ total: 9, assigned: 1 }), seatSequence: 4 }))

  test('B12 gives what was held to whoever can have it still, and frees the rest', () => {
    const entries = toDo(one, two, three, four)
    const operation = started(entries, roomy)
    const present = [seat(anAssignment(subscription, two))]
    const users = accounts(
      aUser({ userId: one }),
      aUser({ userId: two }),
      aUser({ userId: three, accountEnabled: false }),
    )
    const taken = assignPart({ ...step, operation, part: partWith(entries), users, present })
    expect(entriesIn(taken.writes)).toEqual(['succeeded', 'alreadyHolding', 'userNotActive', 'unknown'])
    expect(ofSeats(taken.writes)).toEqual({
      ...{ kind: 'patch', id: subscription.id, ifMatch: '"7"' },
      add: { 'seats.available': 3, 'seats.reserved': -4, 'seats.assigned': 1, seatSequence: 1 },
    })
    expect(taken.operation).toMatchObject({
      ...{ state: 'Succeeded', reserved: 0, nextPart: 1 },
      progress: { total: 4, succeeded: 1, skipped: 3 },
    })
    const part = taken.writes.find(({ kind }) => kind === 'replace')
    expect(part).toMatchObject({ ifMatch: '"part"', document: { sequence: 5 } })
  })

  test('B12 takes back what is held still, in the version that was read, and notes by which list', () => {
    const entries = toDo(one, two)
    const operation = startedTaking(entries)
    const present = [seat(anAssignment(subscription, one))]
    const taken = unassignPart({ ...step, operation, part: partWith(entries), users: new Map(), present })
    expect(entriesIn(taken.writes)).toEqual(['succeeded', 'leftBefore'])
    expect(ofSeats(taken.writes)).toEqual({
      ...{ kind: 'patch', id: subscription.id, ifMatch: '"7"' },
      add: { 'seats.available': 1, 'seats.assigned': -1, seatSequence: 1 },
    })
    expect(taken.writes).toContainEqual(
      expect.objectContaining({
        ifMatch: '"1"',
        set: { seat: expect.objectContaining({ state: 'revoked', leftBy: operation.id }) },
      }),
    )
  })

  test('B12 is one batch also when it is full and the last: 90 licences, and no more than 100 writes', () => {
    const entries = toDo(...Array.from({ length: 90 }, (_, n) => userId(100 + n)))
    const operation = { ...started(entries, stored(anActive({ seats: 90 }))), needsAttention: true }
    const users = accounts(...entries.map(({ userId }) => aUser({ userId: userId as UserId })))
    const taken = assignPart({ ...step, operation, part: partWith(entries), users, present: [] })
    expect(taken.seats).toBe(90)
    expect(taken.writes.length).toBeLessThanOrEqual(100)
  })
})

test('B12 a list that ends early gives back what is held for it, and nothing where nothing is', () => {
  const operation = started(toDo(one, two))
  expect(releaseBulk(operation)).toEqual({
    operation: { ...operation, reserved: 0 },
    writes: [{ kind: 'patch', id: subscription.id, add: { 'seats.available': 2, 'seats.reserved': -2 } }],
  })
  expect(releaseBulk(startedTaking(toDo(one))).writes).toEqual([])
})
