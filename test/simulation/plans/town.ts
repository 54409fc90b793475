import type { Document } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { ProductId, SubscriptionId, TenantId } from '#core/kernel/ids.ts'
import { money } from '#core/kernel/money.ts'
import type { Day } from '#core/kernel/time.ts'
import { newPolicy } from '#core/policies/policy.ts'
import { withDue } from '#core/subscriptions/due.ts'
import {
  anActive,
  anAssignment,
  aTenant,
  aUser,
  seatsOf,
  subscriptionId,
  tenantId,
  userId,
} from '../../support/builders.ts'
import type { Chance } from '../chance.ts'

/** Two organisations whose documents have the very same ids: a batch in the wrong one would be seen. */
export const tenants = [tenantId(1), tenantId(2)] as const

export const target = subscriptionId(1)
export const sources = [11, 12, 13, 14, 15].map(subscriptionId)
/** What plans are about: two are moved, two cancelled. */
export const planned = [21, 22, 23, 24].map(subscriptionId) as [
  SubscriptionId,
  SubscriptionId,
  SubscriptionId,
  SubscriptionId,
]
/** Of these the term ends tomorrow, and nothing is charged for the next one. */
export const endsOn = '2026-01-06' as Day
const holders = Array.from({ length: 12 }, (_, index) => userId(100 + index))
export const outsiders = [userId(200), userId(201), userId(202)]
export const adminId = userId(0xadb1)

/** Some users are on several sources; the target has room for all of them, or for too few. */
export function townOf(tenant: TenantId, chance: Chance): readonly Document[] {
  const person = (id: typeof adminId, displayName: string) =>
    aUser({ tenantId: tenant, userId: id, id: documentId.user(id), displayName })
  const holding = [...sources, ...planned].map((id) => ({
    id,
    users: holders.filter(() => chance.happens(0.25)),
  }))
  const users = holding.reduce((sum, one) => sum + one.users.length, 0)
  const atTarget = holders.filter(() => chance.happens(0.4))
  const room = chance.happens(0.5) ? users : chance.whole(0, Math.ceil((users * 2) / 3))
  const subscriptions = [
    anActive({
      ...{ id: target, tenantId: tenant, channel: 'central', purchaserId: adminId, dueAt: null },
      seats: seatsOf({ total: atTarget.length + room, assigned: atTarget.length }),
    }),
    ...holding.map(({ id, users }, index) => {
      const isTaken = planned.includes(id) || chance.happens(0.4)
      return withDue(
        anActive({
          ...{ id, tenantId: tenant, channel: 'selfService', productId: 'CFQ7TTC0L3PB' as ProductId },
          ...{ purchaserId: userId(300 + index), unitPrice: money(0, 'EUR') },
          ...{ startsOn: '2025-12-06' as Day, expirationDate: endsOn, termMonths: 1 },
          announced: { termNumber: 2, unitPrice: money(0, 'EUR') },
          controlledBy: isTaken
            ? { id: adminId, name: 'Ada Admin', tenantId: tenant, at: '2026-01-01T00:00:00.000Z' as never }
            : null,
          seats: seatsOf({ total: users.length + 1, assigned: users.length }),
        }),
      )
    }),
  ]
  return [
    aTenant({ tenantId: tenant }),
    newPolicy(tenant),
    person(adminId, 'Ada Admin'),
    ...outsiders.map((id, index) => person(id, `Outsider ${index}`)),
    ...subscriptions,
    ...[{ id: target, users: atTarget }, ...holding].flatMap(({ id, users }) =>
      users.map((one) => anAssignment({ id, tenantId: tenant }, one)),
    ),
  ]
}
