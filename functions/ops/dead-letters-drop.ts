import * as z from 'zod'
import { auditEntry } from '#core/audit/audit-entry.ts'
import type { Operation } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal, notFound } from '#core/kernel/refusals.ts'
import { command } from '#core/operations/commands.ts'
import { OutcomeUnknown, Unavailable } from '#core/ports/failures.ts'
import { actorOf } from '../http/caller.ts'
import type { SignedInContext } from '../http/context.ts'
import { keepAfterwards, orAnswerOfTwin } from '../http/idempotency.ts'
import type { Reply } from '../http/reply.ts'
import { opsRoute } from '../http/route.ts'
import { nothing } from '../http/shapes.ts'
import { change } from '../http/transaction.ts'
import type { Explained } from '../jobs/job.ts'
import { givesUp, judge } from './dead-letters.ts'
import { letterShape } from './dead-letters-resubmit.ts'

const body = z.strictObject({
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
  body,
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

async function drop(context: SignedInContext<unknown, unknown, z.output<typeof body>>): Promise<Reply> {
  const { services, caller, body, idempotency } = context
  const letter = await services.deadLetters.find(body.queue, body.sequenceNumber)
  if (!letter) return notFound()
  const judged = await judge(services, letter)
  const operation = 'poison' in judged ? undefined : await giveUpIfItWaits(context, judged)
  // The audit trail of the operators' own tenant says what was dropped; the dead letter goes last.
  await services.documents.commit(caller.tenantId, [
    {
      kind: 'create',
      document: auditEntry(
        documentId.audit(idempotency?.id ?? services.ids.next()),
        'deadLetter.dropped',
        actorOf(caller),
        services.clock.now(),
        {
          tenantId: caller.tenantId,
          facts: { queue: body.queue, messageId: letter.messageId, reason: body.reason },
        },
      ),
    },
  ])
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
  { services, caller }: SignedInContext,
  judged: Explained,
): Promise<Operation | undefined> {
  let { operation } = judged
  if (!operation) return undefined
  const { tenantId, id } = operation
  await change({ services }, tenantId, async () => {
    operation = (await services.documents.read<Operation>(tenantId, id)) ?? operation
    if (!operation || !givesUp(services, operation, judged.sequence))
      return { writes: [], answer: { status: 204 } }
    const { release } = services.jobs.operation(operation)
    const dropped = command(operation, 'drop', actorOf(caller), services.clock.now(), release)
    if (isRefusal(dropped)) return { writes: [], answer: { status: 204 } }
    operation = dropped.operation
    return { writes: dropped.writes, answer: { status: 204 } }
  })
  return operation
}
