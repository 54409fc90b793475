import * as z from 'zod'
import { auditEntry } from '#core/audit/audit-entry.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal, notFound } from '#core/kernel/refusals.ts'
import { actOn } from '#core/operations/commands.ts'
import type { Operation } from '#core/operations/operation.ts'
import { actorOf } from '../caller.ts'
import { change } from '../change.ts'
import { explain, queueNames } from '../dead-letters.ts'
import { type Call, door, nothing, type Reply } from '../door.ts'
import { keepAfterwards, orAnswerOfTwin } from '../repeats.ts'

const body = z.strictObject({
  queue: z.enum(queueNames),
  sequenceNumber: z.string().regex(/^\d{1,19}$/),
  reason: z.string().min(1).max(500),
})

export const opsDeadLettersDrop = door({
  name: 'ops-dead-letters-drop',
  method: 'POST',
  route: '/ops/deadLetters/drop',
  summary:
    'Gives a dead letter up, with a reason: its operation fails, its seats are released, the source stays.',
  tag: 'Ops',
  who: ['operatorManages'],
  scope: 'ops',
  params: nothing,
  query: nothing,
  body,
  answers: {
    200: {
      description: 'Dropped',
      body: z.object({ operationId: z.string().optional(), operationStatus: z.string().optional() }),
    },
  },
  refusals: ['NotFound', 'ServiceUnavailable'],
  handle: (call) => orAnswerOfTwin(call.world, call.caller.tenantId, call.repeat, () => drop(call)),
})

async function drop(call: Call<unknown, unknown, z.output<typeof body>>): Promise<Reply> {
  const { world, caller, body } = call
  const letters = await world.deadLetters.list(body.queue, 1_000)
  const letter = letters.find(({ sequenceNumber }) => sequenceNumber === body.sequenceNumber)
  if (!letter) return notFound()
  const { operation } = await explain(world, letter)
  const by = actorOf(caller)
  const ended = operation && (await failIt(operation))
  // The audit trail of the operators' own tenant says what was dropped; the letter goes last.
  await world.documents.commit(caller.tenantId, [
    {
      kind: 'create',
      document: auditEntry(
        documentId.audit(call.repeat?.id ?? world.ids.next()),
        'deadLetter.dropped',
        by,
        world.clock.now(),
        {
          tenantId: caller.tenantId,
          facts: { queue: body.queue, messageId: letter.messageId, reason: body.reason },
        },
      ),
    },
  ])
  if (!(await world.deadLetters.drop(body.queue, body.sequenceNumber))) return notFound()
  return keepAfterwards(world, caller.tenantId, call.repeat, {
    status: 200,
    body: ended ? { operationId: ended.id, operationStatus: ended.state } : {},
  })

  /** Whoever marks it or takes a step at this moment only makes it be read again: the letter is the last of it. */
  async function failIt(found: Operation): Promise<Operation> {
    let ended = found
    await change({ world, repeat: undefined }, found.tenantId, async () => {
      const operation = (await world.documents.read<Operation>(found.tenantId, found.id)) ?? found
      const acted = actOn(operation, 'drop', by, world.clock.now())
      ended = isRefusal(acted) ? operation : acted.operation
      return { writes: isRefusal(acted) ? [] : acted.writes, answer: { status: 204 } }
    })
    return ended
  }
}
