import { auditEntry, revokedOf } from '#core/audit/audit-entry.ts'
import { newRefund } from '#core/billing/refund.ts'
import { newWorkItem } from '#core/deletion/work-item.ts'
import type { Document, Operation } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type {
  LicenseRequestId,
  LotId,
  ProductId,
  SupportCaseId,
  TenantId,
  WebhookId,
  WorkItemId,
} from '#core/kernel/ids.ts'
import { money } from '#core/kernel/money.ts'
import { type Day, fromMilliseconds, type Instant, toMilliseconds } from '#core/kernel/time.ts'
import type { Mail } from '#core/mail/mail.ts'
import { guestOf } from '#core/organisation/guest.ts'
import { newDelegation } from '#core/partners/delegation.ts'
import { newPolicy } from '#core/policies/policy.ts'
import type { LicenseRequest } from '#core/requests/license-request.ts'
import type { SupportCase } from '#core/support/support-case.ts'
import { appended } from '#core/webhooks/delivery.ts'
import { eventOf } from '#core/webhooks/event.ts'
import { listed, newHealth, newWebhook } from '#core/webhooks/webhook.ts'
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
  guid,
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
/** Who bought nothing but `crowded`. */
export const purchaserId = userId(1)
/** What the lists of users are about: so many hold a licence of it, and a move of all of them has happened. */
export const crowded = anActive({
  id: subscriptionId(0xc0),
  purchaserId,
  productId: 'CFQ7TTC0HL8W' as ProductId,
  seats: seatsOf({ assigned: 100_000 }),
})
export const moved = { ...operationOf(0xc0), ...switchedOf() } satisfies Operation
/** A move that chose people. */
export const chosen = { ...operationOf(0xc1), onlySelected: true, state: 'Succeeded' } satisfies Operation

export const webhook = newWebhook({
  tenantId: tenantId(1),
  webhookId: guid<WebhookId>(12, 1),
  url: 'https://events.example/in',
  description: 'Bookkeeping',
  types: ['subscription.purchased'],
  secret: 'whsec_c2VjcmV0',
  by: anAdmin,
  at: early,
})

/** What is there once. */
export const scenery: readonly Document[] = [
  aTenant(),
  newPolicy(tenantId(1)),
  aUser({ userId: adminId, displayName: 'Ada Admin' }),
  aUser({ userId: purchaserId }),
  crowded,
  moved,
  chosen,
  webhook,
  newHealth(webhook.tenantId, webhook.webhookId, early),
  listed(webhook.tenantId, undefined, webhook.webhookId, webhook),
  {
    type: 'selection',
    id: documentId.selection(chosen.id),
    tenantId: tenantId(1),
    schemaVersion: 1,
    userIds: Array.from({ length: 1_000 }, (_, number) => userId(number)),
    ttl: -1,
  },
  // Older than the rows of the audit trail: who held a licence of `crowded` comes after it.
  auditEntry(
    documentId.audit('crowded'),
    'subscription.cancelled',
    anAdmin,
    '2025-12-01T08:00:00.000Z' as Instant,
    {
      subscription: crowded,
      revoked: { of: 'all', sequence: 0 },
    },
  ),
]

/** One row more of each list that is not about the users of `crowded`. */
export function rowsOf(number: number): readonly Document[] {
  const subscription = anActive({
    id: subscriptionId(0x10_000 + number),
    purchaserId: adminId,
    seats: 5,
    orphanedAt: momentOf(number),
  })
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
    anInvoice({
      id: invoiceId(0x10_000 + number),
      ownerId: userId(0x10_000_000 + number),
      createdAt: '2026-03-05T08:00:00.000Z' as Instant,
    }),
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
    guestOf(subscription, aUser({ userId: adminId }), guid(8, number)),
    newWorkItem({
      id: guid<WorkItemId>(9, number),
      tenantId: tenantId(1),
      kind: 'data.purge',
      createdAt: momentOf(number),
      notBefore: momentOf(number),
      subscriptionId: subscription.id,
      userIds: [adminId],
    }),
    requestOf(number),
    supportCaseOf(number),
    ...deliveriesOf(number),
    ...auditOf(number),
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

/** What was done at a time, and long before that the end of somebody's licence. */
function auditOf(number: number): readonly Document[] {
  const before = fromMilliseconds(toMilliseconds(momentOf(number)) - 10 * 86_400_000)
  return [
    auditEntry(documentId.audit(`done-${number}`), 'renewal.changed', anAdmin, momentOf(number), {
      subscription: crowded,
      facts: { autoRenew: false },
    }),
    auditEntry(documentId.audit(`ended-${number}`), 'licences.removed', anAdmin, before, {
      subscription: crowded,
      revoked: revokedOf([aUser({ userId: userId(number) })]),
    }),
  ]
}

function requestOf(number: number): LicenseRequest {
  const createdAt = momentOf(number)
  return {
    type: 'licenseRequest',
    id: guid<LicenseRequestId>(10, number),
    tenantId: tenantId(1),
    schemaVersion: 1,
    state: 'pending',
    productId: crowded.productId,
    userId: adminId,
    userName: 'Ada Admin',
    users: [
      {
        userId: adminId,
        displayName: 'Ada Admin',
        userPrincipalName: 'ada.admin@fabrikam.example',
        state: 'pending',
      },
    ],
    message: null,
    decisions: [],
    createdAt,
    updatedAt: createdAt,
    ttl: -1,
  }
}

function supportCaseOf(number: number): SupportCase {
  return {
    type: 'supportCase',
    id: guid<SupportCaseId>(11, number),
    tenantId: tenantId(1),
    schemaVersion: 1,
    kind: 'question',
    state: 'open',
    subscriptionId: crowded.id,
    productId: crowded.productId,
    purchaserId,
    purchaserName: 'Una User',
    openedBy: anAdmin,
    byAdministrator: true,
    subject: 'A question',
    description: 'What is it?',
    queue: 'standard',
    entitlement: 'standard',
    organisation: 'Fabrikam',
    createdAt: momentOf(number),
    updatedAt: momentOf(number),
    operationId: null,
    resolution: null,
  }
}

function deliveriesOf(number: number): readonly Document[] {
  const entry = auditEntry(`told:${number}`, 'subscription.purchased', anAdmin, momentOf(number), {
    subscription: crowded,
  })
  const told = { type: 'subscription.purchased' } as const
  const event = eventOf(entry, told, { id: entry.id, origin: 'https://api.example' })
  const of = { tenantId: tenantId(1), webhookId: webhook.webhookId, subject: guid<never>(13, number) }
  return appended(undefined, of, [event], momentOf(number)).deliveries
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
