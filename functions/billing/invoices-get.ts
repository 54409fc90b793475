import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { findInvoice } from './find-invoice.ts'
import { invoiceShape, invoiceView } from './invoice-view.ts'
import { billReaders } from './whose.ts'

export const route = tenantRoute({
  summary:
    'An invoice or credit note of one’s own, or the organisation’s for those who read what administrators read.',
  tag: 'Payment',
  who: billReaders,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  answers: { 200: { description: 'The invoice', body: invoiceShape, headers: ['ETag'] } },
  refusals: ['NotFound'],
  async handle(context) {
    const invoice = await findInvoice(context, context.params.id)
    if (isRefusal(invoice)) return invoice
    const body = { ...invoiceView(context.services, invoice), etag: invoice._etag }
    return { status: 200, body, etag: invoice._etag }
  },
})
