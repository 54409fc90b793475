import * as z from 'zod'
import { auditEntry } from '#core/audit/audit-entry.ts'
import { expiryNoticeAt, isExpired, type PaymentMethod } from '#core/billing/payment-method.ts'
import { eligibilityCodes } from '#core/catalogue/eligibility.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { PaymentMethodId } from '#core/kernel/ids.ts'
import { isRefusal, type Refusal, refuse } from '#core/kernel/refusals.ts'
import { refuseAnything } from '../catalogue/eligible.ts'
import { actorOf, admins, buyers, isAny } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { giveToProfiles } from './give-to-profiles.ts'
import { addressShape, paymentMethodShape, paymentMethodView } from './view.ts'

const body = z.strictObject({
  type: z.string().min(1).max(50).describe('`card`; nothing else can be paid with.'),
  token: z.string().min(1).max(200).optional().describe('What the payment gateway gave for the card.'),
  nameOnCard: z.string().min(1).max(200).optional().describe('As it stands on the card'),
  address: addressShape.optional().describe('Where the bills go'),
})

export const route = tenantRoute({
  summary: 'Adds a card of one’s own by the token that the payment gateway gave for it.',
  tag: 'Payment',
  who: buyers,
  toBuy: true,
  params: z.object({ t: guid }),
  query: nothing,
  body,
  answers: { 201: { description: 'The card, masked', body: paymentMethodShape, headers: ['ETag'] } },
  refusals: ['PaymentMethodNotSupported', 'PaymentMethodExpired', ...eligibilityCodes],
  async handle(context) {
    const { services, caller, person } = context
    const refused = await refuseWhoBuysNothing(context)
    if (refused) return refused
    const card = await lookUp(context, context.body)
    if (isRefusal(card)) return card
    return createOnce(context, caller.tenantId, async () => {
      const at = services.clock.now()
      const method: PaymentMethod = {
        type: 'paymentMethod',
        id: services.ids.next() as PaymentMethodId,
        tenantId: caller.tenantId,
        schemaVersion: 1,
        ownerId: caller.userId,
        ...card,
        nameOnCard: context.body.nameOnCard ?? null,
        address: context.body.address ?? null,
        createdAt: at,
        dueAt: expiryNoticeAt(card.expiry),
      }
      const by = actorOf(caller, person)
      const audit = auditEntry(documentId.audit(services.ids.next()), 'paymentMethod.added', by, at, {
        tenantId: caller.tenantId,
        // Administrators read it, and other people's cards are not for them.
        facts: { paymentMethodId: method.id },
      })
      const first = await giveToProfiles(services, method)
      return {
        writes: [{ kind: 'create', document: method }, { kind: 'create', document: audit }, ...first.writes],
        answer: { status: 201, body: paymentMethodView(method) },
        etagOf: method.id,
        creates: method.id,
        ...(first.afterwards ? { afterwards: first.afterwards } : {}),
      }
    })
  },
})

/**
 * Whoever may buy nothing has no card to add, and hears why (R148); unless they look after the organisation's own bills,
 * or bought when they could, and go on paying.
 */
async function refuseWhoBuysNothing(context: TenantContext): Promise<Refusal | undefined> {
  const { services, caller } = context
  const refused = refuseAnything(context)
  if (!refused || isAny(caller, admins)) return undefined
  const where = [
    { field: 'type', is: '=', value: 'billingProfile' },
    { field: 'ownerId', is: '=', value: caller.userId },
  ] as const
  const { items } = await services.documents.page(caller.tenantId, { where, fields: ['id'] }, { size: 1 })
  return items.length > 0 ? undefined : refused
}

async function lookUp(
  { services }: TenantContext,
  { type, token }: z.output<typeof body>,
): Promise<Refusal | Pick<PaymentMethod, 'token' | 'brand' | 'last4' | 'expiry'>> {
  if (type !== 'card') return refuse('PaymentMethodNotSupported', { because: 'notACard' }, { target: 'type' })
  if (token === undefined) return badToken('cardTokenNeeded')
  const card = await services.payments.lookUpCard(token)
  if (!('refused' in card)) {
    // By the product's clock, which the gateway does not know.
    return isExpired(card, services.clock.now())
      ? refuse('PaymentMethodExpired', {}, { target: 'token' })
      : { token, ...card }
  }
  switch (card.refused) {
    case 'expired':
      return refuse('PaymentMethodExpired', {}, { target: 'token' })
    case 'unknownToken':
      return badToken('unknownToken')
  }
}

function badToken(is: 'cardTokenNeeded' | 'unknownToken') {
  return refuse('InvalidRequest', { problems: [{ target: 'token', is }] }, { target: 'token' })
}
