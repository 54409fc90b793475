import { createHash } from 'node:crypto'
import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { findInvoice } from './find-invoice.ts'
import { billReaders } from './whose.ts'

export const route = tenantRoute({
  summary: 'An invoice or credit note to read and print, in the language of the request.',
  tag: 'Payment',
  who: billReaders,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: nothing,
  answers: {
    200: {
      description: 'A PDF; the same as long as nothing about the invoice changes',
      contentTypes: ['application/pdf'],
      headers: ['Content-Disposition', 'ETag'],
    },
  },
  refusals: ['NotFound'],
  async handle(context) {
    const { services, params, language } = context
    const invoice = await findInvoice(context, params.id)
    if (isRefusal(invoice)) return invoice
    const { invoicePdf } = await import('./document/invoice-pdf.ts')
    const content = await invoicePdf(invoice, { language, seller: services.settings.seller })
    const fileName = `${invoice.kind === 'creditNote' ? 'creditnote' : 'invoice'}-${invoice.number}.pdf`
    return {
      status: 200,
      // Of these bytes: it differs from language to language.
      etag: createHash('sha256').update(content).digest('base64url'),
      headers: { 'Content-Disposition': `inline; filename="${fileName}"`, vary: 'Accept-Language' },
      raw: { contentType: 'application/pdf', content },
    }
  },
})
