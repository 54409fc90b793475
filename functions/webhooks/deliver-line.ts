import { documentId } from '#core/kernel/document-ids.ts'
import type { Instant } from '#core/kernel/time.ts'
import type { Stored, Write } from '#core/ports/documents.ts'
import { OutcomeUnknown } from '#core/ports/failures.ts'
import { type Delivery, type EventLine, verdictOf } from '#core/webhooks/delivery.ts'
import { answered, passing } from '#core/webhooks/outcome.ts'
import { secretsAt, type Webhook, type WebhookHealth } from '#core/webhooks/webhook.ts'
import type { Services } from '../jobs/job.ts'
import { lastAnswerOf, type Sent } from './sent.ts'
import { comeBackAt } from './stand-back.ts'

interface Delivering {
  readonly webhook: Webhook
  readonly health: Pick<WebhookHealth, 'patientSince'>
  /** Whether the next event is to be left to the next worker. */
  readonly stops: () => boolean
  /** Lets as much time pass between two events as the receiver wants. */
  readonly keepPace: () => Promise<void>
}

/** So that one long line does not keep the others waiting. */
const eventsAtOnce = 10

/**
 * Sends what a line holds, one after another, until one is not taken. Each is written down before the next is sent: after
 * a crash in between the one is sent again, and none is left out. Gives what came of the last one.
 */
export async function deliverLine(
  services: Services,
  delivering: Delivering,
  first: Stored<EventLine>,
): Promise<Sent | undefined> {
  const { documents } = services
  let line: Stored<EventLine> | undefined = first
  let last: Sent | undefined
  for (let events = 0; events < eventsAtOnce && line && !delivering.stops(); events += 1) {
    if (line.state !== 'waiting') break
    const { webhookId, subject, next } = line
    const delivery: Stored<Delivery> | undefined = await documents.read<Delivery>(
      line.tenantId,
      documentId.delivery(webhookId, subject, next),
    )
    if (!delivery) {
      line = await save(services, line, (present, now) => passing(present, now))
      continue
    }
    const sent = await send(services, delivering, delivery)
    last = sent
    const { patientSince } = delivering.health
    line = await save(
      services,
      line,
      (present, now) => answered(present, delivery, { ...sent, patientSince }, now).writes,
    )
    if (sent.verdict !== 'away') await delivering.keepPace()
    if (sent.verdict !== 'taken') break
  }
  if (last?.verdict === 'refused' && line?.nextTryAt) {
    await comeBackAt(services, line, `${line.subject}:${line.next}:${line.attempts}`, line.nextTryAt)
  }
  return last
}

async function send(
  { webhooks, clock, machineClock }: Services,
  { webhook }: Delivering,
  { event }: Delivery,
): Promise<Sent> {
  const at = machineClock.now()
  const answer = await webhooks.post(webhook.url, {
    id: event.id,
    at,
    body: JSON.stringify(event),
    secrets: secretsAt(webhook, clock.now()),
  })
  return {
    verdict: verdictOf(answer),
    answer: lastAnswerOf(answer, at),
    retryAfterMs: 'status' in answer ? answer.retryAfterMs : undefined,
  }
}

const triesMax = 10

/**
 * Writes down what became of the first of a line, and gives the line as it is then. It may get longer meanwhile; where it
 * has another first, or none, somebody else has written that down: the first answer counts.
 */
async function save(
  { documents, machineClock, throttle }: Services,
  read: Stored<EventLine>,
  writesFor: (line: Stored<EventLine>, now: Instant) => readonly Write[],
): Promise<Stored<EventLine> | undefined> {
  let line = read
  for (let tries = 0; tries < triesMax; tries += 1) {
    await commitOnce(writesFor(line, machineClock.now()))
    const present = await documents.read<EventLine>(read.tenantId, read.id)
    if (!present || present.next !== read.next || present.state !== read.state) return present
    if (present.attempts !== read.attempts) return present
    line = present
  }
  return undefined

  async function commitOnce(writes: readonly Write[]): Promise<void> {
    try {
      const { requestUnits } = await documents.commit(read.tenantId, writes)
      await throttle.spend(read.tenantId, requestUnits)
    } catch (error) {
      // Reading it again tells.
      if (!(error instanceof OutcomeUnknown)) throw error
    }
  }
}
