import * as z from 'zod'
import { savingOf } from '#core/billing/saving.ts'
import { unitPriceOf } from '#core/catalogue/prices.ts'
import { findProduct, productName } from '#core/catalogue/products.ts'
import type { Comparison } from '#core/ports/documents.ts'
import { type Subscription, workingStates } from '#core/subscriptions/subscription.ts'
import { adminReaders } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'
import { listAnswer } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, listOf, paging, personRefShape, productRefShape } from '../http/shapes.ts'
import { savingShape, savingView } from './saving-view.ts'

export const route = tenantRoute({
  summary:
    'What it would save a year to move the users of each self-service subscription to central licences.',
  tag: 'Payment',
  who: adminReaders,
  params: z.object({ t: guid }),
  query: z.strictObject({
    ...paging,
    productId: z.string().max(64).optional().describe('Of this product only'),
  }),
  answers: {
    200: {
      description: 'A page of self-service subscriptions whose licences work',
      body: listOf(
        z
          .object({
            subscriptionId: z.string().describe('Whose users would move'),
            product: productRefShape.describe('What it is of'),
            purchaser: personRefShape.describe('Who pays for it'),
            autoRenew: z.boolean().describe('False where it ends by itself with its term'),
            saving: savingShape
              .optional()
              .describe('At the price list of today; absent where nothing is listed in its currency'),
          })
          .meta({ id: 'PossibleSaving', title: 'What a move would save' }),
      ),
    },
  },
  refusals: [],
  handle(context) {
    const { caller, query } = context
    const where: Comparison[] = [
      { field: 'type', is: '=', value: 'subscription' },
      { field: 'channel', is: '=', value: 'selfService' },
      { field: 'state', is: 'in', values: [...workingStates] },
    ]
    if (query.productId) where.push({ field: 'productId', is: '=', value: query.productId })
    return listAnswer<Subscription>(context, caller.tenantId, { where }, (subscription) => {
      const { id, productId, purchaserId, purchaserName, autoRenew } = subscription
      const saving = atCentralPrice(context, subscription)
      return {
        subscriptionId: id,
        product: { id: productId, displayName: productName(productId) },
        purchaser: { id: purchaserId, displayName: purchaserName },
        autoRenew,
        ...(saving ? { saving: savingView(saving) } : {}),
      }
    })
  },
})

/** Users need a seat there, empty seats do not. */
function atCentralPrice({ services, tenant }: TenantContext, subscription: Subscription) {
  const product = findProduct(subscription.productId, services.settings.catalogueProfile)
  const offer = product?.channels.central
  const unitPrice = product && unitPriceOf(product, 'central', tenant.country)
  if (!offer || !unitPrice) return undefined
  return savingOf(subscription, { unitPrice, termMonths: offer.termMonths }, subscription.seats.assigned)
}
