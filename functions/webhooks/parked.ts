import { documentId } from '#core/kernel/document-ids.ts'
import type { Query, Stored, Write } from '#core/ports/documents.ts'
import type { EventLine, LineState } from '#core/webhooks/delivery.ts'
import { isOverdue } from '#core/webhooks/delivery.ts'
import { parking, passing, resending } from '#core/webhooks/outcome.ts'
import type { WebhookHealth } from '#core/webhooks/webhook.ts'
import type { Services } from '../jobs/job.ts'
import { inShift, isOver, type Shift } from './claim.ts'

/** Two writes each. */
const linesPerBatch = 45

/** Parks what has waited for too long, without trying each: nobody is there for any of it. */
export async function parkOverdue(services: Services, health: WebhookHealth, shift: Shift): Promise<void> {
  const { machineClock } = services
  for await (const lines of linesIn(services, health, 'waiting')) {
    const overdue = lines.filter((line) => isOverdue(line, health.patientSince, machineClock.now()))
    await together(services, overdue, (line) => parking(line, firstOf(line)))
    if (isOver(services, shift)) return
  }
}

/** Sends again all that is parked, as somebody has asked. */
export async function resendParked(services: Services, health: WebhookHealth, shift: Shift): Promise<void> {
  const { documents, machineClock } = services
  let done = true
  for await (const lines of linesIn(services, health, 'parked')) {
    const all = await together(services, lines, (line) => resending(line, firstOf(line), machineClock.now()))
    done &&= all
    if (isOver(services, shift)) return
  }
  if (!done) return
  await documents.commit(health.tenantId, [
    { kind: 'patch', id: health.id, set: { state: 'steady' }, when: inShift(shift, health) },
  ])
}

function firstOf({ webhookId, subject, next }: EventLine) {
  return { id: documentId.delivery(webhookId, subject, next) }
}

async function* linesIn({ documents }: Services, { tenantId, webhookId }: WebhookHealth, state: LineState) {
  const query: Query = {
    where: [
      { field: 'type', is: '=', value: 'eventLine' },
      { field: 'webhookId', is: '=', value: webhookId },
      { field: 'state', is: '=', value: state },
    ],
  }
  for await (const { items } of documents.pages<EventLine>(tenantId, query, linesPerBatch)) yield items
}

/** One batch; where one of them has changed meanwhile, one by one, so that it keeps none of the others. */
async function together(
  { documents, machineClock }: Services,
  lines: readonly Stored<EventLine>[],
  writesFor: (line: Stored<EventLine>) => readonly Write[],
): Promise<boolean> {
  const [first] = lines
  if (!first) return true
  const commit = await documents.commit(first.tenantId, lines.flatMap(writesFor))
  if (commit.committed) return true
  let all = true
  for (const line of lines) {
    const one = await documents.commit(line.tenantId, writesFor(line))
    // The event itself was kept for its time, and is gone: the next one comes to its turn.
    const isGone = !one.committed && one.because === 'missing'
    const done = isGone ? await documents.commit(line.tenantId, passing(line, machineClock.now())) : one
    all &&= done.committed
  }
  return all
}
