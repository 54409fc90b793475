import type { Operation } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { Delivery, OperationBase } from '#core/operations/operation.ts'
import { changedTo } from '#core/operations/step.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import { Unavailable } from '#core/ports/failures.ts'
import { type AtWork, isAtWork } from './at-work.ts'
import { attemptsMax, delayMsOf, isLastDelivery, waitForReplicas } from './back-off.ts'
import type { Services } from './job.ts'
import { PoisonMessage, type WakeUp, wakeUp } from './message.ts'
import { wakeParent } from './wake-parent.ts'

/**
 * Carries an operation on until it ends (`ended`), its slice of time is over (`unfinished`), or somebody else has it:
 * another worker, or a person who paused it (`notOurs`). Throws `Unavailable` when the outside fails.
 */
export type RunJob<O extends OperationBase> = (
  services: Services,
  operation: O,
  delivery: Delivery,
) => Promise<'ended' | 'unfinished' | 'notOurs'>

/**
 * What every operation's job does with a message: find the operation, carry it on, and leave behind what comes next.
 * Returning completes the message; throwing gives it back, and after its last delivery it is a dead letter.
 */
export async function workOn<O extends Operation>(
  services: Services,
  message: WakeUp,
  deliveryCount: number,
  run: RunJob<O>,
): Promise<void> {
  const delivery = { by: services.ids.next(), deliveryCount }
  try {
    const operation = await findOperation<O>(services, message)
    const outcome = await services.telemetry.part({ name: message.kind }, async (tell) => {
      const outcome = await run(services, operation, delivery)
      tell({ outcome })
      return outcome
    })
    if (outcome === 'unfinished') await goOnLater(services, message)
    if (outcome === 'ended') await wakeParent(services, operation)
  } catch (error) {
    if (error instanceof Unavailable) services.throttle.slowDown(message.tenantId)
    if (error instanceof PoisonMessage) await waitForReplicas(services, deliveryCount)
    if (error instanceof Unavailable && (await backOff(services, message, deliveryCount, error))) return
    if (isLastDelivery(services, deliveryCount) || error instanceof Unavailable)
      await callForAttention(services, message, error)
    throw error
  }
}

/** The operation that the message is about. Throws `PoisonMessage` when there is none, and says what is missing. */
export async function findOperation<O extends Operation>(services: Services, message: WakeUp): Promise<O> {
  const operation = await services.documents.read<O>(message.tenantId, message.operationId)
  if (operation?.type === 'operation' && operation.kind === message.kind) return operation
  const tenant = await services.documents.read<Tenant>(message.tenantId, documentId.tenant)
  throw new PoisonMessage(
    tenant
      ? `No ${message.kind} operation ${message.operationId} is known.`
      : `No tenant ${message.tenantId} is known.`,
    message.tenantId,
  )
}

async function goOnLater(services: Services, message: WakeUp): Promise<void> {
  const operation = await findOperation(services, message)
  if (operation.completedAt !== null || operation.state === 'Paused') return
  // A slice that got nowhere must not send the message that it came from: it would be dropped as a duplicate.
  const attempt = operation.sequence === message.sequence ? message.attempt + 1 : 0
  await wakeUp(services, operation, { attempt })
}

/** Sends a later copy of the message; false when it has been tried often enough. */
async function backOff(
  services: Services,
  message: WakeUp,
  deliveryCount: number,
  error: Unavailable,
): Promise<boolean> {
  const operation = await findIfReachable(services, message)
  // Marking an operation is a step too, so the message that was tried often enough is behind when it comes again.
  const givenUp = operation?.needsAttention && deliveryCount > 1 && message.attempt >= attemptsMax
  const attempt = !operation || operation.sequence === message.sequence ? message.attempt + 1 : 1
  if (givenUp || attempt > attemptsMax) return false
  const delayMs = delayMsOf(attempt, error)
  await wakeUp(services, operation ?? { ...message, id: message.operationId }, { attempt, delayMs })
  services.log('warning', `Trying again in ${delayMs} ms: ${error.message}`, {
    operationId: message.operationId,
    attempt,
  })
  return true
}

/**
 * Undefined while the store is away: a message that only went back would be a dead letter before the store is there.
 * The same while the operation cannot be seen yet: the later copy finds out whether the message is a bad one.
 */
async function findIfReachable(services: Services, message: WakeUp): Promise<Operation | undefined> {
  try {
    return await findOperation(services, message)
  } catch (error) {
    if (error instanceof Unavailable || error instanceof PoisonMessage) return undefined
    throw error
  }
}

/**
 * Marks the operation, so that everybody who looks at it sees that it waits for a person. With `atWork` only
 * where nobody has touched it lately, and it still stands at the step of the message: else it goes on without that.
 */
export async function callForAttention(
  services: Services,
  message: WakeUp,
  error: unknown,
  atWork?: AtWork,
): Promise<void> {
  const operation = await services.documents.read<Operation>(message.tenantId, message.operationId)
  // A message that names an operation of another kind says nothing about it.
  if (operation?.type !== 'operation' || operation.kind !== message.kind) return
  if (operation.completedAt !== null || operation.needsAttention) return
  const goesOn = operation.sequence !== message.sequence
  if (atWork && (goesOn || isAtWork(operation.updatedAt, atWork))) return
  const marked: Operation = {
    ...operation,
    sequence: operation.sequence + 1,
    needsAttention: true,
    error: {
      code: error instanceof Unavailable ? 'ServiceUnavailable' : 'InternalError',
      message: 'The work stopped after repeated failures. An operator can resubmit or drop it.',
    },
    updatedAt: services.clock.now(),
  }
  await services.documents.commit(operation.tenantId, changedTo(operation, marked).writes)
}
