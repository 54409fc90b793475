import type { SubscriptionId, TenantId, UserId } from '#core/kernel/ids.ts'
import { entriesPerPart } from '#core/seats/bulk.ts'
import type { Reply } from '#functions/http/reply.ts'
import { guid } from '../../support/builders.ts'
import { askToList } from '../calls.ts'
import type { Chance } from '../chance.ts'
import type { Clients } from '../clients.ts'
import { farTarget, home, neighbour, sourceA, sourceB, target } from '../known-ids.ts'
import type { Organisation } from '../organisation.ts'

/** Lists of users that are sent in a run, to be given licences or to lose them. */
export interface Lists {
  readonly count: number
  /** As many in the other organisation, at the same time. */
  readonly inNeighbour: boolean
}

export const noLists: Lists = { count: 0, inNeighbour: false }

export function listsFrom(chance: Chance): Lists {
  if (!chance.happens(0.2)) return noLists
  return { count: chance.whole(1, 4), inNeighbour: chance.happens(0.4) }
}

export interface Sending {
  readonly chance: Chance
  readonly clients: Clients
  readonly organisation: Organisation
  readonly accepted: (reply: Reply | undefined) => void
}

export function sendLists({ count, inNeighbour }: Lists, sending: Sending): void {
  for (let number = 0; number < count; number += 1) {
    sendList(sending, home, number)
    if (inNeighbour) sendList(sending, neighbour, number)
  }
}

function sendList(
  { chance, clients, organisation, accepted }: Sending,
  tenantId: TenantId,
  number: number,
): void {
  const kind = chance.pick(['assign', 'assign', 'remove'] as const)
  const id = chance.pick<SubscriptionId>([target, target, sourceA, sourceB, farTarget, farTarget])
  const ask = askToList(tenantId, kind, id, listFrom(chance, organisation), guid(9, 0x20 + number))
  clients.request(`list: ${kind}`, chance.whole(0, chance.pick([20, 300, 5_000])), () => ask, accepted)
}

/** Some of the people, now and then far apart, with whoever nobody knows in between and somebody twice. */
function listFrom(chance: Chance, { people, outsiders }: Organisation): readonly string[] {
  const most = chance.pick([people, people, outsiders])
  const chosen = most.filter(() => chance.happens(0.7))
  const wanted: readonly UserId[] = chosen.length > 0 ? chosen : people.slice(0, 1)
  const isSpread = chance.happens(0.7)
  const perPart = chance.whole(1, 4)
  return wanted.flatMap((userId, place) => [
    userId,
    ...(chance.happens(0.1) ? [userId] : []),
    ...(isSpread && place % perPart === perPart - 1
      ? Array.from({ length: entriesPerPart - perPart }, (_, n) => `nobody${place}-${n}`)
      : []),
  ])
}
