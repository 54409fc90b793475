import type { Operation } from '#core/documents.ts'
import type { SubscriptionId, UserId } from '#core/kernel/ids.ts'
import type { Reply } from '#functions/http/reply.ts'
import { guid } from '../support/builders.ts'
import {
  askForTotal,
  askToAct,
  askToAssign,
  askToCancel,
  askToExport,
  askToMove,
  askToUnassign,
} from './calls.ts'
import type { Chance } from './chance.ts'
import type { Clients } from './clients.ts'
import { farTarget, sourceA, sourceB, target } from './known-ids.ts'
import type { Organisation } from './organisation.ts'
import type { Plot } from './plot.ts'

export interface StoryContext {
  readonly chance: Chance
  readonly clients: Clients
  readonly organisation: Organisation
  readonly plot: Plot
  readonly operations: () => readonly Operation[]
  /** Hears the answer to whoever asked for a job. */
  readonly accepted: (reply: Reply | undefined) => void
}

/** Sets everything going: the jobs, and what else people do to the same seats meanwhile. */
export function tell(context: StoryContext): void {
  const { chance, clients, plot } = context
  const startFirst = () =>
    clients.request(
      'start a job',
      chance.whole(1, plot.returns > 0 ? 100 : 20),
      () => firstAsk(context),
      (reply) => {
        context.accepted(reply)
        if (plot.runsShort) runShort(context)
      },
    )
  if (plot.second !== 'intoSource') startFirst()
  if (plot.second !== 'none') {
    const delayMs = chance.whole(0, chance.happens(0.5) ? 30 : 600)
    clients.request(
      `second job: ${plot.second}`,
      delayMs,
      () => secondAsk(plot, guid(9, 2)),
      (reply) => {
        context.accepted(reply)
        if (plot.second === 'intoSource') startFirst()
      },
    )
  }
  let atMs = chance.whole(0, 40)
  for (let edit = 0; edit < plot.edits; edit += 1) {
    atMs += chance.whole(0, 30)
    requestEdit(context, atMs)
  }
  for (let user = 0; user < plot.returns; user += 1) comeBack(context)
  for (let number = 0; number < plot.exports; number += 1) {
    const all = chance.pick([
      [sourceA, target],
      [target, sourceB, sourceA],
      [target, sourceA],
    ])
    const ask = askToExport(all, guid(9, 0x10 + number))
    clients.request('export', chance.whole(0, chance.pick([60, 600])), () => ask, context.accepted)
  }
  atMs = chance.whole(0, 60)
  for (let act = 0; act < plot.acts; act += 1) {
    atMs += chance.whole(0, 200)
    const kind = chance.pick(['pause', 'pause', 'resume', 'resume', 'cancel'] as const)
    clients.request(kind, atMs, () => {
      const operations = context.operations()
      return operations.length === 0 ? undefined : askToAct(kind, chance.pick(operations))
    })
  }
}

/** Somebody loses a seat and is given one again, in the source or already in the target. */
function comeBack({ chance, clients, organisation }: StoryContext): void {
  const holders = organisation.heldAtFirst.get(sourceA) ?? []
  const known = organisation.people.filter((userId) => holders.includes(userId))
  const who = chance.pick(known.length > 0 ? known : organisation.people)
  const from = chance.pick([sourceA, sourceA, target])
  const to = chance.pick([from, from, target])
  const whenMs = () => chance.whole(0, chance.pick([30, 150, 5_000]))
  clients.request(
    'unassign',
    whenMs(),
    () => askToUnassign(from, [who]),
    () => clients.request('assign again', whenMs(), () => askToAssign(to, [who])),
  )
}

function firstAsk({ chance, plot, organisation }: StoryContext) {
  const repeat = guid<string>(9, 1)
  if (plot.first === 'cancel') return askToCancel(sourceA, repeat)
  const holders = organisation.heldAtFirst.get(sourceA) ?? []
  const chosen = plot.first === 'moveSelected' ? holders.filter(() => chance.happens(0.6)) : []
  return askToMove(sourceA, target, chosen.length > 0 ? chosen : undefined, repeat)
}

function secondAsk({ second }: Plot, repeat: string) {
  switch (second) {
    case 'none':
      return undefined
    case 'sharesTarget':
      return askToMove(sourceB, target, undefined, repeat)
    case 'intoSource':
      return askToMove(sourceB, sourceA, undefined, repeat)
    case 'emptiesTarget':
      return askToMove(target, farTarget, undefined, repeat)
    case 'cancelsOther':
      return askToCancel(sourceB, repeat)
    case 'sameSource':
      return askToCancel(sourceA, repeat)
  }
}

function runShort({ clients, organisation }: StoryContext): void {
  const { heldAtFirst, outsiders } = organisation
  const losing = (heldAtFirst.get(target) ?? []).slice(0, outsiders.length)
  clients.request(
    'unassign',
    0,
    () => askToUnassign(target, losing),
    () => clients.request('assign', 0, () => askToAssign(target, outsiders.slice(0, losing.length))),
  )
}

function requestEdit({ chance, clients, organisation }: StoryContext, atMs: number): void {
  const subscription = chance.pick<SubscriptionId>([sourceA, target, target, sourceB])
  const more = chance.whole(-4, 3)
  const who: UserId[] = [chance.pick(organisation.people)]
  const kind = chance.pick(['unassign', 'unassign', 'assign', 'assign', 'total'] as const)
  switch (kind) {
    case 'unassign':
      clients.request(kind, atMs, () => askToUnassign(subscription, who))
      break
    case 'assign':
      clients.request(kind, atMs, () => askToAssign(subscription, who))
      break
    case 'total':
      clients.request(kind, atMs, () => askForTotal(target, more))
      break
  }
}
