import * as z from 'zod'
import { channels } from '#core/catalogue/channel.ts'
import { productName } from '#core/catalogue/products.ts'
import type { Language } from '#core/kernel/language.ts'
import type { Stored } from '#core/ports/documents.ts'
import { dueSteps, nextDue } from '#core/subscriptions/due.ts'
import { eventsMax } from '#core/subscriptions/order-history.ts'
import { actionsOn, allActions, type Standing } from '#core/subscriptions/standing.ts'
import {
  endings,
  orderEvents,
  type Subscription,
  type SubscriptionState,
} from '#core/subscriptions/subscription.ts'
import { termStart } from '#core/subscriptions/term.ts'
import { wordsIn } from '../http/messages/words.ts'
import { instantShape, moneyShape, personRefShape, productRefShape } from '../http/shapes.ts'
import { dataOwnerIn, dataOwnerShape } from '../organisation/data-owner.ts'
import { dataPolicyShape } from '../policies/data-view.ts'

export const statuses = ['Active', 'Expired', 'Disabled', 'Deleted'] as const
type Status = (typeof statuses)[number]

/** The states that callers see; one that is being paid for is not there for anybody. */
export const stateOfStatus = {
  Active: 'active',
  Expired: 'expired',
  Disabled: 'disabled',
  Deleted: 'deleted',
} as const satisfies Record<Status, SubscriptionState>

export function statusOf({ state }: Subscription): Status {
  return statuses.find((status) => stateOfStatus[status] === state) ?? 'Active'
}

export const subscriptionShape = z
  .object({
    id: z.string().describe('A GUID'),
    status: z
      .enum(statuses)
      .describe('Expired: the term is over, licences still work. Disabled: they do not. Extensible'),
    channel: z.enum(channels).describe('The way in which it was got. Extensible'),
    product: productRefShape.describe('What it is of'),
    purchaser: personRefShape.describe('Who bought it; the name is kept after they left'),
    orphanedSince: instantShape
      .optional()
      .describe('Since when the purchaser is disabled or gone; for administrators. RFC 3339, UTC'),
    totalLicenses: z.int().describe('Licences bought'),
    assignedLicenses: z.int().describe('Licences that people hold'),
    reservedLicenses: z.int().describe('Held back for users that an operation is moving here'),
    availableLicenses: z.int().describe('Licences that can be given'),
    price: moneyShape.describe('One licence for one term, without tax'),
    billingTermMonths: z.int().describe('Months of a term'),
    createdDateTime: instantShape.describe('When it was bought. RFC 3339, UTC'),
    termStartDate: z.string().describe('First day of the running term'),
    expirationDate: z.string().describe('The day on which the term ends'),
    autoRenew: z.boolean().describe('Whether another term follows'),
    nextStep: z
      .object({
        kind: z.enum(dueSteps).describe('What happens then. Extensible'),
        date: z.string().describe('The day'),
      })
      .optional()
      .describe('What time changes next'),
    unpaidInvoiceId: z
      .string()
      .optional()
      .describe('The renewal that could not be charged; for its purchaser alone'),
    agreementId: z.string().optional().describe('What a central purchase is on'),
    controlledBy: z
      .object({
        id: z.string().describe('The object id'),
        displayName: z.string().describe('The name as it was then'),
        at: instantShape.describe('Since when. RFC 3339, UTC'),
      })
      .optional()
      .describe('The administrator who took control'),
    operationId: z.string().optional().describe('The move or cancel that runs on it'),
    deletedDateTime: instantShape.optional().describe('RFC 3339, UTC'),
    deletedBecause: z.enum(endings).optional().describe('What it came to its end by. Extensible'),
    cancellation: z
      .object({
        reason: z.string().describe('One of the reasons, or somebody’s own words'),
        feedback: z.string().optional().describe('What the purchaser had to say'),
      })
      .optional()
      .describe('Why it was deleted'),
    dataOwner: dataOwnerShape,
    dataPolicy: dataPolicyShape
      .optional()
      .describe('On the subscription’s own address only: what holds for that data now'),
    priceTag: z.string().optional().describe('Of what costs nothing, in the language of the request'),
    note: z.string().optional().describe('Of what costs nothing, in the language of the request'),
    actions: z.array(z.enum(allActions)).describe('What the caller may do to it now. Extensible'),
    orderHistory: z
      .array(
        z.object({
          event: z.enum(orderEvents).describe('What happened. Extensible'),
          at: instantShape,
          by: personRefShape.describe('Who did it'),
          totalLicenses: z.int().optional().describe('Licences from then on'),
          charged: moneyShape
            .optional()
            .describe('What was paid for it, tax included; not for License and User Administrators'),
          credited: moneyShape.optional().describe('What went back for it, tax included'),
          autoRenew: z.boolean().optional().describe('Whether it renews from then on'),
        }),
      )
      .optional()
      .describe(
        'On the subscription’s own address only, oldest first: the purchase and up to 499 of the latest events',
      ),
    orderHistoryCut: z
      .literal(true)
      .optional()
      .describe(
        `There where the history has more than ${eventsMax} events: the purchase and the latest of them`,
      ),
    etag: z.string().describe('Its version'),
  })
  .meta({ id: 'Subscription', title: 'Subscription' })

/** What a change answers: a kept answer outlives its ETag, so that is only in the header, read afresh. */
export const changedSubscriptionShape = subscriptionShape
  .omit({ etag: true, dataPolicy: true })
  .meta({ id: 'ChangedSubscription', title: 'Subscription, changed' })

/** A subscription as its purchaser and administrators see it; `history` belongs to the details page. */
export function subscriptionView(
  subscription: Stored<Subscription>,
  standing: Standing,
  language: Language,
  history: boolean,
) {
  const { seats, controlledBy } = subscription
  const deleted = subscription.state === 'deleted' ? subscription : undefined
  const { free } = wordsIn(language)
  const next = nextDue(subscription)
  const costsNothing = subscription.unitPrice.amount === 0
  return {
    id: subscription.id,
    status: statusOf(subscription),
    channel: subscription.channel,
    product: { id: subscription.productId, displayName: productName(subscription.productId) },
    purchaser: { id: subscription.purchaserId, displayName: subscription.purchaserName },
    ...(subscription.orphanedAt && standing.reader ? { orphanedSince: subscription.orphanedAt } : {}),
    totalLicenses: seats.total,
    assignedLicenses: seats.assigned,
    reservedLicenses: seats.reserved,
    availableLicenses: seats.available,
    price: { ...subscription.unitPrice },
    billingTermMonths: subscription.termMonths,
    createdDateTime: subscription.createdAt,
    termStartDate: termStart(subscription),
    expirationDate: subscription.expirationDate,
    autoRenew: subscription.autoRenew,
    ...(next ? { nextStep: { kind: next.step, date: next.on } } : {}),
    ...(subscription.unpaid && standing.purchaser ? { unpaidInvoiceId: subscription.unpaid.invoiceId } : {}),
    ...(subscription.agreementId ? { agreementId: subscription.agreementId } : {}),
    ...(controlledBy
      ? { controlledBy: { id: controlledBy.id, displayName: controlledBy.name, at: controlledBy.at } }
      : {}),
    ...(subscription.operationId ? { operationId: subscription.operationId } : {}),
    ...(deleted
      ? {
          deletedDateTime: deleted.deletedAt,
          deletedBecause: deleted.deletedBecause,
          ...(deleted.cancellation ? { cancellation: cancellationView(deleted.cancellation) } : {}),
        }
      : {}),
    ...(costsNothing ? { priceTag: free.tag, note: free.note } : {}),
    dataOwner: dataOwnerIn(subscription.tenantId),
    actions: actionsOn(subscription, standing),
    ...(history ? { orderHistory: historyView(subscription, standing) } : {}),
    ...(history && subscription.orderHistory.length >= eventsMax ? { orderHistoryCut: true } : {}),
    etag: subscription._etag,
  }
}

/** The same as a change answers it. */
export function changedSubscriptionView(subscription: Subscription, standing: Standing, language: Language) {
  const { etag: _notYetKnown, ...view } = subscriptionView(
    { ...subscription, _etag: '' },
    standing,
    language,
    true,
  )
  return view
}

function cancellationView({ reason, feedback }: { reason: string; feedback: string | null }) {
  return { reason, ...(feedback === null ? {} : { feedback }) }
}

/** What was paid is for whoever pays and for administrators; who gives out licences sees what happened. (R160) */
function historyView(subscription: Subscription, { purchaser, reader }: Standing) {
  const seesMoney = purchaser || reader
  return subscription.orderHistory.map((entry) => ({
    event: entry.event,
    at: entry.at,
    by: { id: entry.by.id, displayName: entry.by.name },
    ...(entry.totalLicenses === undefined ? {} : { totalLicenses: entry.totalLicenses }),
    ...(entry.charged === undefined || !seesMoney ? {} : { charged: { ...entry.charged } }),
    ...(entry.credited === undefined || !seesMoney ? {} : { credited: { ...entry.credited } }),
    ...(entry.autoRenew === undefined ? {} : { autoRenew: entry.autoRenew }),
  }))
}
