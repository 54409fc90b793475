import { documentId } from '#core/kernel/document-ids.ts'
import { addMilliseconds, type Instant } from '#core/kernel/time.ts'
import type { Query, Stored } from '#core/ports/documents.ts'
import { Unavailable } from '#core/ports/failures.ts'
import type { EventLine } from '#core/webhooks/delivery.ts'
import type { Webhook, WebhookHealth } from '#core/webhooks/webhook.ts'
import { waitForReplicas } from '../jobs/back-off.ts'
import type { Services } from '../jobs/job.ts'
import { PoisonMessage } from '../jobs/message.ts'
import { claimWebhook, isOver, release, type Shift } from './claim.ts'
import { deliverLine } from './deliver-line.ts'
import { forgetWebhook } from './forget.ts'
import { shakeHands } from './handshake.ts'
import { type EventsMessage, wakeUpForWebhook } from './message.ts'
import { resendParked } from './parked.ts'
import type { Sent } from './sent.ts'
import { noteThere, pause, standBack } from './stand-back.ts'

/** So many lines of a webhook at once; one after another where the receiver says how many events it takes. */
const linesAtOnce = 4
const linesPerRound = 20

/**
 * Sends what waits for one webhook. One worker at a time has it, so that a receiver that hangs holds up that one alone,
 * for the ten seconds of one call; then nothing is sent there for a while. What is sent and what is not stands in the
 * documents: a message only wakes, and the sweeper makes up for a lost one, so that a failing store is no reason to
 * keep it. (B13)
 */
export async function deliverEvents(
  services: Services,
  message: EventsMessage,
  deliveryCount: number,
): Promise<void> {
  let shift: Shift | undefined
  try {
    const claimed = await claimWebhook(services, message)
    if (claimed === 'deleted') return await forgetWebhook(services, message)
    if (claimed === 'busy') return
    shift = claimed
    await work(services, message, shift)
  } catch (error) {
    if (shift) await release(services, shift, {}).catch(() => {})
    if (error instanceof PoisonMessage) await waitForReplicas(services, deliveryCount)
    if (!(error instanceof Unavailable)) throw error
    services.throttle.slowDown(message.tenantId)
    services.log('warning', `Events are left to the sweeper: ${error.message}`)
  }
}

async function work(services: Services, message: EventsMessage, shift: Shift): Promise<void> {
  const { tenantId, webhookId } = message
  for (;;) {
    const ids = [documentId.webhook(webhookId), documentId.webhookHealth(webhookId)] as const
    const [webhook, health] = await services.documents.readTogether<[Webhook, WebhookHealth]>(tenantId, ids)
    if (!webhook || !health || health.claim?.worker !== shift.worker) return
    const released = () => release(services, shift, { nudges: health.nudges })
    if (!webhook.enabled) {
      if (await released()) return
      continue
    }
    if (health.state === 'resending') await resendParked(services, health, shift)
    if (health.handshake.state !== 'allowed') {
      if (await shakeHands(services, webhook, health, shift)) continue
      return
    }
    const lines = await dueLines(services, health)
    if (lines.length === 0) {
      if (await released()) return
      continue
    }
    if (isOver(services, shift)) {
      await release(services, shift, {})
      return wakeUpForWebhook(services, message, `after:${shift.worker}`)
    }
    const { away, pauseUntil } = await sendAll(services, webhook, health, shift, lines)
    if (away) return standBack(services, health, shift, away)
    if (pauseUntil) return pause(services, health, shift, pauseUntil)
  }
}

async function dueLines(
  { documents, machineClock }: Services,
  { tenantId, webhookId }: WebhookHealth,
): Promise<readonly Stored<EventLine>[]> {
  const due: Query = {
    where: [
      { field: 'type', is: '=', value: 'eventLine' },
      { field: 'webhookId', is: '=', value: webhookId },
      { field: 'state', is: '=', value: 'waiting' },
      { field: 'nextTryAt', is: '<=', value: machineClock.now() },
    ],
    orderBy: { field: 'nextTryAt', direction: 'ascending' },
  }
  return (await documents.page<EventLine>(tenantId, due, { size: linesPerRound })).items
}

interface Round {
  /** What nobody was there for, where that came up: then the rest waits. */
  readonly away: Sent | undefined
  /** The receiver wants no more events until then. */
  readonly pauseUntil: Instant | undefined
}

async function sendAll(
  services: Services,
  webhook: Webhook,
  health: WebhookHealth,
  shift: Shift,
  lines: readonly Stored<EventLine>[],
): Promise<Round> {
  const { machineClock } = services
  const { perMinute = null } = health.handshake.state === 'allowed' ? health.handshake : {}
  const left = [...lines]
  let away: Sent | undefined
  let pauseUntil: Instant | undefined
  let [isThere, fails] = [false, false]
  const stops = () => away !== undefined || pauseUntil !== undefined || fails || isOver(services, shift)
  const keepPace = async () => {
    if (perMinute === null) return
    const pauseMs = Math.ceil(60_000 / perMinute)
    const until = addMilliseconds(machineClock.now(), pauseMs)
    if (until < shift.until) await machineClock.sleep(pauseMs)
    else pauseUntil = until
  }
  const one = async () => {
    for (let line = left.shift(); line && !stops(); line = left.shift()) {
      const sent = await deliverLine(services, { webhook, health, stops, keepPace }, line)
      if (sent?.verdict === 'away') away = sent
      else if (sent) isThere = true
    }
  }
  const atOnce = perMinute === null ? linesAtOnce : 1
  // Nothing is under way any more when the next worker comes.
  const ended = await Promise.allSettled(
    Array.from({ length: atOnce }, () =>
      one().catch((error: unknown) => {
        fails = true
        throw error
      }),
    ),
  )
  for (const end of ended) if (end.status === 'rejected') throw end.reason
  if (isThere) await noteThere(services, health, shift)
  return { away, pauseUntil }
}
