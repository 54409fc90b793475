import type { Operation } from '#core/documents.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import { fromMilliseconds } from '#core/kernel/time.ts'
import type { Reply } from '#functions/http/reply.ts'
import { guid } from '../../support/builders.ts'
import { operationsOf } from '../aftermath.ts'
import type { Chance } from '../chance.ts'
import type { Clients } from '../clients.ts'
import type { Cloud } from '../cloud.ts'
import {
  askForAnotherTime,
  askForPlan,
  askForSeat,
  askForSeatBack,
  askToConsolidate,
  askToTell,
} from './asks.ts'
import { outsiders, planned, sources, target, tenants } from './town.ts'

const minuteMs = 60_000

/** However far ahead the clock is, plans lie at most so far ahead of it; then it is moved past all of them. */
export const plansLieWithinMs = 20 * 60 * minuteMs

/** What both organisations ask for in the same minutes: a consolidation, plans, and what disturbs them. */
export function tell(
  cloud: Cloud,
  chance: Chance,
  clients: Clients,
  accepted: (tenantId: TenantId, reply: Reply | undefined) => void,
): void {
  for (const [number, tenantId] of tenants.entries()) {
    const heard = (reply: Reply | undefined) => accepted(tenantId, reply)
    const repeat = (of: number) => guid<string>(9, number * 100 + of)
    const order = chance.happens(0.5) ? sources : sources.toReversed()
    const later = chance.happens(0.3) ? momentOf(cloud, chance) : undefined
    clients.request(
      'consolidate',
      chance.whole(1, 60),
      () => askToConsolidate(tenantId, order, repeat(1), later),
      heard,
    )
    for (const [place, id] of planned.entries()) {
      const startAt = chance.happens(0.6) ? 'endOfTerm' : momentOf(cloud, chance)
      const what = place < 2 ? 'move-users' : 'cancel'
      const ask = askForPlan(tenantId, id, what, startAt, repeat(10 + place))
      clients.request(`plan a ${what}`, chance.whole(1, 60), () => ask, heard)
    }
    disturb(cloud, chance, clients, tenantId)
  }
}

function momentOf(cloud: Cloud, chance: Chance): string {
  const ms = chance.pick([minuteMs, 10 * minuteMs, 10 * 60 * minuteMs])
  return fromMilliseconds(cloud.productMs + ms + chance.whole(10_000, minuteMs))
}

function disturb(cloud: Cloud, chance: Chance, clients: Clients, tenantId: TenantId): void {
  const beganMs = cloud.productMs
  const any = (fits: (operation: Operation) => boolean = () => true) => {
    const found = operationsOf(cloud, tenantId).filter(fits)
    return found.length === 0 ? undefined : chance.pick(found)
  }
  for (let act = chance.happens(0.5) ? chance.whole(1, 6) : 0; act > 0; act -= 1) {
    const what = chance.pick(['pause', 'pause', 'resume', 'resume', 'cancel'] as const)
    clients.request(what, chance.whole(50, chance.pick([400, 3_000, 2 * minuteMs])), () => {
      const isParent = chance.happens(0.6)
      const operation = any(({ kind }) => !isParent || kind === 'consolidate')
      return operation && askToTell(tenantId, operation.id, what)
    })
  }
  for (let act = chance.happens(0.5) ? chance.whole(1, 3) : 0; act > 0; act -= 1) {
    clients.request('another time', chance.whole(100, 2 * minuteMs), () => {
      // What is planned anew then would never be due.
      if (cloud.productMs - beganMs > plansLieWithinMs) return undefined
      const operation = any(({ startAt }) => startAt !== undefined)
      return operation && askForAnotherTime(tenantId, operation.id, momentOf(cloud, chance))
    })
  }
  for (const userId of outsiders) {
    if (chance.happens(0.6)) continue
    clients.request('assign', chance.whole(0, 500), () => askForSeat(tenantId, target, [userId]))
    if (chance.happens(0.5)) continue
    const ask = askForSeatBack(tenantId, target, [userId])
    clients.request('unassign', chance.whole(100, 1_000), () => ask)
  }
}
