import * as z from 'zod'
import type { BillingProfile } from '#core/billing/billing-profile.ts'
import { listAnswer } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, listOf, paging } from '../http/shapes.ts'
import { billingProfileShape, billingProfileView, cardOf } from './profile-view.ts'
import { billReaders, ownersReadBy } from './whose.ts'

export const route = tenantRoute({
  summary:
    'The caller’s own billing profiles, and the organisation’s for those who read what administrators read; nobody sees those of others.',
  tag: 'Payment',
  who: billReaders,
  params: z.object({ t: guid }),
  query: z.strictObject(paging),
  answers: { 200: { description: 'A page of billing profiles', body: listOf(billingProfileShape) } },
  refusals: [],
  handle(context) {
    const { caller } = context
    const where = [
      { field: 'type', is: '=', value: 'billingProfile' },
      { field: 'ownerId', is: 'in', values: ownersReadBy(caller) },
    ] as const
    return listAnswer<BillingProfile>(context, caller.tenantId, { where }, async (profile) => ({
      ...billingProfileView(context, profile, await cardOf(context, profile)),
      etag: profile._etag,
    }))
  },
})
