import { newRefund } from '#core/billing/refund.ts'
import type { Document, Operation } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { LotId, ProductId, TenantId } from '#core/kernel/ids.ts'
import { money } from '#core/kernel/money.ts'
import { type Day, fromMilliseconds, type Instant, toMilliseconds } from '#core/kernel/time.ts'
import type { Mail } from '#core/mail/mail.ts'
import { newDelegation } from '#core/partners/delegation.ts'
import { newPolicy } from '#core/policies/policy.ts'
import {
  aBillingProfile,
  aMove,
  anActive,
  anAdmin,
  anAssignment,
  anInvoice,
  aPaymentMethod,
  aTenant,
  aUser,
  billingProfileId,
  early,
  invoiceId,
  operationId,
  paymentMethodId,
  seatsOf,
  subscriptionId,
  tenantId,
  userId,
} from '../../support/builders.ts'

/** An organisation in which every list has as many rows as one likes. */

export const adminId = userId(0xadb1)
/** What the lists of users are about: so many hold a licence of it, and a move of all of them has happened. */
export const crowded = anActive({
  id: subscriptionId(0xc0),
  productId: 'CFQ7TTC0HL8W' as ProductId,
  seats: seatsOf({ assigned: 100_000 }),
})
export const moved = { ...operationOf(0xc0), ...switchedOf() } satisfies Operation
/** A move that chose people. */
export const chosen = { ...operationOf(0xc1), onlySelected: true, state: 'Succeeded' } satisfies Operation

/** What is there once. */
export const scenery: readonly Document[] = [
  aTenant(),
  newPolicy(tenantId(1)),
  aUser({ userId: adminId, displayName: 'Ada Admin' }),
  crowded,
  moved,
  chosen,
  {
    type: 'selection',
    id: documentId.selection(chosen.id),
    tenantId: tenantId(1),
    schemaVersion: 1,
    userIds: Array.from({ length: 1_000 }, (_, number) => userId(number)),
    ttl: -1,
  },
]

/** One row more of each list that is not about the users of `crowded`. */
export function rowsOf(number: number): readonly Document[] {
  const subscription = anActive({ id: subscriptionId(0x10_000 + number), purchaserId: adminId, seats: 5 })
  return [
    subscription,
    anAssignment(subscription, adminId),
    operationOf(0x10_000 + number),
    aUser({ userId: userId(0x10_000_000 + number), displayName: 'Robin Vermeulen' }),
    aPaymentMethod({ id: paymentMethodId(number), ownerId: adminId }),
    aBillingProfile({
      id: billingProfileId(number),
      ownerId: adminId,
      paymentMethodId: paymentMethodId(number),
    }),
    anInvoice({ id: invoiceId(number), ownerId: adminId, createdAt: momentOf(number) }),
    newRefund({
      cause: `cause-${number}`,
      tenantId: tenantId(1),
      charges: [{ chargeKey: 'key', amount: money(1_000, 'EUR') }],
      because: 'cancelled',
      creditNoteId: null,
      subscriptionId: subscription.id,
      by: anAdmin,
      at: momentOf(number),
    }),
    mailOf(number),
    delegationOf(tenantId(1), tenantId(0x10_000 + number)),
    aTenant({ tenantId: tenantId(0x10_000 + number), domains: [] }),
    delegationOf(tenantId(0x10_000 + number), tenantId(1)),
  ]
}

/** One more who holds a licence of `crowded`, and was in the moves. */
export function holderOf(number: number): Document {
  return anAssignment(crowded, userId(number))
}

/** A second after another, so that what comes newest first has an order. */
function momentOf(number: number): Instant {
  return fromMilliseconds(toMilliseconds(early) + (number % 100_000) * 1_000)
}

function operationOf(number: number) {
  return aMove({
    id: operationId(number),
    subscriptionId: crowded.id,
    createdAt: momentOf(number),
    updatedAt: momentOf(number),
  })
}

function switchedOf() {
  const lots = crowded.lotIds.map((lotId: LotId) => ({ lotId, epoch: 0 }))
  return { state: 'Succeeded', switched: { lots, sequence: 0 } } as const
}

function delegationOf(customer: TenantId, partner: TenantId): Document {
  return newDelegation({
    tenantId: customer,
    partnerTenantId: partner,
    partnerName: 'Northline',
    roles: ['billingAdmin'],
    userIds: null,
    expires: '2027-01-05T00:00:00.000Z' as Instant,
    by: anAdmin,
    at: early,
  })
}

function mailOf(number: number): Mail {
  return {
    type: 'mail',
    id: documentId.mail(`cause-${number}`),
    tenantId: tenantId(1),
    schemaVersion: 1,
    kind: 'cancelled',
    state: 'sent',
    to: { userId: adminId, name: 'Una User', address: 'una@fabrikam.example' },
    language: 'en',
    subscriptionId: crowded.id,
    operationId: moved.id,
    facts: {
      organisation: 'Fabrikam',
      productName: 'Power BI Pro',
      targetProductName: null,
      seats: 2,
      decidedBy: 'Ada Admin',
      reason: 'unused',
      on: '2026-01-05' as Day,
    },
    traceparent: '',
    createdAt: momentOf(number),
    sentAt: momentOf(number),
    refusedBecause: null,
  }
}
