import * as z from 'zod'
import type { AuditEntry } from '#core/audit/audit-entry.ts'
import type { Operation } from '#core/documents.ts'
import { isRefusal, notFound } from '#core/kernel/refusals.ts'
import { auditIdOfCommand } from '#core/operations/commands.ts'
import { OutcomeUnknown, Unavailable } from '#core/ports/failures.ts'
import type { DeadLetter } from '#core/ports/messages.ts'
import { actorOf } from '../http/caller.ts'
import type { SignedInContext } from '../http/context.ts'
import { keepAfterwards, orAnswerOfTwin } from '../http/idempotency.ts'
import type { Reply } from '../http/reply.ts'
import { opsRoute } from '../http/route.ts'
import { nothing } from '../http/shapes.ts'
import { change } from '../http/transaction.ts'
import type { Explained, Services } from '../jobs/job.ts'
import { commandWithChild } from '../operations/command-with-child.ts'
import { auditLetter, factsOf, givesUp, judge } from './dead-letters.ts'
import { letterShape } from './dead-letters-resubmit.ts'

const dropShape = z.strictObject({
  ...letterShape,
  reason: z.string().min(1).max(500).describe('For the audit trail'),
})

export const route = opsRoute({
  summary:
    'Gives a dead letter up, with a reason. An operation that waits for it fails: its seats are released, the source stays; one that runs well goes on.',
  tag: 'Ops',
  who: ['operatorManages'],
  params: nothing,
  query: nothing,
  body: dropShape,
  answers: {
    200: {
      description: 'Dropped',
      body: z.object({
        operationId: z.string().optional().describe('What it belonged to'),
        operationStatus: z.string().optional().describe('How that is now'),
      }),
    },
  },
  refusals: ['NotFound'],
  handle: (context) => orAnswerOfTwin(context.services, context.idempotency, () => drop(context)),
})

async function drop(context: SignedInContext<unknown, unknown, z.output<typeof dropShape>>): Promise<Reply> {
  const { services, body, idempotency } = context
  const letter = await services.deadLetters.find(body.queue, body.sequenceNumber)
  if (!letter) return notFound()
  const judged = await judge(services, letter)
  const operation = 'poison' in judged ? undefined : await giveUpIfItWaits(context, letter, judged)
  // The dead letter goes last, so that nothing is done untold.
  if (!(await isTold(services, letter, operation))) {
    await auditLetter(context, letter, judged.tenantId, 'deadLetter.dropped', { reason: body.reason })
  }
  const dropped = await services.deadLetters.drop(body.queue, body.sequenceNumber).catch((error: unknown) => {
    // The operation may have ended by now: the rest comes with a repeat, but nobody shall hear that nothing was done.
    throw error instanceof Unavailable ? new OutcomeUnknown(error.message, { cause: error }) : error
  })
  if (!dropped) return notFound()
  return keepAfterwards(services, idempotency, {
    status: 200,
    body: operation ? { operationId: operation.id, operationStatus: operation.state } : {},
  })
}

/** Judged on the state that is changed: whoever marks it or takes a step at this moment makes it be judged again. */
async function giveUpIfItWaits(
  { services, caller, body }: SignedInContext<unknown, unknown, z.output<typeof dropShape>>,
  letter: DeadLetter,
  judged: Explained,
): Promise<Operation | undefined> {
  let { operation } = judged
  if (!operation) return undefined
  const { tenantId, id } = operation
  const facts = { ...factsOf(letter), reason: body.reason }
  await change({ services }, tenantId, async () => {
    operation = (await services.documents.read<Operation>(tenantId, id)) ?? operation
    if (!operation || !givesUp(services, operation, judged.sequence))
      return { writes: [], answer: { status: 204 } }
    const at = services.clock.now()
    const dropped = await commandWithChild(services, operation, 'drop', actorOf(caller), at, facts)
    if (isRefusal(dropped)) return { writes: [], answer: { status: 204 } }
    operation = dropped.operation
    return { writes: dropped.writes, answer: { status: 204 } }
  })
  return operation
}

/** Whether the entry that ended the operation tells of this dead letter too. */
async function isTold(
  { documents }: Services,
  { messageId }: DeadLetter,
  operation: Operation | undefined,
): Promise<boolean> {
  if (!operation) return false
  const id = auditIdOfCommand(operation)
  return (await documents.read<AuditEntry>(operation.tenantId, id))?.facts['messageId'] === messageId
}
