import * as z from 'zod'
import { auditEntry } from '#core/audit/audit-entry.ts'
import type { PaymentMethod } from '#core/billing/payment-method.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { PaymentMethodId } from '#core/kernel/ids.ts'
import { isRefusal, type Refusal, refuse } from '#core/kernel/refusals.ts'
import { actorOf } from '../caller.ts'
import { createOnce } from '../change.ts'
import { type Call, door, guid, nothing } from '../door.ts'
import { addressShape, paymentMethodShape, paymentMethodView } from '../views/payment-method.ts'

const body = z.strictObject({
  type: z.string().min(1).max(50).describe('`card`; nothing else can be paid with.'),
  token: z.string().min(1).max(200).optional().describe('What the payment gateway gave for the card.'),
  nameOnCard: z.string().min(1).max(200).optional(),
  address: addressShape.optional(),
})

export const paymentMethodsCreate = door({
  name: 'payment-methods-create',
  method: 'POST',
  route: '/tenants/{t}/paymentMethods',
  summary: 'Adds a card of one’s own by the token that the payment gateway gave for it.',
  tag: 'Payment',
  who: ['member'],
  scope: 'tenant',
  params: z.object({ t: guid }),
  query: nothing,
  body,
  answers: { 201: { description: 'The card, masked', body: paymentMethodShape } },
  refusals: ['CardNumberNotAllowed', 'PaymentMethodNotSupported', 'PaymentMethodExpired'],
  async handle(call) {
    const { world, caller, person } = call
    const card = await lookUp(call, call.body)
    if (isRefusal(card)) return card
    return createOnce(call, caller.tenantId, async () => {
      const at = world.clock.now()
      const method: PaymentMethod = {
        type: 'paymentMethod',
        id: world.ids.next() as PaymentMethodId,
        tenantId: caller.tenantId,
        schemaVersion: 1,
        ownerId: caller.userId,
        ...card,
        nameOnCard: call.body.nameOnCard ?? null,
        address: call.body.address ?? null,
        createdAt: at,
      }
      const by = actorOf(caller, person)
      const audit = auditEntry(documentId.audit(world.ids.next()), 'paymentMethod.added', by, at, {
        tenantId: caller.tenantId,
        facts: { paymentMethodId: method.id, brand: method.brand, last4: method.last4 },
      })
      return {
        writes: [
          { kind: 'create', document: method },
          { kind: 'create', document: audit },
        ],
        answer: { status: 201, body: paymentMethodView(method) },
        etagOf: method.id,
        creates: method.id,
      }
    })
  },
})

async function lookUp(
  { world }: Call,
  { type, token }: z.output<typeof body>,
): Promise<Refusal | Pick<PaymentMethod, 'token' | 'brand' | 'last4' | 'expiry'>> {
  if (type !== 'card') {
    return refuse('PaymentMethodNotSupported', `Only a card can be paid with, not ${type}.`, {
      target: 'type',
    })
  }
  const unknown = refuse('InvalidRequest', 'Expected the token that the payment gateway gave for the card.', {
    target: 'token',
  })
  if (token === undefined) return unknown
  const card = await world.payments.lookUpCard(token)
  if (!('refused' in card)) return { token, ...card }
  switch (card.refused) {
    case 'expired':
      return refuse('PaymentMethodExpired', 'The card has expired.', { target: 'token' })
    case 'unknownToken':
      return unknown
  }
}
