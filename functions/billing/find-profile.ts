import type { BillingProfile } from '#core/billing/billing-profile.ts'
import { isExpired, type PaymentMethod } from '#core/billing/payment-method.ts'
import { notFound, type Refusal, type RefusalOf, refuse } from '#core/kernel/refusals.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { TenantContext } from '../http/context.ts'
import { mayRead, refuseChange } from './whose.ts'

type Asking = Pick<TenantContext, 'services' | 'caller'>

/** A billing profile that the caller may see; every other is not there. (R112) */
export async function findProfile(
  { services, caller }: Asking,
  id: string,
): Promise<Stored<BillingProfile> | RefusalOf<'NotFound'>> {
  const profile = await services.documents.read<BillingProfile>(caller.tenantId, id)
  return profile?.type === 'billingProfile' && mayRead(caller, profile) ? profile : notFound()
}

export async function findProfileToChange(
  asking: Asking,
  id: string,
): Promise<Stored<BillingProfile> | Refusal<'NotFound' | 'Forbidden'>> {
  const profile = await findProfile(asking, id)
  return 'refused' in profile ? profile : (refuseChange(asking.caller, profile) ?? profile)
}

/** A card of the caller's own; every other is not there. (R115) */
export async function findOwnCard(
  { services, caller }: Asking,
  id: string,
  target?: string,
): Promise<Stored<PaymentMethod> | RefusalOf<'NotFound'>> {
  const card = await services.documents.read<PaymentMethod>(caller.tenantId, id)
  if (card?.type === 'paymentMethod' && card.ownerId === caller.userId) return card
  return target === undefined ? notFound() : refuse('NotFound', {}, { target })
}

/** One that can be charged today. */
export async function findUsableCard(
  asking: Asking,
  id: string,
): Promise<Stored<PaymentMethod> | Refusal<'NotFound' | 'PaymentMethodExpired'>> {
  const target = 'paymentMethodId'
  const card = await findOwnCard(asking, id, target)
  if ('refused' in card) return card
  return isExpired(card, asking.services.clock.now()) ? refuse('PaymentMethodExpired', {}, { target }) : card
}
