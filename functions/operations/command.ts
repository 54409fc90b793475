import * as z from 'zod'
import type { Operation } from '#core/documents.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import { isRefusal, type Refusal, refuse } from '#core/kernel/refusals.ts'
import { type Command, command } from '#core/operations/commands.ts'
import type { Stored } from '#core/ports/documents.ts'
import { refuseActor } from '#core/subscriptions/standing.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { actorOf, admins, buyers, isAny } from '../http/caller.ts'
import type { SignedInContext, TenantContext } from '../http/context.ts'
import type { Reply } from '../http/reply.ts'
import { type Route, tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { change } from '../http/transaction.ts'
import { wakeUp } from '../jobs/message.ts'
import { standingOf } from '../subscriptions/find.ts'
import { findOperation } from './find.ts'
import { operationShape, operationView } from './view.ts'

/** Pause, resume and cancel differ in one word. (B03) */
export function commandRoute(what: 'pause' | 'resume' | 'cancel', summary: string): Route {
  return tenantRoute({
    summary,
    tag: 'Operations',
    who: [...buyers, ...admins],
    params: z.object({ t: guid, id: guid }),
    query: nothing,
    body: nothing,
    answers: { 200: { description: 'The operation', body: operationShape, headers: ['ETag'] } },
    refusals: ['NotFound', 'Forbidden', 'TakeControlRequired', 'UnderAdminControl', 'OperationFinished'],
    handle: (context) =>
      commandAndAnswer(context, context.caller.tenantId, what, async () => {
        const operation = await findOperation(context, context.params.id)
        if (isRefusal(operation)) return operation
        return (await refuseCommand(context, operation)) ?? operation
      }),
  })
}

/** Whoever may start such an operation on the subscription may command it. */
async function refuseCommand(
  { services, caller }: TenantContext,
  operation: Operation,
): Promise<Refusal | undefined> {
  const { who } = services.jobs.operation(operation)
  if (who === 'administrators') return isAny(caller, admins) ? undefined : refuse('Forbidden')
  const subscription = await services.documents.read<Subscription>(caller.tenantId, operation.subscriptionId)
  if (!subscription) throw new Error(`The subscription of operation ${operation.id} is gone.`)
  return refuseActor(who, subscription, standingOf(caller, subscription))
}

/** Carries the command out on an operation of any tenant, wakes its worker on resume, and answers with the operation. */
export function commandAndAnswer(
  context: SignedInContext & { readonly person?: TenantContext['person'] },
  tenantId: TenantId,
  what: Command,
  find: () => Promise<Stored<Operation> | Refusal>,
): Promise<Reply> {
  const { services, caller, person } = context
  const by = actorOf(caller, person)
  return change(context, tenantId, async () => {
    const operation = await find()
    if (isRefusal(operation)) return operation
    const { release } = services.jobs.operation(operation)
    const commanded = command(operation, what, by, services.clock.now(), release)
    if (isRefusal(commanded)) return commanded
    return {
      writes: commanded.writes,
      answer: { status: 200, body: operationView(services, commanded.operation) },
      etagOf: operation.id,
      ...(what === 'resume' && commanded.writes.length > 0
        ? { afterwards: () => wakeUp(services, commanded.operation) }
        : {}),
    }
  })
}
