import type { PaymentMethod } from '#core/billing/payment-method.ts'
import type { Write } from '#core/ports/documents.ts'
import type { Services } from '../jobs/job.ts'
import { profilesOf } from './books.ts'
import { type Retry, retryUnpaid } from './retry-unpaid.ts'

/**
 * A new card is charged for everything of its owner's that has none: somebody who was given a subscription had none
 * when it was to be renewed. What is unpaid because of that is tried again at once.
 */
export async function giveToProfiles(services: Services, card: PaymentMethod): Promise<Retry> {
  const { tenantId, ownerId } = card
  const profiles = await profilesOf(services, tenantId, ownerId)
  const without = profiles.filter(({ paymentMethodId }) => paymentMethodId === null)
  const given = without.map(
    ({ id, _etag }): Write => ({ kind: 'patch', id, set: { paymentMethodId: card.id }, ifMatch: _etag }),
  )
  const ids = new Set<string>(without.map(({ id }) => id))
  const retry = await retryUnpaid(services, tenantId, ownerId, ({ id }) => ids.has(id), profiles)
  return { ...retry, writes: [...given, ...retry.writes] }
}
