import * as z from 'zod'
import { notFound } from '#core/kernel/refusals.ts'
import { queueNames } from '../dead-letters.ts'
import { door, nothing } from '../door.ts'
import { keepAfterwards, orAnswerOfTwin } from '../repeats.ts'

export const opsDeadLettersResubmit = door({
  name: 'ops-dead-letters-resubmit',
  method: 'POST',
  route: '/ops/deadLetters/resubmit',
  summary:
    'Puts a dead letter back on its queue: the copy goes out first, so it can be repeated but not lost.',
  tag: 'Ops',
  who: ['operatorManages'],
  scope: 'ops',
  params: nothing,
  query: nothing,
  body: z.strictObject({ queue: z.enum(queueNames), sequenceNumber: z.string().regex(/^\d{1,19}$/) }),
  answers: { 200: { description: 'On its queue again', body: z.object({ messageId: z.string() }) } },
  refusals: ['NotFound'],
  handle: ({ world, caller, body, repeat }) =>
    orAnswerOfTwin(world, caller.tenantId, repeat, async () => {
      // The same for a repeat, so that duplicate detection drops a second copy.
      const messageId = `resubmit:${repeat?.id ?? world.ids.next()}`
      const found = await world.deadLetters.resubmit(body.queue, body.sequenceNumber, messageId)
      if (!found) return notFound()
      return keepAfterwards(world, caller.tenantId, repeat, { status: 200, body: { messageId } })
    }),
})
