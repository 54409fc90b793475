import * as z from 'zod'
import { isRefusal, notFound, type Refusal, refuse } from '#core/kernel/refusals.ts'
import { type Act, actOn } from '#core/operations/commands.ts'
import type { Operation } from '#core/operations/operation.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { actorOf, adminReaders, admins, isAny, type Role } from './caller.ts'
import { change } from './change.ts'
import { type Call, type Door, door, guid, nothing, type Reply } from './door.ts'
import { operationShape, operationView } from './views/operation.ts'
import { nudge } from './workers/job-messages.ts'

/** An operation of the caller's tenant that he may see: an administrator all, a purchaser those on his subscriptions. */
export async function findOperation(
  { world, caller }: Pick<Call, 'world' | 'caller'>,
  id: string,
): Promise<Stored<Operation> | Refusal<'NotFound'>> {
  const operation = await world.documents.read<Operation>(caller.tenantId, id)
  if (operation?.type !== 'operation') return notFound()
  if (isAny(caller, adminReaders)) return operation
  if (operation.kind === 'exportUsers') return notFound()
  const subscription = await world.documents.read<Subscription>(caller.tenantId, operation.subscriptionId)
  return subscription?.purchaserId === caller.userId ? operation : notFound()
}

/** Whoever may start that operation may act on it: a move is the administrators', a cancel also the purchaser's own. */
export function mayAct(call: Pick<Call, 'caller'>, operation: Operation): boolean {
  return (
    isAny(call.caller, admins) ||
    (operation.kind === 'cancel' && operation.startedBy.id === call.caller.userId)
  )
}

/** Carries the act out on an operation of any tenant, nudges its worker on resume, and answers with the operation. */
export function actAndAnswer(
  call: Call,
  tenantId: Operation['tenantId'],
  act: Act,
  find: () => Promise<Stored<Operation> | Refusal>,
): Promise<Reply> {
  const { world } = call
  const by = actorOf(call.caller, call.person)
  return change(call, tenantId, async () => {
    const operation = await find()
    if (isRefusal(operation)) return operation
    const acted = actOn(operation, act, by, world.clock.now())
    if (isRefusal(acted)) return acted
    return {
      writes: acted.writes,
      answer: { status: 200, body: operationView(world, acted.operation) },
      etagOf: operation.id,
      ...(act === 'resume' && acted.writes.length > 0
        ? { afterwards: () => nudge(world, acted.operation) }
        : {}),
    }
  })
}

/** The doors of pause, resume and cancel differ in one word. (B03) */
export function actDoor(act: 'pause' | 'resume' | 'cancel', summary: string): Door {
  const who: readonly Role[] = ['member', ...admins]
  return door({
    name: `operations-${act}`,
    method: 'POST',
    route: `/tenants/{t}/operations/{id}/${act}`,
    summary,
    tag: 'Operations',
    who,
    scope: 'tenant',
    params: z.object({ t: guid, id: guid }),
    query: nothing,
    body: nothing,
    answers: { 200: { description: 'The operation', body: operationShape } },
    refusals: ['NotFound', 'Forbidden', 'OperationFinished'],
    handle: (call) =>
      actAndAnswer(call, call.caller.tenantId, act, async () => {
        const operation = await findOperation(call, call.params.id)
        if (isRefusal(operation) || mayAct(call, operation)) return operation
        return refuse('Forbidden', 'Only who may start this operation may do that.')
      }),
  })
}
