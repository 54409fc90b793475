import type { Operation } from '#core/documents.ts'
import type { SubscriptionId, TenantId, UserId } from '#core/kernel/ids.ts'
import { notFound } from '#core/kernel/refusals.ts'
import type { User } from '#core/organisation/user.ts'
import type { DeadLetter } from '#core/ports/messages.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { Reply } from '#functions/http/reply.ts'
import type { Services } from '#functions/jobs/job.ts'
import { routes } from '#functions/routes.ts'
import { askRoute } from '../support/simulated/ask.ts'
import { tokenOf } from '../support/simulated/tokens.ts'
import { home, operators, theAdmin } from './known-ids.ts'

// Whatever is loaded in the middle of a run takes a time that no seed knows.
const kinds = /^(take-over|seats|purchasing|renewals|operations|ops)-/
await Promise.all(routes.filter(({ name }) => kinds.test(name)).map((route) => route.load()))

/** What people ask for, through the production routes and all of their checks. Each reads the ETag afresh. */
export type Ask = (services: Services) => Promise<Reply>

type Person = Pick<User, 'userId' | 'displayName'>

function tokenOfPerson({ userId, displayName }: Person): string {
  return tokenOf({ tenantId: home, objectId: userId, name: displayName })
}

/** In either organisation the same person, as far as ids go. */
function adminOf(tenantId: TenantId): string {
  return tokenOf({
    tenantId,
    objectId: theAdmin.userId,
    name: theAdmin.displayName,
    directoryRoles: ['62e90394-69f5-4237-9190-012177145e10'],
  })
}

const admin = adminOf(home)
const operator = tokenOf({
  tenantId: operators,
  objectId: theAdmin.userId,
  name: theAdmin.displayName,
  appRoles: ['Ops.Manage'],
})

/** `repeat` is the caller's Repeatability-Request-ID: the same for all of their tries. */
export function askToMove(
  source: SubscriptionId,
  to: SubscriptionId,
  userIds: readonly UserId[] | undefined,
  repeat: string,
): Ask {
  const body = { targetSubscriptionId: to, confirm: true, ...(userIds ? { userIds } : {}) }
  return onSubscription('take-over-move-users', source, () => ({ body, repeat }))
}

export function askToCancel(source: SubscriptionId, repeat: string): Ask {
  const body = { reason: 'unused', confirm: true }
  return onSubscription('take-over-cancel', source, () => ({ body, repeat }))
}

export function askToTakeControl(id: SubscriptionId): Ask {
  return onSubscription('take-over-take-control', id, () => ({}))
}

/** As a body of purchasing-buy; `repeat` where whoever asks means to repeat it. */
export function askToBuy(buyer: Person, body: object, repeat: string | undefined): Ask {
  const asked = { token: tokenOfPerson(buyer), params: { t: home }, body, ...(repeat ? { repeat } : {}) }
  return (services) => askRoute(services, 'purchasing-buy', asked)
}

/** More licences, under the version that was read the first time or the one that there is now. */
export function askToRaise(
  purchaser: Person,
  id: SubscriptionId,
  totalLicenses: number,
  version: { ofThen?: string },
  keepsVersion: boolean,
): Ask {
  return async (services) => {
    const subscription = await services.documents.read<Subscription>(home, id)
    if (!subscription) return notFound()
    version.ofThen ??= subscription._etag
    const etag = keepsVersion ? version.ofThen : subscription._etag
    return askRoute(services, 'purchasing-change', {
      token: tokenOfPerson(purchaser),
      params: { t: home, id },
      headers: { 'if-match': etag },
      body: { totalLicenses },
    })
  }
}

/** Fewer licences, under the version that there is now. */
export function askToLower(purchaser: Person, id: SubscriptionId, by: number): Ask {
  return askAsPurchaser(purchaser, id, ({ seats }) => ({
    totalLicenses: Math.max(1, seats.assigned + seats.reserved, seats.total - by),
  }))
}

/** Whether another term follows. */
export function askToSwitchRenewal(purchaser: Person, id: SubscriptionId, autoRenew: boolean): Ask {
  return askAsPurchaser(purchaser, id, () => ({ autoRenew }))
}

function askAsPurchaser(
  purchaser: Person,
  id: SubscriptionId,
  body: (subscription: Subscription) => object,
): Ask {
  return async (services) => {
    const subscription = await services.documents.read<Subscription>(home, id)
    if (!subscription) return notFound()
    return askRoute(services, 'purchasing-change', {
      token: tokenOfPerson(purchaser),
      params: { t: home, id },
      headers: { 'if-match': subscription._etag },
      body: body(subscription),
    })
  }
}

export function askToBuyCentrally(body: object, repeat: string | undefined): Ask {
  const asked = { token: admin, params: { t: home }, body, ...(repeat ? { repeat } : {}) }
  return (services) => askRoute(services, 'purchasing-buy', asked)
}

export function askToAssign(id: SubscriptionId, userIds: readonly UserId[]): Ask {
  return onSubscription('seats-assign', id, () => ({ body: { userIds } }))
}

export function askToUnassign(id: SubscriptionId, userIds: readonly UserId[]): Ask {
  return onSubscription('seats-unassign', id, () => ({ body: { userIds, confirm: true } }))
}

export function askToList(
  tenantId: TenantId,
  verb: 'assign' | 'remove',
  id: SubscriptionId,
  userIds: readonly string[],
  repeat: string,
): Ask {
  const body = { userIds, ...(verb === 'remove' ? { confirm: true } : {}) }
  const asked = { token: adminOf(tenantId), params: { t: tenantId, id }, body, repeat }
  return (services) => askRoute(services, `seats-bulk-${verb}`, asked)
}

export function askToUndo({ id, tenantId }: Operation, repeat: string): Ask {
  const asked = { token: adminOf(tenantId), params: { t: tenantId, id }, body: { confirm: true }, repeat }
  return (services) => askRoute(services, 'take-over-undo', asked)
}

export function askToTransferAll(from: UserId, to: UserId, repeat: string): Ask {
  const body = { userId: to, confirm: true }
  const asked = { token: admin, params: { t: home, userId: from }, body, repeat }
  return (services) => askRoute(services, 'renewals-transfer-all', asked)
}

export function askToExport(subscriptionIds: readonly SubscriptionId[], repeat: string): Ask {
  const asked = { token: admin, params: { t: home }, body: { subscriptionIds }, repeat }
  return (services) => askRoute(services, 'seats-licenses-export', asked)
}

export function askForTotal(id: SubscriptionId, more: number): Ask {
  return onSubscription('purchasing-change', id, ({ seats }) => ({
    body: { totalLicenses: Math.max(1, seats.total + more) },
  }))
}

export function askToAct(act: 'pause' | 'resume' | 'cancel', { id, tenantId }: Operation): Ask {
  const asked = { token: adminOf(tenantId), params: { t: tenantId, id } }
  return (services) => askRoute(services, `operations-${act}`, asked)
}

export function askAsOperatorToResume({ id }: Operation): Ask {
  return (services) => askRoute(services, 'ops-operations-resume', { token: operator, params: { id } })
}

export function askToResubmit({ queue, sequenceNumber }: DeadLetter): Ask {
  const body = { queue, sequenceNumber }
  return (services) => askRoute(services, 'ops-dead-letters-resubmit', { token: operator, body })
}

export function askToDrop({ queue, sequenceNumber }: DeadLetter): Ask {
  const body = { queue, sequenceNumber, reason: 'Nobody needs it.' }
  return (services) => askRoute(services, 'ops-dead-letters-drop', { token: operator, body })
}

function onSubscription(
  route: string,
  id: SubscriptionId,
  ask: (subscription: Subscription) => { readonly body?: unknown; readonly repeat?: string },
): Ask {
  return async (services) => {
    const subscription = await services.documents.read<Subscription>(home, id)
    if (!subscription) return notFound()
    const headers = { 'if-match': subscription._etag }
    return askRoute(services, route, {
      token: admin,
      params: { t: home, id },
      headers,
      ...ask(subscription),
    })
  }
}
