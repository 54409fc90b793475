import { type Actor, auditEntry } from '#core/audit/audit-entry.ts'
import type { BillingProfile } from '#core/billing/billing-profile.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { PaymentMethodId, UserId } from '#core/kernel/ids.ts'
import { notFound, refuse } from '#core/kernel/refusals.ts'
import { dayOf } from '#core/kernel/time.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { User } from '#core/organisation/user.ts'
import { renewalCause, startRenewal } from '#core/renewals/renew.ts'
import { refuseTransfer, transferOwnership } from '#core/renewals/transfer-ownership.ts'
import { withDue } from '#core/subscriptions/due.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { booksToCredit } from '#functions/billing/books.ts'
import { change } from '#functions/http/transaction.ts'
import { sendMailsIn } from '#functions/mail/message.ts'
import { payFor, settlingOf, writeDown } from '#functions/purchasing/payment.ts'
import type { Ask } from '../calls.ts'
import { home, theAdmin } from '../known-ids.ts'
import type { Person } from './asks.ts'

/** What people ask for that no route offers yet: the decisions of core, in the steps that a route would take. */

const standing = { purchaser: false, admin: true, reader: true, licenseAdmin: false } as const

function actorOf({ userId: id, displayName: name }: Person): Actor {
  return { id, name, tenantId: home }
}

/** An administrator gives the subscription to somebody else. */
export function askToTransfer(id: string, to: UserId): Ask {
  return async (services) => {
    const at = services.clock.now()
    return change({ services }, home, async () => {
      const [subscription, owner, tenant] = await services.documents.readTogether<
        [Subscription, User, Tenant]
      >(home, [id, documentId.user(to), documentId.tenant])
      if (!subscription || !owner || !tenant || subscription.state === 'pending') return notFound()
      const refused = refuseTransfer(subscription, standing, owner)
      if (refused) return refused
      const answer = { status: 200 }
      const last = subscription.orderHistory.at(-1)
      if (subscription.purchaserId === to || last?.at === at) return { writes: [], answer }
      const { unpaid, seats } = subscription
      const books = unpaid
        ? await booksToCredit(services, subscription, seats.total, dayOf(at), at)
        : undefined
      const { writes } = transferOwnership(
        subscription,
        owner,
        {
          by: actorOf(theAdmin),
          at,
          auditId: documentId.audit(services.ids.next()),
          organisation: tenant.displayName,
          purchaser: owner,
          traceparent: '',
        },
        books,
      )
      return { writes, answer, afterwards: () => sendMailsIn(services, writes) }
    })
  }
}

/** Gives the profile another card: renewals that wait for one are tried at once. */
export function askForNewCard(profileId: string, cardId: PaymentMethodId, person: Person): Ask {
  return async (services) =>
    change({ services }, home, async () => {
      const profile = await services.documents.read<BillingProfile>(home, profileId)
      if (!profile) return notFound()
      const answer = { status: 200 }
      if (profile.paymentMethodId === cardId) return { writes: [], answer }
      const at = services.clock.now()
      const where = [
        { field: 'type', is: '=', value: 'subscription' },
        { field: 'billingProfileId', is: '=', value: profileId },
      ] as const
      const waiting = []
      for await (const page of services.documents.pages<Subscription>(home, { where }, 100))
        waiting.push(...page.items.filter(({ unpaid, state }) => unpaid && state !== 'deleted'))
      return {
        writes: [
          {
            kind: 'patch',
            id: profileId,
            set: { paymentMethodId: cardId },
            ifMatch: profile._etag,
          },
          ...waiting.map((subscription) => {
            const unpaid = subscription.unpaid && { ...subscription.unpaid, retryOn: dayOf(at) }
            const document = withDue<Subscription>({ ...subscription, unpaid })
            return { kind: 'replace', document, ifMatch: subscription._etag } as const
          }),
          {
            kind: 'create',
            document: auditEntry(
              documentId.audit(services.ids.next()),
              'paymentMethod.added',
              actorOf(person),
              at,
              { tenantId: home, facts: { paymentMethodId: cardId } },
            ),
          },
        ],
        answer,
      }
    })
}

/** Pays by hand what could not be charged: with that card, else with the one of the profile. */
export function askToPay(id: string, person: Person, paymentMethodId?: PaymentMethodId): Ask {
  return async (services) => {
    const subscription = await services.documents.read<Subscription>(home, id)
    if (!subscription?.unpaid || subscription.purchaserId !== person.userId) return notFound()
    if (subscription.operationId) return refuse('OperationInProgress', {})
    const underWay = { because: 'paymentUnderWay', retryAfterMs: 2_000 } as const
    if (subscription.purchaseId) return refuse('PaymentOutcomeUnknown', underWay)
    const at = services.clock.now()
    const auditId = documentId.audit(services.ids.next())
    const { card, country, profile } = await settlingOf(
      services,
      paymentMethodId ? { paymentMethodId } : {},
      subscription,
      at,
      auditId,
    )
    if (!card) return refuse('PaymentMethodNotSupported', { because: 'noCard' })
    const started = startRenewal(subscription, {
      purchaseId: services.ids.derive(renewalCause(subscription)),
      paymentMethodId: card.id,
      country,
      by: actorOf(person),
      at,
      triedAt: services.machineClock.now(),
      profile,
    })
    const purchase = await writeDown(services, started)
    if (!purchase) return refuse('PaymentOutcomeUnknown', underWay)
    return (
      (await payFor({ services }, purchase, true, () => ({ status: 200 }))) ??
      refuse('PaymentOutcomeUnknown', underWay)
    )
  }
}
