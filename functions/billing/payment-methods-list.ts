import * as z from 'zod'
import type { PaymentMethod } from '#core/billing/payment-method.ts'
import { buyers } from '../http/caller.ts'
import { listAnswer } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, listOf, paging } from '../http/shapes.ts'
import { paymentMethodShape, paymentMethodView } from './view.ts'

export const route = tenantRoute({
  summary: 'The caller’s own cards, masked; nobody sees those of others.',
  tag: 'Payment',
  who: buyers,
  toBuy: true,
  params: z.object({ t: guid }),
  query: z.strictObject(paging),
  answers: { 200: { description: 'A page of cards', body: listOf(paymentMethodShape) } },
  refusals: [],
  handle(context) {
    const { tenantId, userId } = context.caller
    const where = [
      { field: 'type', is: '=', value: 'paymentMethod' },
      { field: 'ownerId', is: '=', value: userId },
    ] as const
    return listAnswer<PaymentMethod>(context, tenantId, { where }, (method) => ({
      ...paymentMethodView(method),
      etag: method._etag,
    }))
  },
})
