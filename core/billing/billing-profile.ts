import type { BillingProfileId, PaymentMethodId, UserId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { Tenant } from '../organisation/tenant.ts'
import type { User } from '../organisation/user.ts'
import type { DocumentBase, Write } from '../ports/documents.ts'
import type { Address } from './address.ts'
import type { PaymentMethod } from './payment-method.ts'

/** Whose bills they are: a purchaser's own, or the organisation's for what is bought centrally. */
export type BillingOwner = UserId | typeof theOrganisation
export const theOrganisation = 'organisation'

/**
 * Id: a GUID. To whom invoices are addressed, and the card that is charged. A purchaser's is made with the first
 * purchase on a card, the organisation's with the first central purchase. (R095, R112)
 */
export interface BillingProfile extends DocumentBase {
  readonly type: 'billingProfile'
  readonly id: BillingProfileId
  readonly ownerId: BillingOwner
  readonly name: string
  readonly address: Address | null
  readonly taxId: string | null
  /** Null where nothing is charged by itself: the organisation pays its invoices, or has an agreement. */
  readonly paymentMethodId: PaymentMethodId | null
  readonly createdAt: Instant
}

/**
 * For the batch that begins a charge to the card of a profile: where that was replaced since it was read, nothing
 * begins. Another card, which somebody chose for this once, may be any.
 */
export function chargedStill(
  { document, isNew }: { readonly document: BillingProfile; readonly isNew: boolean },
  cardId: PaymentMethodId,
): readonly Write[] {
  const { id, paymentMethodId } = document
  if (isNew || paymentMethodId !== cardId) return []
  return [
    {
      kind: 'patch',
      id,
      set: { paymentMethodId },
      when: [{ field: 'paymentMethodId', is: '=', value: paymentMethodId }],
    },
  ]
}

/** The profile that begins with a purchaser's card, or without one yet; the address of the card is taken over. */
export function profileOfCard(
  id: BillingProfileId,
  owner: Pick<User, 'userId' | 'displayName' | 'tenantId'>,
  card: Pick<PaymentMethod, 'id' | 'address'> | { readonly id: null; readonly address: null },
  at: Instant,
): BillingProfile {
  return {
    type: 'billingProfile',
    id,
    tenantId: owner.tenantId,
    schemaVersion: 1,
    ownerId: owner.userId,
    name: owner.displayName,
    address: card.address,
    taxId: null,
    paymentMethodId: card.id,
    createdAt: at,
  }
}

export function profileOfOrganisation(
  id: BillingProfileId,
  tenant: Pick<Tenant, 'tenantId' | 'displayName'>,
  at: Instant,
): BillingProfile {
  return {
    type: 'billingProfile',
    id,
    tenantId: tenant.tenantId,
    schemaVersion: 1,
    ownerId: theOrganisation,
    name: tenant.displayName,
    address: null,
    taxId: null,
    paymentMethodId: null,
    createdAt: at,
  }
}
