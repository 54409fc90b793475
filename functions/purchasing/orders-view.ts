import * as z from 'zod'
import { productName } from '#core/catalogue/products.ts'
import { isRefusal, type RefusalOf } from '#core/kernel/refusals.ts'
import type { Stored } from '#core/ports/documents.ts'
import { type CentralOrder, orderAt } from '#core/purchasing/central-order.ts'
import type { TenantContext } from '../http/context.ts'
import { instantShape, moneyShape, personRefShape, productRefShape } from '../http/shapes.ts'

export const centralOrderShape = z
  .object({
    id: z.string().describe('A GUID'),
    status: z.enum(['Open', 'Completed']).describe('An open order gives no licences. Extensible'),
    product: productRefShape.describe('What it is of'),
    totalLicenses: z.int().describe('How many licences'),
    agreementId: z.string().describe('What it goes on'),
    unitPrice: moneyShape.describe('One licence for one term, without tax'),
    tax: moneyShape.describe('On all of them'),
    total: moneyShape.describe('What will be invoiced'),
    openedBy: personRefShape.describe('Who began it'),
    createdDateTime: instantShape,
    expiresDateTime: instantShape.describe('Until when it can be completed. RFC 3339, UTC'),
    subscriptionId: z.string().optional().describe('What it became'),
  })
  .meta({ id: 'Order', title: 'Central order' })

export function centralOrderView(order: CentralOrder) {
  const { unitPrice, tax, total } = order.quote
  return {
    id: order.id,
    status: order.subscriptionId ? ('Completed' as const) : ('Open' as const),
    product: { id: order.productId, displayName: productName(order.productId) },
    totalLicenses: order.totalLicenses,
    agreementId: order.agreementId,
    unitPrice: { ...unitPrice },
    tax: { ...tax },
    total: { ...total },
    openedBy: { id: order.openedBy.id, displayName: order.openedBy.name },
    createdDateTime: order.openedAt,
    expiresDateTime: order.expiresAt,
    ...(order.subscriptionId ? { subscriptionId: order.subscriptionId } : {}),
  }
}

/** An order of the organisation, as long as it is there. */
export async function findOrder(
  { services, caller }: Pick<TenantContext, 'services' | 'caller'>,
  id: string,
): Promise<Stored<CentralOrder> | RefusalOf<'NotFound'>> {
  const read = await services.documents.read<CentralOrder>(caller.tenantId, id)
  const order = orderAt(read, services.clock.now())
  return isRefusal(order) ? order : (read as Stored<CentralOrder>)
}
