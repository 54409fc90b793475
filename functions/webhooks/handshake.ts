import type { Handshake, Webhook, WebhookHealth } from '#core/webhooks/webhook.ts'
import type { Services } from '../jobs/job.ts'
import { inShift, type Shift } from './claim.ts'
import { lastAnswerOf } from './sent.ts'
import { standBack } from './stand-back.ts'

/**
 * Asks the receiver whether it wants events from here, before the first one: whoever names an address may not own it, and
 * nobody shall be flooded who has not said so. False where it does not say so now; it is asked again later.
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md#4-abuse-protection
 */
export async function shakeHands(
  services: Services,
  webhook: Webhook,
  health: WebhookHealth,
  shift: Shift,
): Promise<boolean> {
  const { webhooks, machineClock, settings, documents } = services
  const answer = await webhooks.ask(webhook.url, new URL(settings.publicBaseUrl).host)
  const at = machineClock.now()
  if (!answer.allowed) {
    const last = lastAnswerOf(answer, at)
    const { status, problem } = last
    const refused: Handshake = { state: 'refused', at, status, problem }
    await standBack(services, health, shift, { answer: last, retryAfterMs: undefined }, refused)
    return false
  }
  const handshake: Handshake = { state: 'allowed', at, perMinute: answer.perMinute ?? null }
  const fine = { failures: 0, failingSince: null, lastStatus: null, lastProblem: null, handshake }
  await documents.commit(shift.tenantId, [
    { kind: 'patch', id: shift.healthId, set: fine, when: inShift(shift, health) },
  ])
  return true
}
