import * as z from 'zod'
import { adminReaders } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { policyFileShape, policyFileView } from './file.ts'

export const route = tenantRoute({
  summary: 'The policy as a file to edit, preview and apply.',
  tag: 'Policies',
  who: adminReaders,
  params: z.object({ t: guid }),
  query: nothing,
  answers: {
    200: { description: 'The file', body: policyFileShape, headers: ['ETag', 'Content-Disposition'] },
  },
  refusals: [],
  async handle(context) {
    const body = policyFileView(context.services, context)
    const headers = { 'content-disposition': 'attachment; filename="allowSelfServicePurchase.json"' }
    return { status: 200, body, headers, etag: body.etag }
  },
})
