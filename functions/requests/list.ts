import * as z from 'zod'
import { idsOfProduct } from '#core/catalogue/products.ts'
import type { Comparison } from '#core/ports/documents.ts'
import { keptSince, type LicenseRequest } from '#core/requests/license-request.ts'
import { productIdShape } from '../catalogue/eligible.ts'
import { isAny, isPartner } from '../http/caller.ts'
import { listAnswer } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { commaSeparated, guid, listOf, paging } from '../http/shapes.ts'
import { requestReaders, whoReadsRequests } from './find.ts'
import { requestShape, requestStatuses, requestView, stateOfStatus } from './view.ts'

export const route = tenantRoute({
  summary:
    'Requests for licences of the last 12 months, newest first: all of the organisation for administrators, their own for everybody else.',
  tag: 'Subscriptions',
  who: whoReadsRequests,
  params: z.object({ t: guid }),
  query: z.strictObject({
    ...paging,
    status: commaSeparated(requestStatuses).optional().describe('One or more, separated by commas'),
    productId: productIdShape.optional().describe('What is asked for'),
  }),
  answers: { 200: { description: 'A page of requests', body: listOf(requestShape) } },
  refusals: [],
  handle(context) {
    const { services, caller, query } = context
    const where: Comparison[] = [
      { field: 'type', is: '=', value: 'licenseRequest' },
      { field: 'createdAt', is: '>=', value: keptSince(services.clock.now()) },
    ]
    if (!isAny(caller, requestReaders)) {
      // Nothing here is a partner's own.
      where.push({ field: 'userId', is: '=', value: isPartner(caller) ? '' : caller.userId })
    }
    if (query.status) {
      where.push({ field: 'state', is: 'in', values: query.status.map((status) => stateOfStatus[status]) })
    }
    if (query.productId) {
      where.push({ field: 'productId', is: 'in', values: idsOfProduct(query.productId) })
    }
    const newestFirst = { where, orderBy: { field: 'createdAt', direction: 'descending' } } as const
    return listAnswer<LicenseRequest>(context, caller.tenantId, newestFirst, (request) => ({
      ...requestView(caller, request),
      etag: request._etag,
    }))
  },
})
