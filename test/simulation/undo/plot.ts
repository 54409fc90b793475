import type { Operation } from '#core/documents.ts'
import type { SubscriptionId } from '#core/kernel/ids.ts'
import type { Reply } from '#functions/http/reply.ts'
import { guid } from '../../support/builders.ts'
import { type Ask, askToAct, askToAssign, askToUnassign, askToUndo } from '../calls.ts'
import type { Chance } from '../chance.ts'
import type { Clients } from '../clients.ts'
import { home, sourceA, sourceB, target } from '../known-ids.ts'
import type { Organisation } from '../organisation.ts'

/** What people undo in a run, and what others change before and meanwhile. */
export interface Undos {
  readonly count: number
  /** Two people ask for the same undo at once. */
  readonly inPairs: boolean
  readonly edits: number
  /** How often somebody stops an undo, or has it wait. */
  readonly stops: number
}

export const noUndos: Undos = { count: 0, inPairs: false, edits: 0, stops: 0 }

export function undosFrom(chance: Chance): Undos {
  if (!chance.happens(0.2)) return noUndos
  const stops = chance.happens(0.4) ? chance.whole(1, 3) : 0
  return { count: chance.whole(1, 3), inPairs: chance.happens(0.3), edits: chance.whole(0, 6), stops }
}

export interface Undoers {
  readonly chance: Chance
  readonly clients: Clients
  readonly organisation: Organisation
  readonly operations: () => readonly Operation[]
  readonly accepted: (reply: Reply | undefined) => void
}

/** How many operations may come of it. */
export function undosAtMost({ count, inPairs }: Undos): number {
  return inPairs ? 2 * count : count
}

export function undoSome({ count, inPairs, edits, stops }: Undos, undoers: Undoers): void {
  for (let number = 0; number < count; number += 1) undoOne(undoers, number, inPairs, looksMax)
  let atMs = 0
  for (let edit = 0; edit < edits; edit += 1) {
    atMs += undoers.chance.whole(0, undoers.chance.pick([50, 400, 3_000]))
    requestEdit(undoers, atMs)
  }
  for (let stop = 0; stop < stops; stop += 1) stopOne(undoers, 20)
}

/** So often somebody looks whether anything has ended. */
const looksMax = 8

function undoOne(undoers: Undoers, number: number, inPairs: boolean, looks: number): void {
  const { chance, clients, operations, accepted } = undoers
  clients.request(
    'look for what to undo',
    chance.whole(10, chance.pick([300, 3_000, 20_000])),
    () => undefined,
    () => {
      const ended = operations().filter(
        ({ tenantId, completedAt, kind }) =>
          tenantId === home && completedAt !== null && kind !== 'undo' && kind !== 'exportUsers',
      )
      if (ended.length === 0) {
        if (looks > 1) undoOne(undoers, number, inPairs, looks - 1)
        return
      }
      const operation = chance.pick(ended)
      for (const twin of inPairs ? [0, 1] : [0]) {
        const ask: Ask = askToUndo(operation, guid(9, 0x60 + 2 * number + twin))
        clients.request(`undo: ${operation.kind}`, twin * chance.whole(0, 40), () => ask, accepted)
      }
    },
  )
}

/** As soon as an undo goes on, somebody stops it: what it has given back stays, and another one may give back the rest. */
function stopOne(undoers: Undoers, looks: number): void {
  const { chance, clients, operations } = undoers
  clients.request(
    'look for an undo',
    chance.whole(5, chance.pick([50, 1_000])),
    () => undefined,
    () => {
      const going = operations().filter(({ kind, completedAt }) => kind === 'undo' && completedAt === null)
      if (going.length > 0) {
        const act = chance.pick(['cancel', 'cancel', 'pause'] as const)
        const ask = askToAct(act, chance.pick(going))
        clients.request(`${act} an undo`, 0, () => ask)
      } else if (looks > 1) stopOne(undoers, looks - 1)
    },
  )
}

/** Somebody loses or gets a licence on either side, so that there is somebody to leave alone. */
function requestEdit({ chance, clients, organisation }: Undoers, atMs: number): void {
  const id = chance.pick<SubscriptionId>([target, target, sourceA, sourceB])
  const holders = organisation.heldAtFirst.get(sourceA) ?? []
  const known = organisation.people.filter((userId) => holders.includes(userId))
  const who = [chance.pick(known.length > 0 ? known : organisation.people)]
  const isGiven = chance.happens(0.5)
  const ask = isGiven ? askToAssign(id, who) : askToUnassign(id, who)
  clients.request(isGiven ? 'assign before an undo' : 'unassign before an undo', atMs, () => ask)
}
