import { expect, test } from 'vitest'
import type { SupportCaseId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { Standing } from '#core/subscriptions/standing.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { startCancel, startCancelFor } from '#core/take-over/start-cancel.ts'
import {
  aDeleted,
  aDisabled,
  anActive,
  anExpired,
  early as at,
  anAdmin as by,
  operationId,
  seatsOf,
} from '../support/builders.ts'

const nobody: Standing = { purchaser: false, admin: false, reader: false, licenseAdmin: false }
const admin: Standing = { ...nobody, admin: true, reader: true }
const purchaser: Standing = { ...nobody, purchaser: true }
const stored = (subscription: Subscription): Stored<Subscription> => ({ ...subscription, _etag: '"1"' })

const seats = seatsOf({ total: 10, assigned: 7 })
const taken = stored(anActive({ seats }))
const untaken = stored(anActive({ seats, controlledBy: null }))
const request = {
  operationId: operationId(1),
  by,
  at,
  ifMatch: '"1"',
  reason: 'tooExpensive',
  feedback: 'We have a cheaper one.',
  traceparent: '00-trace',
}
const asked = (source: Stored<Subscription>, standing: Standing, ifMatch = '"1"') => {
  const begun = startCancel(source, standing, { ...request, ifMatch })
  return isRefusal(begun) ? begun.refused : 'started'
}

test('R070 a cancel begins in one batch: the operation, the hold on the source, the audit entry, its place in the counts', () => {
  const begun = startCancel(taken, admin, request)
  if (isRefusal(begun)) throw new Error(begun.refused)
  expect(begun.operation).toMatchObject({
    kind: 'cancel',
    id: operationId(1),
    state: 'NotStarted',
    subscriptionId: taken.id,
    progress: { total: 7, succeeded: 0, skipped: 0, failed: 0 },
    reason: 'tooExpensive',
    feedback: 'We have a cheaper one.',
    startedBy: by,
    createdAt: at,
    traceparent: '00-trace',
    ttl: -1,
  })
  expect(begun.operation).not.toHaveProperty('operationId')
  expect(begun.writes).toEqual([
    { kind: 'create', document: begun.operation },
    { kind: 'patch', id: taken.id, set: { operationId: operationId(1) }, ifMatch: '"1"' },
    {
      kind: 'create',
      document: expect.objectContaining({
        id: `audit:${operationId(1)}:start`,
        action: 'subscription.cancelStarted',
        facts: { total: 7, reason: 'tooExpensive' },
      }),
    },
    {
      kind: 'count',
      document: expect.objectContaining({ id: 'operationCounts', NotStarted: 0 }),
      add: { NotStarted: 1 },
    },
  ])
})

test('R108 it is in the purchaser’s hands until control is taken, then in the administrators’', () => {
  expect(asked(untaken, purchaser)).toBe('started')
  expect(asked(untaken, admin)).toBe('TakeControlRequired')
  expect(asked(taken, admin)).toBe('started')
  expect(asked(taken, purchaser)).toBe('UnderAdminControl')
  const both = { ...admin, purchaser: true }
  expect([asked(taken, both), asked(untaken, both)]).toEqual(['started', 'started'])
  for (const source of [taken, untaken]) {
    expect(asked(source, nobody)).toBe('Forbidden')
    expect(asked(source, { ...nobody, reader: true, licenseAdmin: true })).toBe('Forbidden')
  }
})

test('what was bought is cancelled, also centrally or to try it, and only once (R090, B21, B25)', () => {
  for (const channel of ['central', 'trial'] as const)
    expect(asked(stored(anActive({ channel })), admin)).toBe('started')
  expect(asked(stored(anActive({ channel: 'central', controlledBy: null })), purchaser)).toBe('Forbidden')
  const trial = anActive({ channel: 'trial', controlledBy: null })
  expect(asked(stored(trial), purchaser)).toBe('started')
  expect(asked(stored(trial), admin)).toBe('TakeControlRequired')
  expect(asked(stored(anActive({ channel: 'signUp' })), admin)).toBe('NotSelfService')
  expect(asked(stored(anExpired()), admin)).toBe('started')
  expect(asked(stored(aDisabled()), admin)).toBe('SubscriptionNotActive')
  expect(asked(stored(aDeleted()), admin)).toBe('SubscriptionDeleted')
})

test('nothing is cancelled while a job or a payment is at it, or users are moving into it', () => {
  expect(asked(stored(anActive({ operationId: operationId(7) })), admin)).toBe('OperationInProgress')
  expect(asked(stored(anActive({ seats: seatsOf({ reserved: 1 }) })), admin)).toBe('OperationInProgress')
  expect(asked(stored(anActive({ purchaseId: 'p' })), admin)).toBe('PaymentOutcomeUnknown')
})

test('R079 the ETag must be the present one', () => {
  for (const ifMatch of ['"0"', '"*"', '']) expect(asked(taken, admin, ifMatch)).toBe('PreconditionFailed')
})

test('customer support cancels in whoever’s hands it is, but nothing that is over, busy or being paid (R167)', () => {
  const { operationId: id, ifMatch: _, reason: __, feedback: ___, ...rest } = request
  const forAdmin = (source: Subscription) => {
    const asked = { by, supportCaseId: 'case' as SupportCaseId }
    const begun = startCancelFor(stored(source), { ...rest, operationId: id, asked })
    return isRefusal(begun) ? begun.refused : begun.operation.asked
  }
  expect(forAdmin(untaken)).toMatchObject({ supportCaseId: 'case' })
  expect(forAdmin(taken)).toMatchObject({ supportCaseId: 'case' })
  expect(forAdmin(aDeleted())).toBe('SubscriptionDeleted')
  expect(forAdmin({ ...untaken, operationId: operationId(2) })).toBe('OperationInProgress')
  expect(forAdmin({ ...untaken, purchaseId: 'purchase' })).toBe('PaymentOutcomeUnknown')
})
