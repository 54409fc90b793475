import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import { buyers } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { cardChangesShape, editCard } from './edit-card.ts'
import { findOwnCard } from './find-profile.ts'
import { paymentMethodShape, paymentMethodView } from './view.ts'

export const route = tenantRoute({
  summary:
    'Changes expiry, security code, name or address of one’s own card. What is unpaid is charged again at once.',
  tag: 'Payment',
  who: buyers,
  toBuy: true,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: cardChangesShape,
  needsIfMatch: true,
  answers: { 200: { description: 'The card, changed', body: paymentMethodShape, headers: ['ETag'] } },
  refusals: ['NotFound', 'CardNumberNotAllowed', 'PaymentMethodExpired', 'SecurityCodeWrong'],
  handle: (context) =>
    editCard(context, async () => {
      const card = await findOwnCard(context, context.params.id)
      if (isRefusal(card)) return card
      return {
        card,
        versioned: card,
        writes: [],
        answer: (after) => ({ status: 200, body: paymentMethodView(after) }),
      }
    }),
})
