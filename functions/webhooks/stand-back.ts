import type { TenantId, WebhookId } from '#core/kernel/ids.ts'
import { type Instant, toMilliseconds } from '#core/kernel/time.ts'
import { tryAgainAt } from '#core/webhooks/delivery.ts'
import type { Handshake, WebhookHealth } from '#core/webhooks/webhook.ts'
import type { Services } from '../jobs/job.ts'
import { inShift, release, type Shift } from './claim.ts'
import { wakeUpForWebhook } from './message.ts'
import { parkOverdue } from './parked.ts'
import type { Sent } from './sent.ts'

/**
 * Nobody is there: nothing is sent to the webhook for a while, longer each time, and what has waited for three days is
 * parked. Where somebody has changed the webhook meanwhile, that was another receiver.
 */
export async function standBack(
  services: Services,
  health: WebhookHealth,
  shift: Shift,
  { answer, retryAfterMs }: Pick<Sent, 'answer' | 'retryAfterMs'>,
  handshake: Handshake = health.handshake,
): Promise<void> {
  await parkOverdue(services, health, shift)
  const now = services.machineClock.now()
  const failures = health.failures + 1
  const notBefore = tryAgainAt(failures, now, retryAfterMs)
  const { status: lastStatus, problem: lastProblem } = answer
  const failingSince = health.failingSince ?? now
  const set = { failures, failingSince, lastStatus, lastProblem, notBefore, handshake, claim: null }
  const { committed } = await services.documents.commit(shift.tenantId, [
    { kind: 'patch', id: shift.healthId, set, when: inShift(shift, health) },
  ])
  if (committed) return comeBackAt(services, health, `back:${notBefore}`, notBefore)
  await release(services, shift, {})
  await wakeUpForWebhook(services, health, `after:${shift.worker}`)
}

/** The receiver wants no more events until then, and nothing is wrong with that. */
export async function pause(
  services: Services,
  health: WebhookHealth,
  shift: Shift,
  notBefore: Instant,
): Promise<void> {
  const { committed } = await services.documents.commit(shift.tenantId, [
    { kind: 'patch', id: shift.healthId, set: { notBefore, claim: null }, when: inShift(shift, health) },
  ])
  if (committed) return comeBackAt(services, health, `pace:${notBefore}`, notBefore)
  await release(services, shift, {})
  await wakeUpForWebhook(services, health, `after:${shift.worker}`)
}

/** It is there again. */
export async function noteThere(services: Services, health: WebhookHealth, shift: Shift): Promise<void> {
  if (health.failures === 0) return
  const set = { failures: 0, failingSince: null, lastStatus: null, lastProblem: null }
  await services.documents.commit(shift.tenantId, [
    { kind: 'patch', id: shift.healthId, set, when: inShift(shift, health) },
  ])
}

/** The sweeper finds what is due later than that, and looks once a minute anyway. */
const soonMs = 15 * 60_000

/** Has a worker look at the webhook at that time, so that short pauses are as short as they say. */
export async function comeBackAt(
  services: Services,
  webhook: { readonly tenantId: TenantId; readonly webhookId: WebhookId },
  cause: string,
  at: Instant,
): Promise<void> {
  const delayMs = Math.max(0, toMilliseconds(at) - toMilliseconds(services.machineClock.now()))
  if (delayMs <= soonMs) await wakeUpForWebhook(services, webhook, cause, { delayMs })
}
