import type { Operation } from '#core/documents.ts'
import type { SubscriptionId, TenantId, UserId } from '#core/kernel/ids.ts'
import { notFound } from '#core/kernel/refusals.ts'
import { askRoute } from '../../support/simulated/ask.ts'
import { tokenOf } from '../../support/simulated/tokens.ts'
import type { Ask } from '../calls.ts'
import { adminId, target } from './town.ts'

/** What the administrator of either organisation asks for, through the production routes. */
const tokenOfAdmin = (tenantId: TenantId) =>
  tokenOf({
    tenantId,
    objectId: adminId,
    name: 'Ada Admin',
    directoryRoles: ['62e90394-69f5-4237-9190-012177145e10'],
  })

export function askToConsolidate(
  t: TenantId,
  sourceIds: readonly SubscriptionId[],
  repeat: string,
  startAt?: string,
): Ask {
  const body = { sourceIds, targetSubscriptionId: target, confirm: true, ...(startAt ? { startAt } : {}) }
  const asked = { token: tokenOfAdmin(t), params: { t }, body, repeat }
  return (services) => askRoute(services, 'take-over-consolidate', asked)
}

export function askForPlan(
  t: TenantId,
  id: SubscriptionId,
  what: 'move-users' | 'cancel',
  startAt: string,
  repeat: string,
): Ask {
  const wanted = what === 'cancel' ? { reason: 'unused' } : { targetSubscriptionId: target }
  return async (services) => {
    const source = await services.documents.read(t, id)
    if (!source) return notFound()
    return askRoute(services, `take-over-${what}`, {
      token: tokenOfAdmin(t),
      params: { t, id },
      headers: { 'if-match': source._etag },
      body: { ...wanted, startAt, confirm: true },
      repeat,
    })
  }
}

export function askForAnotherTime(t: TenantId, id: string, startAt: string): Ask {
  return async (services) => {
    const operation = await services.documents.read<Operation>(t, id)
    if (!operation) return notFound()
    const headers = { 'if-match': operation._etag }
    const asked = { token: tokenOfAdmin(t), params: { t, id }, headers, body: { startAt } }
    return askRoute(services, 'operations-update', asked)
  }
}

export function askToTell(t: TenantId, id: string, what: 'pause' | 'resume' | 'cancel'): Ask {
  const asked = { token: tokenOfAdmin(t), params: { t, id } }
  return (services) => askRoute(services, `operations-${what}`, asked)
}

export function askForSeat(t: TenantId, id: SubscriptionId, userIds: readonly UserId[]): Ask {
  const asked = { token: tokenOfAdmin(t), params: { t, id }, body: { userIds } }
  return (services) => askRoute(services, 'seats-assign', asked)
}

export function askForSeatBack(t: TenantId, id: SubscriptionId, userIds: readonly UserId[]): Ask {
  const asked = { token: tokenOfAdmin(t), params: { t, id }, body: { userIds, confirm: true } }
  return (services) => askRoute(services, 'seats-unassign', asked)
}
