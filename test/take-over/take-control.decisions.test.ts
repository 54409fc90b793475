import { expect, test } from 'vitest'
import { isRefusal } from '#core/kernel/refusals.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { Standing } from '#core/subscriptions/standing.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { takeControl } from '#core/take-over/take-control.ts'
import {
  aDeleted,
  aDisabled,
  anActive,
  anExpired,
  early as at,
  anAdmin as by,
  operationId,
} from '../support/builders.ts'

const nobody: Standing = { purchaser: false, admin: false, reader: false, licenseAdmin: false }
const admin: Standing = { ...nobody, admin: true, reader: true }
const stored = (subscription: Subscription): Stored<Subscription> => ({ ...subscription, _etag: '"1"' })
const untaken = stored(anActive({ controlledBy: null }))

function taken(subscription: Stored<Subscription>) {
  const decided = takeControl(subscription, admin, by, at, 'audit:1')
  if (isRefusal(decided)) throw new Error(decided.refused)
  return decided
}
const asked = (subscription: Stored<Subscription>, standing = admin) => {
  const decided = takeControl(subscription, standing, by, at, 'audit:1')
  return isRefusal(decided) ? decided.refused : 'taken'
}

test('R068 an administrator takes control: who and when is kept in the history and in the audit trail', () => {
  const { after, writes } = taken(untaken)
  const orderHistory = [{ event: 'controlTaken', at, by }]
  expect(after).toEqual({ ...untaken, controlledBy: { ...by, at }, orderHistory })
  expect(writes).toEqual([
    { kind: 'patch', id: untaken.id, set: { controlledBy: { ...by, at }, orderHistory }, ifMatch: '"1"' },
    {
      kind: 'create',
      document: expect.objectContaining({
        id: 'audit:1',
        action: 'subscription.controlTaken',
        by,
        at,
        subscriptionId: untaken.id,
      }),
    },
  ])
})

test('R068 asking twice changes nothing, whichever administrator asks', () => {
  const { after } = taken(untaken)
  const again = takeControl(stored(after), admin, { ...by, id: 'another' }, at, 'audit:2')
  expect(again).toEqual({ after: stored(after), writes: [] })
})

test('R068 nobody else takes control, not even whoever bought it', () => {
  for (const standing of [
    nobody,
    { ...nobody, purchaser: true },
    { ...nobody, reader: true, licenseAdmin: true },
  ]) {
    expect(asked(untaken, standing)).toBe('Forbidden')
  }
  expect(asked(untaken, { ...admin, purchaser: true })).toBe('taken')
})

test('R068 only of what somebody bought for themselves, while it is there', () => {
  for (const channel of ['central', 'signUp'] as const) {
    expect(asked(stored(anActive({ channel, controlledBy: null })))).toBe('NotSelfService')
  }
  expect(asked(stored(anActive({ channel: 'trial', controlledBy: null })))).toBe('taken')
  expect(asked(stored(anExpired({ controlledBy: null })))).toBe('taken')
  expect(asked(stored(aDisabled({ controlledBy: null })))).toBe('SubscriptionNotActive')
  expect(asked(stored(aDeleted({ controlledBy: null })))).toBe('SubscriptionDeleted')
})

test('a job or a payment that is under way goes on under the administrators', () => {
  const busy = { controlledBy: null, operationId: operationId(7), purchaseId: 'p' }
  expect(taken(stored(anActive(busy))).after).toMatchObject({
    operationId: operationId(7),
    purchaseId: 'p',
  })
})
