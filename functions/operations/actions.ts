import type { Operation } from '#core/documents.ts'
import { type Refusal, refuse } from '#core/kernel/refusals.ts'
import { dayOf } from '#core/kernel/time.ts'
import { commandsOn, offered } from '#core/operations/commands.ts'
import { refuseActor } from '#core/subscriptions/standing.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { isUndoable, refuseByItself, refuseOnSource } from '#core/take-over/undo-operation.ts'
import { admins, buyers, isAny, licenseAdmins } from '../http/caller.ts'
import type { SignedInContext } from '../http/context.ts'
import type { Services } from '../jobs/job.ts'
import { standingOf } from '../subscriptions/find.ts'

type Asking = Pick<SignedInContext, 'services' | 'caller'>

/** As far as the role goes, these may command operations. */
export const commanders = [...buyers, ...admins, ...licenseAdmins] as const

/** Whoever may start such an operation on the subscription may command it. */
export function refuseCommand(
  { services, caller }: Asking,
  operation: Operation,
  subscription: Subscription | undefined,
): Refusal | undefined {
  const who = whoOf(services, operation)
  if (who === 'administrators') return isAny(caller, admins) ? undefined : refuse('Forbidden')
  if (!subscription) throw new Error(`The subscription of operation ${operation.id} is gone.`)
  return refuseActor(who, subscription, standingOf(caller, subscription))
}

/** What may be done to an operation: the commands while it goes on, and its undo afterwards. */
export const offeredActions = [...offered, 'undo'] as const
export type OfferedAction = (typeof offeredActions)[number]

/** What the caller may do to the operation now, and would change something. Who would come back by its undo the preview of that says. */
export function actionsOn(
  asking: Asking,
  operation: Operation,
  subscription: Subscription | undefined,
): OfferedAction[] {
  const actions = mayBeOffered(operation)
  if (actions.length === 0 || !isAny(asking.caller, commanders)) return []
  const isRefused =
    refuseCommand(asking, operation, subscription) ??
    (operation.completedAt !== null ? refuseUndoNow(asking, operation, subscription) : undefined)
  return isRefused ? [] : [...actions]
}

function refuseUndoNow(
  { services }: Asking,
  operation: Operation,
  subscription: Subscription | undefined,
): Refusal | undefined {
  if (!subscription || !isUndoable(operation)) return refuse('NotUndoable', { because: 'kind' })
  return refuseOnSource(operation, subscription, dayOf(services.clock.now()))
}

function mayBeOffered(operation: Operation): readonly OfferedAction[] {
  if (operation.completedAt === null) return commandsOn(operation)
  return refuseByItself(operation) ? [] : ['undo']
}

/** Which of the actions on a subscription it takes the standing for. */
export function whoOf(services: Services, operation: Operation) {
  const facts = services.jobs.operation(operation)
  return facts.whoFor?.(operation) ?? facts.who
}

/** Of several, each its own; the subscriptions that say who may are read together. */
export async function actionsOnEach(
  asking: Asking,
  operations: readonly Operation[],
): Promise<readonly (readonly OfferedAction[])[]> {
  const { services, caller } = asking
  const asked = operations.filter(
    (operation) => mayBeOffered(operation).length > 0 && whoOf(services, operation) !== 'administrators',
  )
  const ids = [...new Set(asked.map(({ subscriptionId }) => subscriptionId))]
  const read =
    ids.length === 0 ? [] : await services.documents.readTogether<Subscription[]>(caller.tenantId, ids)
  const byId = new Map(ids.map((id, place) => [id, read[place]]))
  return operations.map((operation) => actionsOn(asking, operation, byId.get(operation.subscriptionId)))
}
