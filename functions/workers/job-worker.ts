import { documentId } from '#core/kernel/document-ids.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { Operation } from '#core/operations/operation.ts'
import { stepOf } from '#core/operations/step.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import { Unavailable } from '#core/ports/failures.ts'
import type { QueueName } from '#core/ports/messages.ts'
import type { World } from '#core/ports/services.ts'
import { attemptsMax, delayMsOf, deliveriesMax } from './back-off.ts'
import { type JobMessage, nudge, PoisonMessage, parseJobMessage } from './job-messages.ts'
import { sendMailOf } from './mail-messages.ts'
import type { Delivery } from './seat-job.ts'

export type RunJob = (
  world: World,
  operation: Operation,
  delivery: Delivery,
) => Promise<'ended' | 'unfinished' | 'notOurs'>

/**
 * What every job queue does with a message: find the operation, carry it on, and leave behind what comes next.
 * Returning completes the message; throwing gives it back, and after five deliveries it is a dead letter.
 */
export async function workOn(
  world: World,
  queue: QueueName,
  body: unknown,
  deliveryCount: number,
  run: RunJob,
): Promise<void> {
  const message = parseJobMessage(queue, body)
  const delivery = { by: world.ids.next(), deliveryCount }
  try {
    const operation = await findOperation(world, message)
    const outcome = await run(world, operation, delivery)
    if (outcome === 'ended') await sendMailOf(world, operation.tenantId, operation.id)
    if (outcome === 'unfinished') await goOnLater(world, message)
  } catch (error) {
    if (error instanceof Unavailable && (await backOff(world, message, deliveryCount, error))) return
    if (deliveryCount >= deliveriesMax || error instanceof Unavailable)
      await callForAttention(world, message, error)
    throw error
  }
}

/** The operation that the message is about. Throws `PoisonMessage` when there is none, and says what is missing. */
export async function findOperation(world: World, message: JobMessage): Promise<Operation> {
  const operation = await world.documents.read<Operation>(message.tenantId, message.operationId)
  if (operation?.type === 'operation' && operation.kind === message.kind) return operation
  const tenant = await world.documents.read<Tenant>(message.tenantId, documentId.tenant)
  throw new PoisonMessage(
    tenant
      ? `No ${message.kind} operation ${message.operationId} is known.`
      : `No tenant ${message.tenantId} is known.`,
  )
}

async function goOnLater(world: World, message: JobMessage): Promise<void> {
  const operation = await findOperation(world, message)
  if (operation.completedAt !== null || operation.state === 'Paused') return
  // A slice that got nowhere must not send the message that it came from: it would be dropped as a duplicate.
  const attempt = operation.sequence === message.sequence ? message.attempt + 1 : 0
  await nudge(world, operation, { attempt })
}

/** Sends a later copy of the message; false when it has been tried often enough. */
async function backOff(
  world: World,
  message: JobMessage,
  deliveryCount: number,
  error: Unavailable,
): Promise<boolean> {
  const operation = await findIfReachable(world, message)
  // Marking an operation is a step too, so the message that was tried often enough is behind when it comes again.
  const givenUp = operation?.needsAttention && deliveryCount > 1 && message.attempt >= attemptsMax
  const attempt = !operation || operation.sequence === message.sequence ? message.attempt + 1 : 1
  if (givenUp || attempt > attemptsMax) return false
  const delayMs = delayMsOf(attempt, error)
  await nudge(world, operation ?? { ...message, id: message.operationId }, { attempt, delayMs })
  world.log('warning', `Trying again in ${delayMs} ms: ${error.message}`, {
    operationId: message.operationId,
    attempt,
  })
  return true
}

/** Undefined while the store is away: a message that only went back would be a dead letter before the store is there. */
async function findIfReachable(world: World, message: JobMessage): Promise<Operation | undefined> {
  try {
    return await findOperation(world, message)
  } catch (error) {
    if (error instanceof Unavailable) return undefined
    throw error
  }
}

/** Marks the operation, so that everybody who looks at it sees that it waits for a person. */
export async function callForAttention(
  world: World,
  message: JobMessage,
  error: unknown,
  untouchedSince?: Instant,
): Promise<void> {
  const operation = await world.documents.read<Operation>(message.tenantId, message.operationId)
  // A message that names an operation of another kind says nothing about it.
  if (operation?.type !== 'operation' || operation.kind !== message.kind) return
  if (operation.completedAt !== null || operation.needsAttention) return
  if (untouchedSince && operation.updatedAt >= untouchedSince) return
  const marked: Operation = {
    ...operation,
    sequence: operation.sequence + 1,
    needsAttention: true,
    error: {
      code: error instanceof Unavailable ? 'ServiceUnavailable' : 'InternalError',
      message: 'The work stopped after repeated failures. An operator can resubmit or drop it.',
    },
    updatedAt: world.clock.now(),
  }
  await world.documents.commit(operation.tenantId, [stepOf(operation, marked)])
}
