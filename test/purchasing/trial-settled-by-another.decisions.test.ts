import { expect, test } from 'vitest'
import type { Stored } from '#core/ports/documents.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import { type Settling, settlePurchase } from '#core/purchasing/settle.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { aDeleted, anActive, anAdmin, early, subscriptionId, tenantId } from '../support/builders.ts'

const price = { amount: 1_000, currency: 'EUR' }
const pending = { ...anActive({ id: subscriptionId(2) }), state: 'pending', billed: [], _etag: '"1"' }
const trial = { ...aDeleted({ channel: 'trial' }), _etag: '"2"' }
const purchase = {
  id: 'purchase',
  kind: 'subscription',
  state: 'pending',
  tenantId: tenantId(1),
  subscriptionId: pending.id,
  chargeKey: 'key',
  amount: price,
  bill: {
    what: 'purchase',
    unitPrice: price,
    seats: 1,
    from: '2026-01-05',
    days: 31,
    termDays: 31,
    country: 'US',
    net: price,
    tax: { ...price, amount: 0 },
    total: price,
  },
  fromTrialId: trial.id,
  by: anAdmin,
} as unknown as Purchase & { readonly kind: 'subscription' }
const settling = {
  at: early,
  auditId: 'audit:1',
  numbers: { enter: (document: object) => ({ ...document, number: '2026-000001' }), writes: () => [] },
  profile: {
    document: { id: 'profile', ownerId: 'owner', name: 'Una', address: null, taxId: null },
    isNew: false,
  },
  card: null,
  trial,
} as unknown as Settling

test('B21 what goes on from a trial that is gone by now is settled all the same, or by whoever was faster', () => {
  const settled = settlePurchase(purchase, pending as unknown as Stored<Subscription>, settling)
  expect(settled).toMatchObject({ after: { state: 'active', seats: { assigned: 0 } } })
  expect(settled.writes.filter((write) => 'document' in write && write.document.id === trial.id)).toEqual([])
  // Where somebody was faster, it is not pending any more.
  expect(settled.writes).toContainEqual(
    expect.objectContaining({
      id: 'purchase',
      when: expect.arrayContaining([{ field: 'state', is: '=', value: 'pending' }]),
    }),
  )
})
