import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { findProfile } from './find-profile.ts'
import { billingProfileShape, billingProfileView, cardOf } from './profile-view.ts'
import { billReaders } from './whose.ts'

export const route = tenantRoute({
  summary:
    'A billing profile of one’s own, or the organisation’s for those who read what administrators read.',
  tag: 'Payment',
  who: billReaders,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  answers: { 200: { description: 'The billing profile', body: billingProfileShape, headers: ['ETag'] } },
  refusals: ['NotFound'],
  async handle(context) {
    const profile = await findProfile(context, context.params.id)
    if (isRefusal(profile)) return profile
    const view = billingProfileView(context, profile, await cardOf(context, profile))
    return { status: 200, body: { ...view, etag: profile._etag }, etag: profile._etag }
  },
})
