import type { Operation } from '#core/documents.ts'
import { type Refusal, refuse } from '#core/kernel/refusals.ts'
import { commandsOn, type Offered } from '#core/operations/commands.ts'
import { refuseActor } from '#core/subscriptions/standing.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { admins, buyers, isAny, licenseAdmins } from '../http/caller.ts'
import type { SignedInContext } from '../http/context.ts'
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
  const { who } = services.jobs.operation(operation)
  if (who === 'administrators') return isAny(caller, admins) ? undefined : refuse('Forbidden')
  if (!subscription) throw new Error(`The subscription of operation ${operation.id} is gone.`)
  return refuseActor(who, subscription, standingOf(caller, subscription))
}

/** What the caller may tell the operation now, and would change it. */
export function actionsOn(
  asking: Asking,
  operation: Operation,
  subscription: Subscription | undefined,
): Offered[] {
  const commands = commandsOn(operation)
  if (commands.length === 0 || !isAny(asking.caller, commanders)) return []
  return refuseCommand(asking, operation, subscription) ? [] : commands
}

/** Of several, each its own; the subscriptions that say who may are read together. */
export async function actionsOnEach(
  asking: Asking,
  operations: readonly Operation[],
): Promise<readonly (readonly Offered[])[]> {
  const { services, caller } = asking
  const asked = operations.filter(
    (operation) =>
      commandsOn(operation).length > 0 && services.jobs.operation(operation).who !== 'administrators',
  )
  const ids = [...new Set(asked.map(({ subscriptionId }) => subscriptionId))]
  const read =
    ids.length === 0 ? [] : await services.documents.readTogether<Subscription[]>(caller.tenantId, ids)
  const byId = new Map(ids.map((id, place) => [id, read[place]]))
  return operations.map((operation) => actionsOn(asking, operation, byId.get(operation.subscriptionId)))
}
