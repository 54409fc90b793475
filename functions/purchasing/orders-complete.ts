import * as z from 'zod'
import { eligibilityCodes } from '#core/catalogue/eligibility.ts'
import type { SubscriptionId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { completeOrder } from '#core/purchasing/central-order.ts'
import { admins } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { changedSubscriptionShape } from '../subscriptions/view.ts'
import { getWithoutPayment } from './buy.ts'
import { productFor } from './order.ts'
import { findOrder } from './orders-view.ts'

export const route = tenantRoute({
  summary: 'Completes a central purchase at the price of the order: the licences are there at once.',
  tag: 'Subscriptions',
  who: admins,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: nothing,
  answers: {
    201: {
      description: 'The active subscription',
      body: changedSubscriptionShape,
      headers: ['ETag', 'Location'],
    },
  },
  refusals: ['NotFound', 'OrderCompleted', ...eligibilityCodes],
  handle(context) {
    return createOnce(context, context.caller.tenantId, async () => {
      const order = await findOrder(context, context.params.id)
      if (isRefusal(order)) return order
      const { productId, totalLicenses, agreementId, quote } = order
      const wanted = { productId, totalLicenses, agreementId, channel: 'central' } as const
      // What has become of the product or the organisation meanwhile counts, but for the price.
      const product = productFor(context, wanted)
      const bought = isRefusal(product) ? product : await getWithoutPayment(context, wanted, product, quote)
      const completed = completeOrder(order, (isRefusal(bought) ? '' : bought.creates) as SubscriptionId)
      if (isRefusal(completed)) return completed
      return isRefusal(bought) ? bought : { ...bought, writes: [...bought.writes, completed] }
    })
  },
})
