import * as z from 'zod'
import { auditEntry } from '#core/audit/audit-entry.ts'
import { eligibilityCodes } from '#core/catalogue/eligibility.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { openOrder } from '#core/purchasing/central-order.ts'
import { quote } from '#core/purchasing/quote.ts'
import { totalLicensesMax } from '#core/seats/total-licenses.ts'
import { productIdShape } from '../catalogue/eligible.ts'
import { actorOf, admins } from '../http/caller.ts'
import { linkTo } from '../http/links.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { productFor } from './order.ts'
import { centralOrderShape, centralOrderView } from './orders-view.ts'

export const route = tenantRoute({
  summary:
    'Begins a central purchase: the price holds for an hour, and nothing is bought before it is completed.',
  tag: 'Subscriptions',
  who: admins,
  params: z.object({ t: guid }),
  query: nothing,
  body: z.strictObject({
    productId: productIdShape.describe('What to get'),
    totalLicenses: z.int().min(1).max(totalLicensesMax).describe('How many licences'),
    agreementId: z.string().min(1).max(100).optional().describe('The organisation’s own when absent.'),
  }),
  answers: {
    201: { description: 'The open order', body: centralOrderShape, headers: ['ETag', 'Location'] },
  },
  refusals: ['NotFound', ...eligibilityCodes],
  handle(context) {
    const { services, caller, person, tenant, body } = context
    const { tenantId } = caller
    return createOnce(context, tenantId, async () => {
      const { productId, totalLicenses, agreementId = tenant.agreementId } = body
      const product = productFor(context, { ...body, channel: 'central' })
      if (isRefusal(product)) return product
      const quoted = quote({ product, channel: 'central', country: tenant.country, totalLicenses })
      if (isRefusal(quoted)) return quoted
      const by = actorOf(caller, person)
      const at = services.clock.now()
      const order = openOrder({
        id: services.ids.next(),
        tenantId,
        productId: product.id,
        totalLicenses,
        agreementId,
        quote: quoted,
        openedBy: by,
        openedAt: at,
      })
      const facts = { orderId: order.id, productId, totalLicenses, agreementId }
      const audit = auditEntry(documentId.audit(services.ids.next()), 'order.opened', by, at, {
        tenantId,
        facts,
      })
      return {
        writes: [
          { kind: 'create', document: order },
          { kind: 'create', document: audit },
        ],
        answer: {
          status: 201,
          body: centralOrderView(order),
          headers: { Location: linkTo(services, `/tenants/${tenantId}/orders/${order.id}`) },
        },
        etagOf: order.id,
        creates: order.id,
      }
    })
  },
})
