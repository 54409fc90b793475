import type { BillingProfile } from '#core/billing/billing-profile.ts'
import type { PaymentMethodId, SubscriptionId, UserId } from '#core/kernel/ids.ts'
import { notFound } from '#core/kernel/refusals.ts'
import type { User } from '#core/organisation/user.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { routes } from '#functions/routes.ts'
import { askRoute } from '../../support/simulated/ask.ts'
import { tokenOf } from '../../support/simulated/tokens.ts'
import type { Ask } from '../calls.ts'
import { home, theAdmin } from '../known-ids.ts'

// Whatever is loaded in the middle of a run takes a time that no seed knows.
const kinds = /^((take-over|seats|purchasing|renewals|operations|ops)-|billing-profiles-card-replace)/
await Promise.all([
  import('#functions/renewals/run-due.ts'),
  ...routes.filter(({ name }) => kinds.test(name)).map((route) => route.load()),
])

export type Person = Pick<User, 'userId' | 'displayName'>
const globalAdmin = '62e90394-69f5-4237-9190-012177145e10'

function tokenOfPerson(person: Person): string {
  const { userId: objectId, displayName: name } = person
  const roles = person === theAdmin ? { directoryRoles: [globalAdmin] } : {}
  return tokenOf({ tenantId: home, objectId, name, ...roles })
}

export function askToBuy(person: Person, body: object, repeat: string): Ask {
  const asked = { token: tokenOfPerson(person), params: { t: home }, body, repeat }
  return (services) => askRoute(services, 'purchasing-buy', asked)
}

/** Seats or renewal, under the version that there is now. */
export function askToChange(
  person: Person,
  id: string,
  change: (
    subscription: Subscription,
  ) => { readonly totalLicenses: number } | { readonly autoRenew: boolean },
): Ask {
  return onSubscription(person, 'purchasing-change', id, (subscription) => ({ body: change(subscription) }))
}

export function askToAssign(person: Person, id: string, userIds: readonly UserId[]): Ask {
  return onSubscription(person, 'seats-assign', id, () => ({ body: { userIds } }))
}

export function askToTakeControl(id: string): Ask {
  return onSubscription(theAdmin, 'take-over-take-control', id, () => ({}))
}

export function askToCancel(person: Person, id: string, repeat: string): Ask {
  const body = { reason: 'unused', confirm: true }
  return onSubscription(person, 'take-over-cancel', id, () => ({ body, repeat }))
}

export function askToMove(id: string, to: string, repeat: string): Ask {
  const body = { targetSubscriptionId: to, confirm: true }
  return onSubscription(theAdmin, 'take-over-move-users', id, () => ({ body, repeat }))
}

/** An administrator gives the subscription to somebody else. */
export function askToTransfer(id: string, userId: UserId): Ask {
  return onSubscription(theAdmin, 'renewals-transfer-ownership', id, () => ({ body: { userId } }))
}

/** Has the profile charge another card: renewals that wait for one are tried at once. */
export function askForNewCard(person: Person, profileId: string, paymentMethodId: PaymentMethodId): Ask {
  return async (services) => {
    const profile = await services.documents.read<BillingProfile>(home, profileId)
    if (!profile) return notFound()
    return askRoute(services, 'billing-profiles-card-replace', {
      token: tokenOfPerson(person),
      params: { t: home, id: profileId },
      headers: { 'if-match': profile._etag },
      body: { paymentMethodId },
    })
  }
}

/** Pays by hand what could not be charged: with that card, else with the one of the profile. */
export function askToPay(person: Person, id: string, repeat: string, paymentMethodId?: PaymentMethodId): Ask {
  let invoiceId: string | undefined
  return async (services) => {
    const subscription = await services.documents.read<Subscription>(home, id as SubscriptionId)
    invoiceId ??= subscription?.unpaid?.invoiceId
    if (!invoiceId) return notFound()
    return askRoute(services, 'renewals-invoices-pay', {
      token: tokenOfPerson(person),
      params: { t: home, id: invoiceId },
      body: paymentMethodId ? { paymentMethodId } : {},
      repeat,
    })
  }
}

function onSubscription(
  person: Person,
  route: string,
  id: string,
  ask: (subscription: Subscription) => { readonly body?: unknown; readonly repeat?: string },
): Ask {
  return async (services) => {
    const subscription = await services.documents.read<Subscription>(home, id as SubscriptionId)
    if (!subscription) return notFound()
    return askRoute(services, route, {
      token: tokenOfPerson(person),
      params: { t: home, id },
      headers: { 'if-match': subscription._etag },
      ...ask(subscription),
    })
  }
}
