import * as z from 'zod'
import type { PaymentMethod } from '#core/billing/payment-method.ts'
import { door, guid } from '../door.ts'
import { listAnswer } from '../paging.ts'
import { paymentMethodShape, paymentMethodView } from '../views/payment-method.ts'
import { listOf, paging } from '../views/shapes.ts'

export const paymentMethodsList = door({
  name: 'payment-methods-list',
  method: 'GET',
  route: '/tenants/{t}/paymentMethods',
  summary: 'The caller’s own cards, masked; nobody sees those of others.',
  tag: 'Payment',
  who: ['member'],
  scope: 'tenant',
  params: z.object({ t: guid }),
  query: z.strictObject(paging),
  answers: { 200: { description: 'A page of cards', body: listOf(paymentMethodShape) } },
  refusals: [],
  handle(call) {
    const { tenantId, userId } = call.caller
    const where = [
      { field: 'type', is: '=', value: 'paymentMethod' },
      { field: 'ownerId', is: '=', value: userId },
    ] as const
    return listAnswer<PaymentMethod>(call, tenantId, { where }, (method) => ({
      ...paymentMethodView(method),
      etag: method._etag,
    }))
  },
})
