import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import { buyers } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { findOwnCard } from './find-profile.ts'
import { paymentMethodShape, paymentMethodView } from './view.ts'

export const route = tenantRoute({
  summary: 'One of the caller’s own cards, masked.',
  tag: 'Payment',
  who: buyers,
  toBuy: true,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  answers: { 200: { description: 'The card', body: paymentMethodShape, headers: ['ETag'] } },
  refusals: ['NotFound'],
  async handle(context) {
    const card = await findOwnCard(context, context.params.id)
    if (isRefusal(card)) return card
    return { status: 200, body: { ...paymentMethodView(card), etag: card._etag }, etag: card._etag }
  },
})
