import * as z from 'zod'
import type { Operation } from '#core/documents.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import { isRefusal, type Refusal } from '#core/kernel/refusals.ts'
import { type Command, commandsOn, type Offered } from '#core/operations/commands.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { actorOf } from '../http/caller.ts'
import type { SignedInContext, TenantContext } from '../http/context.ts'
import type { Reply } from '../http/reply.ts'
import { type Route, tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { change } from '../http/transaction.ts'
import type { Services } from '../jobs/job.ts'
import { wakeParent } from '../jobs/wake-parent.ts'
import { commanders, refuseCommand } from './actions.ts'
import { type Commanded, commandWithChild } from './command-with-child.ts'
import { findOperation } from './find.ts'
import { operationShape, operationView } from './view.ts'
import { wakeAtItsTime } from './wake-at-its-time.ts'

/** Pause, resume and cancel differ in one word. (B03) */
export function commandRoute(what: Offered, summary: string): Route {
  return tenantRoute({
    summary,
    tag: 'Operations',
    who: commanders,
    params: z.object({ t: guid, id: guid }),
    query: nothing,
    body: nothing,
    answers: { 200: { description: 'The operation', body: operationShape, headers: ['ETag'] } },
    refusals: ['NotFound', 'Forbidden', 'TakeControlRequired', 'UnderAdminControl', 'OperationFinished'],
    handle: (context) => {
      const { services } = context
      const { tenantId } = context.caller
      return commandAndAnswer(context, tenantId, what, async () => {
        const operation = await findOperation(context, context.params.id)
        if (isRefusal(operation)) return operation
        const subscription = await services.documents.read<Subscription>(tenantId, operation.subscriptionId)
        return refuseCommand(context, operation, subscription) ?? operation
      })
    },
  })
}

/**
 * Carries the command out on an operation of any tenant, which `find` gives to whoever may command it, wakes its worker on
 * resume, and answers with the operation.
 */
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
    const commanded = await commandWithChild(services, operation, what, by, services.clock.now())
    if (isRefusal(commanded)) return commanded
    return {
      writes: commanded.writes,
      answer: {
        status: 200,
        body: operationView(services, commanded.operation, commandsOn(commanded.operation)),
      },
      etagOf: operation.id,
      ...(commanded.writes.length > 0 ? { afterwards: () => wakeAfter(services, what, commanded) } : {}),
    }
  })
}

async function wakeAfter(services: Services, what: Command, { operation, goOn }: Commanded): Promise<void> {
  if (what === 'resume') for (const one of goOn) await wakeAtItsTime(services, one)
  if (operation.completedAt !== null) await wakeParent(services, operation)
}
