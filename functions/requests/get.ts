import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { findRequest, whoReadsRequests } from './find.ts'
import { requestShape, requestView } from './view.ts'

export const route = tenantRoute({
  summary: 'One request for licences, with what was decided and what the caller may do to it now.',
  tag: 'Subscriptions',
  who: whoReadsRequests,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  answers: { 200: { description: 'The request', body: requestShape, headers: ['ETag'] } },
  refusals: ['NotFound'],
  async handle(context) {
    const request = await findRequest(context, context.params.id)
    if (isRefusal(request)) return request
    const body = { ...requestView(context.caller, request), etag: request._etag }
    return { status: 200, body, etag: request._etag }
  },
})
