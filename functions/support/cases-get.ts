import * as z from 'zod'
import { notFound } from '#core/kernel/refusals.ts'
import type { SupportCase } from '#core/support/support-case.ts'
import { people } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { standingOf } from '../subscriptions/find.ts'
import { caseShape, caseView } from './view.ts'

export const route = tenantRoute({
  summary: 'One support case, with what support said to it: for its purchaser and administrators.',
  tag: 'Subscriptions',
  who: people,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  answers: { 200: { description: 'The case', body: caseShape, headers: ['ETag'] } },
  refusals: ['NotFound'],
  async handle({ services, caller, params }) {
    const supportCase = await services.documents.read<SupportCase>(caller.tenantId, params.id)
    if (supportCase?.type !== 'supportCase') return notFound()
    const { purchaser, reader } = standingOf(caller, supportCase)
    if (!purchaser && !reader) return notFound()
    return { status: 200, body: caseView(supportCase), etag: supportCase._etag }
  },
})
