import type { OperationId, SubscriptionId, UserId } from '#core/kernel/ids.ts'
import { notFound } from '#core/kernel/refusals.ts'
import type { Operation } from '#core/operations/operation.ts'
import type { DeadLetter } from '#core/ports/messages.ts'
import type { World } from '#core/ports/services.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { Role } from '#functions/caller.ts'
import type { Call, Reply } from '#functions/door.ts'
import { assignmentsAssign } from '#functions/http/assignments-assign.ts'
import { assignmentsRemove } from '#functions/http/assignments-remove.ts'
import { operationsCancel } from '#functions/http/operations-cancel.ts'
import { operationsPause } from '#functions/http/operations-pause.ts'
import { operationsResume } from '#functions/http/operations-resume.ts'
import { opsDeadLettersDrop } from '#functions/http/ops-dead-letters-drop.ts'
import { opsDeadLettersResubmit } from '#functions/http/ops-dead-letters-resubmit.ts'
import { opsOperationsResume } from '#functions/http/ops-operations-resume.ts'
import { subscriptionsCancel } from '#functions/http/subscriptions-cancel.ts'
import { subscriptionsChange } from '#functions/http/subscriptions-change.ts'
import { subscriptionsMoveUsers } from '#functions/http/subscriptions-move-users.ts'
import { aTenant } from '../support/builders.ts'
import { home, operators, theAdmin } from './organisation.ts'

/** What people ask for, through the production doors, past the token and the shapes. Each reads the ETag afresh. */
export type Ask = (world: World) => Promise<Reply>

/** `repeat` is the caller's Repeatability-Request-ID: the same for all his tries. */
export function askToMove(
  source: SubscriptionId,
  to: SubscriptionId,
  userIds: readonly UserId[] | undefined,
  repeat: string,
): Ask {
  return withEtag(source, (world, ifMatch) =>
    subscriptionsMoveUsers.handle(
      callOf(
        world,
        { t: home, id: source },
        { targetSubscriptionId: to, confirm: true, ...(userIds ? { userIds: [...userIds] } : {}) },
        { ifMatch, repeat },
      ),
    ),
  )
}

export function askToCancel(source: SubscriptionId, repeat: string): Ask {
  return withEtag(source, (world, ifMatch) =>
    subscriptionsCancel.handle(
      callOf(
        world,
        { t: home, id: source },
        { reason: 'noLongerNeeded', confirm: true },
        { ifMatch, repeat },
      ),
    ),
  )
}

export function askToAssign(id: SubscriptionId, userIds: readonly UserId[]): Ask {
  return (world) =>
    assignmentsAssign.handle(callOf(world, { t: home, id }, { userIds: [...userIds] as UserId[] }))
}

export function askToUnassign(id: SubscriptionId, userIds: readonly UserId[]): Ask {
  return (world) =>
    assignmentsRemove.handle(
      callOf(world, { t: home, id }, { userIds: [...userIds] as UserId[], confirm: true }),
    )
}

export function askForTotal(id: SubscriptionId, more: number): Ask {
  return async (world) => {
    const subscription = await world.documents.read<Subscription>(home, id)
    if (!subscription) return notFound()
    const totalLicenses = Math.max(1, subscription.seats.total + more)
    const call = callOf(world, { t: home, id }, { totalLicenses }, { ifMatch: subscription._etag })
    return subscriptionsChange.handle(call)
  }
}

const acts = { pause: operationsPause, resume: operationsResume, cancel: operationsCancel }

export function askToAct(act: keyof typeof acts, id: OperationId): Ask {
  return (world) => acts[act].handle(callOf(world, { t: home, id }, {}))
}

export function askAsOperatorToResume({ id }: Operation): Ask {
  return (world) => opsOperationsResume.handle(callOf(world, { id }, {}, asOperator))
}

export function askToResubmit({ queue, sequenceNumber }: DeadLetter): Ask {
  return (world) => opsDeadLettersResubmit.handle(callOf(world, {}, { queue, sequenceNumber }, asOperator))
}

export function askToDrop({ queue, sequenceNumber }: DeadLetter): Ask {
  const body = { queue, sequenceNumber, reason: 'Nobody needs it.' }
  return (world) => opsDeadLettersDrop.handle(callOf(world, {}, body, asOperator))
}

function withEtag(id: SubscriptionId, ask: (world: World, ifMatch: string) => Promise<Reply>): Ask {
  return async (world) => {
    const subscription = await world.documents.read(home, id)
    return subscription ? ask(world, subscription._etag) : notFound()
  }
}

const asOperator = { operator: true }
const tenant = aTenant()

function callOf<Params, Body>(
  world: World,
  params: Params,
  body: Body,
  more: { readonly ifMatch?: string; readonly repeat?: string; readonly operator?: boolean } = {},
): Call<Params, Record<string, never>, Body> {
  const { ifMatch = '', repeat, operator = false } = more
  const roles: Role[] = operator ? ['operatorManages', 'operatorReads'] : ['member', 'globalAdmin']
  const tenantId = operator ? operators : home
  const { userId, displayName } = theAdmin
  return {
    world,
    params,
    query: {},
    body,
    caller: {
      tenantId,
      userId,
      roles: new Set(roles),
      claims: {
        tenantId,
        objectId: userId,
        kind: 'user',
        name: displayName,
        appRoles: [],
        directoryRoles: [],
        personalAccount: false,
      },
    },
    tenant,
    person: theAdmin,
    language: 'en',
    ifMatch,
    traceparent: '',
    repeat: repeat === undefined ? undefined : { id: `repeat:${repeat}`, bodyHash: '' },
    path: '',
  }
}
