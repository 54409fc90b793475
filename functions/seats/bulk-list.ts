import * as z from 'zod'
import type { OperationId } from '#core/kernel/ids.ts'
import { isRefusal, type Refusal, type RefusalCode } from '#core/kernel/refusals.ts'
import type { Changed } from '#core/operations/operation.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { BulkOperation } from '#core/seats/bulk.ts'
import { type BulkRequest, partsOf } from '#core/seats/start-bulk.ts'
import { refuseAction, type Standing } from '#core/subscriptions/standing.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { actorOf, admins, buyers, licenseAdmins } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'
import type { Reply } from '../http/reply.ts'
import { guid } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { accepted, acceptedHeaders } from '../operations/accepted.ts'
import { actionsOn } from '../operations/actions.ts'
import { operationShape } from '../operations/view.ts'
import { findSubscription } from '../subscriptions/find.ts'
import { listOfUsers } from './list-body.ts'
import { readList, storeParts } from './read-list.ts'

/** What both ways to work on a list of users have in common. */
export const ofList = {
  tag: 'Subscriptions',
  who: [...buyers, ...admins, ...licenseAdmins],
  params: z.object({ t: guid, id: guid }),
  list: listOfUsers,
  answers: {
    202: {
      description: 'Started; its results tell what becomes of each entry, in the order of the list',
      body: operationShape,
      headers: acceptedHeaders,
    },
  },
} as const

export const refusalsOfList = [
  'NotFound',
  'TakeControlRequired',
  'UnderAdminControl',
  'SubscriptionDeleted',
  'SubscriptionNotActive',
  'SingleUserSubscription',
] as const satisfies readonly RefusalCode[]

type Asked = TenantContext<{ readonly id: string }, unknown, { readonly userIds: readonly string[] }>

/**
 * Begins with a list: who it means is looked up once, and it is stored before the batch that everything begins with. That
 * one is decided on the subscription as it is then.
 */
export async function beginWithList(
  context: Asked,
  kind: BulkOperation['kind'],
  start: (
    subscription: Stored<Subscription>,
    standing: Standing,
    request: BulkRequest,
  ) => Refusal | Changed<BulkOperation>,
): Promise<Reply> {
  const { services, caller, person, params, body } = context
  const first = await findSubscription(context, params.id)
  if (isRefusal(first)) return first
  const action = kind === 'assignUsers' ? 'assign' : 'unassign'
  const refusal = refuseAction(action, first.subscription, first.standing)
  if (refusal) return refusal
  const entries = await readList(services, kind, first.subscription, body.userIds)
  const operationId = services.ids.next() as OperationId
  let isStored = false
  return createOnce(context, caller.tenantId, async () => {
    const found = await findSubscription(context, params.id)
    if (isRefusal(found)) return found
    const started = start(found.subscription, found.standing, {
      operationId,
      entries,
      by: actorOf(caller, person),
      at: services.clock.now(),
      traceparent: context.traceparent,
    })
    if (isRefusal(started)) return started
    if (!isStored) await storeParts(services, partsOf(caller.tenantId, operationId, entries))
    isStored = true
    return accepted(services, started, actionsOn(context, started.operation, found.subscription))
  })
}
