import * as z from 'zod'
import { creditSeats, sumOf } from '#core/billing/credit.ts'
import type { Amounts } from '#core/billing/taxes.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { dayOf } from '#core/kernel/time.ts'
import { billOfTerm, proratedRaise } from '#core/purchasing/quote.ts'
import { nextUnitPrice } from '#core/renewals/bill-renewal.ts'
import { decideTotal, totalLicensesMax } from '#core/seats/total-licenses.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { nextTermEnd } from '#core/subscriptions/term.ts'
import { admins, buyers } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { amountsShape, amountsView, guid, moneyShape, nothing } from '../http/shapes.ts'
import { findSubscription } from '../subscriptions/find.ts'

export const route = tenantRoute({
  summary: 'What a change of the total would cost or give back, now and in the next term; nothing changes.',
  tag: 'Subscriptions',
  who: [...buyers, ...admins],
  onlyReads: true,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: z.strictObject({
    totalLicenses: z.int().min(1).max(totalLicensesMax).describe('The new total'),
  }),
  answers: {
    200: {
      description: 'What the change would come to, if it were made today',
      body: z.object({
        totalLicenses: z.int().describe('The new total'),
        charged: amountsShape.optional().describe('What is charged now, for the rest of the term'),
        credited: amountsShape.optional().describe('What goes back now, by the seven-day rule'),
        nextTerm: z
          .object({
            startDate: z.string().describe('Its first day'),
            unitPrice: moneyShape.describe('One licence for the whole of it, without tax'),
            amounts: amountsShape.describe('All licences for the whole of it'),
          })
          .optional()
          .describe('What the coming term costs; absent where none follows'),
      }),
    },
  },
  refusals: [
    'NotFound',
    'TakeControlRequired',
    'UnderAdminControl',
    'OperationInProgress',
    'SubscriptionDeleted',
    'SubscriptionNotActive',
    'SingleUserSubscription',
    'QuantityBelowAssigned',
    'QuantityIncreaseNotAllowed',
    'PaymentOverdue',
    'PaymentOutcomeUnknown',
    'TooManyRaises',
  ],
  async handle(context) {
    const { services, tenant, params, body } = context
    const found = await findSubscription(context, params.id)
    if (isRefusal(found)) return found
    const { subscription, standing } = found
    const today = dayOf(services.clock.now())
    const { totalLicenses } = body
    const wanted = { totalLicenses, ifMatch: subscription._etag }
    const decided = decideTotal(subscription, standing, wanted, today)
    if (isRefusal(decided)) return decided
    const { seats } = subscription
    const charged =
      decided.change === 'more'
        ? proratedRaise({
            ...subscription,
            addedLicenses: totalLicenses - seats.total,
            on: today,
            country: tenant.country,
          })
        : undefined
    const credited =
      decided.change === 'less'
        ? sumOf(creditSeats(subscription, seats.total - totalLicenses, today).credited)
        : undefined
    return {
      status: 200,
      body: {
        totalLicenses,
        ...(charged && charged.total.amount > 0 ? { charged: amountsView(charged) } : {}),
        ...(credited ? { credited: amountsView(credited) } : {}),
        ...nextTermOf(subscription, totalLicenses, tenant.country),
      },
    }
  },
})

function nextTermOf(subscription: Subscription, seats: number, country: string) {
  const { autoRenew, expirationDate: from } = subscription
  if (!autoRenew) return {}
  const unitPrice = nextUnitPrice(subscription, country)
  const bill: Amounts = billOfTerm({
    what: 'renewal',
    unitPrice,
    seats,
    from,
    to: nextTermEnd(subscription),
    country,
  })
  return { nextTerm: { startDate: from, unitPrice: { ...unitPrice }, amounts: amountsView(bill) } }
}
