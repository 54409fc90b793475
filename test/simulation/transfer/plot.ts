import type { UserId } from '#core/kernel/ids.ts'
import type { Reply } from '#functions/http/reply.ts'
import { guid, userId } from '../../support/builders.ts'
import { askToTransferAll } from '../calls.ts'
import type { Chance } from '../chance.ts'
import type { Clients } from '../clients.ts'
import { sourceA, sourceB, target } from '../known-ids.ts'
import type { Organisation } from '../organisation.ts'

/** Leavers whose subscriptions all go to somebody else, who may give them away again. */
export interface Transfers {
  readonly count: number
}

export const noTransfers: Transfers = { count: 0 }

export function transfersFrom(chance: Chance): Transfers {
  return chance.happens(0.12) ? { count: chance.whole(1, 5) } : noTransfers
}

export function transferSome(
  { count }: Transfers,
  {
    chance,
    clients,
    organisation,
    accepted,
  }: {
    readonly chance: Chance
    readonly clients: Clients
    readonly organisation: Organisation
    readonly accepted: (reply: Reply | undefined) => void
  },
): void {
  const owners = [sourceA, sourceB, target].map((id) => userId(Number.parseInt(id.slice(-4), 16)))
  const heirs = organisation.people.slice(0, 2)
  let atMs = 0
  for (let number = 0; number < count; number += 1) {
    const from = chance.pick<UserId>(number < 2 ? owners : [...owners, ...heirs, ...heirs])
    const to = chance.pick<UserId>(heirs.length > 0 ? heirs : owners)
    const ask = askToTransferAll(from, to, guid(9, 0x90 + number))
    atMs += chance.whole(0, chance.pick([5, 200, 5_000]))
    clients.request('transfer all', atMs, () => ask, accepted)
  }
}
