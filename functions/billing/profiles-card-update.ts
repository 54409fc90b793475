import * as z from 'zod'
import { isRefusal, notFound, refuse, refuseStale } from '#core/kernel/refusals.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { cardChangesShape, editCard } from './edit-card.ts'
import { findProfileToChange } from './find-profile.ts'
import { billingProfileShape, billingProfileView, cardOf } from './profile-view.ts'
import { billPayers } from './whose.ts'

export const route = tenantRoute({
  summary:
    'Changes the card of a billing profile where it is the caller’s own. What is unpaid is charged again at once.',
  tag: 'Payment',
  who: billPayers,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: cardChangesShape,
  needsIfMatch: true,
  answers: {
    200: {
      description: 'The billing profile with its card, changed; both have a new version',
      body: billingProfileShape,
      headers: ['ETag'],
    },
  },
  refusals: [
    'NotFound',
    'CardNumberNotAllowed',
    'PaymentMethodNotSupported',
    'PaymentMethodExpired',
    'SecurityCodeWrong',
  ],
  handle: (context) =>
    editCard(context, async () => {
      const profile = await findProfileToChange(context, context.params.id)
      if (isRefusal(profile)) return profile
      const stale = refuseStale(profile, context.ifMatch)
      if (stale) return stale
      const { paymentMethodId } = profile
      const card = await cardOf(context, profile)
      if (!card) return refuse('PaymentMethodNotSupported', { because: 'noCard' })
      // The organisation's may be charged to another administrator's: that is theirs to change, or to be replaced.
      if (card.ownerId !== context.caller.userId) return notFound()
      return {
        card,
        versioned: profile,
        // Changes nothing but the version, which stands for what the profile shows of its card too.
        writes: [{ kind: 'patch', id: profile.id, set: { paymentMethodId }, ifMatch: profile._etag }],
        answer: (after) => ({ status: 200, body: billingProfileView(context, profile, after) }),
      }
    }),
})
