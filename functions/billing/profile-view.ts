import * as z from 'zod'
import { type BillingProfile, theOrganisation } from '#core/billing/billing-profile.ts'
import type { PaymentMethod } from '#core/billing/payment-method.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { TenantContext } from '../http/context.ts'
import { instantShape } from '../http/shapes.ts'
import { paymentMethodShape, paymentMethodView } from './view.ts'

export const billingProfileShape = z
  .object({
    id: z.string().describe('A GUID'),
    owner: z.enum(['self', 'organisation']).describe('Whose it is. Extensible'),
    name: z.string().describe('To whom invoices are addressed'),
    organisation: z.string().describe('The name of the organisation, also on every invoice'),
    address: z.record(z.string(), z.string()).optional().describe('Where the invoices go'),
    taxId: z.string().optional().describe('In capitals, without spaces'),
    paymentMethod: paymentMethodShape.optional().describe('What is charged; absent while there is none'),
    createdDateTime: instantShape.describe('When it was made. RFC 3339, UTC'),
    etag: z.string().optional().describe('Its version; of a change in the header alone'),
  })
  .meta({ id: 'BillingProfile', title: 'Billing profile' })

/** A profile as whoever may see it does, with the card that is charged. (R112) */
export function billingProfileView(
  { caller, tenant }: Pick<TenantContext, 'caller' | 'tenant'>,
  profile: BillingProfile,
  card: PaymentMethod | undefined,
) {
  return {
    id: profile.id,
    owner: profile.ownerId === theOrganisation ? 'organisation' : 'self',
    name: profile.name,
    organisation: tenant.displayName,
    ...(profile.address === null ? {} : { address: profile.address }),
    ...(profile.taxId === null ? {} : { taxId: profile.taxId }),
    ...(card ? { paymentMethod: cardFor(caller.userId, card) } : {}),
    createdDateTime: profile.createdAt,
  }
}

/** The organisation's may be the card of another administrator: whose it is, is theirs. */
function cardFor(userId: string, card: PaymentMethod) {
  return paymentMethodView(card.ownerId === userId ? card : { ...card, nameOnCard: null, address: null })
}

/** The card of a profile; undefined while there is none. */
export async function cardOf(
  { services }: Pick<TenantContext, 'services'>,
  { tenantId, paymentMethodId }: BillingProfile,
): Promise<Stored<PaymentMethod> | undefined> {
  return paymentMethodId === null
    ? undefined
    : services.documents.read<PaymentMethod>(tenantId, paymentMethodId)
}
