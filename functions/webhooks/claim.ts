import type { TenantId } from '#core/kernel/ids.ts'
import { addMilliseconds, type Instant } from '#core/kernel/time.ts'
import type { Comparison } from '#core/ports/documents.ts'
import { Unavailable } from '#core/ports/failures.ts'
import type { Claim, WebhookHealth } from '#core/webhooks/webhook.ts'
import type { Services } from '../jobs/job.ts'
import { type EventsMessage, findHealth } from './message.ts'

/** One worker's time with a webhook. */
export interface Shift {
  readonly tenantId: TenantId
  readonly healthId: string
  readonly worker: string
  /** No call begins later. */
  readonly until: Instant
}

/** What may still be under way when a shift is over: one call, and writing down what came of it. */
const lastCallMs = 15_000

const triesMax = 10

/**
 * Keeps the webhook to this worker. Where another one has it, that one is told to look again before it leaves (`busy`);
 * so it is where nothing may be sent now, and whoever found that out, or the sweeper, comes back.
 */
export async function claimWebhook(
  services: Services,
  { tenantId, webhookId }: EventsMessage,
): Promise<Shift | 'busy' | 'deleted'> {
  const { documents, machineClock, ids, settings } = services
  for (let tries = 0; tries < triesMax; tries += 1) {
    const health = await findHealth(services, { tenantId, webhookId })
    if (health.state === 'deleting' || health.state === 'deleted') return 'deleted'
    const now = machineClock.now()
    if (health.notBefore && now < health.notBefore) return 'busy'
    if (health.claim && now < health.claim.until) {
      const when = [isOf(health.claim.worker)]
      const { committed } = await documents.commit(tenantId, [
        { kind: 'patch', id: health.id, add: { nudges: 1 }, when },
      ])
      if (committed) return 'busy'
      continue
    }
    const worker = ids.next()
    const until = addMilliseconds(now, settings.workSliceMs)
    const claim: Claim = { worker, until: addMilliseconds(until, lastCallMs) }
    const { committed } = await documents.commit(tenantId, [
      { kind: 'patch', id: health.id, set: { claim }, ifMatch: health._etag },
    ])
    if (committed) return { tenantId, healthId: health.id, worker, until }
  }
  throw new Unavailable('Too many workers want the same webhook at this moment.')
}

export function isOver(
  { machineClock, shutdown }: Pick<Services, 'machineClock' | 'shutdown'>,
  shift: Shift,
) {
  return shutdown.begun || machineClock.now() >= shift.until
}

/** Lets the next worker have it. With `nudges` only where no message has come since that was read. */
export async function release(
  { documents }: Pick<Services, 'documents'>,
  shift: Shift,
  { nudges }: { readonly nudges?: number },
): Promise<boolean> {
  const unnoticed: Comparison[] = nudges === undefined ? [] : [{ field: 'nudges', is: '=', value: nudges }]
  const { committed } = await documents.commit(shift.tenantId, [
    { kind: 'patch', id: shift.healthId, set: { claim: null }, when: [isOf(shift.worker), ...unnoticed] },
  ])
  return committed
}

/** Only as long as it is this worker's, and nobody has changed what it was about. */
export function inShift(shift: Shift, { patientSince }: Pick<WebhookHealth, 'patientSince'>): Comparison[] {
  return [isOf(shift.worker), { field: 'patientSince', is: '=', value: patientSince }]
}

function isOf(worker: string): Comparison {
  return { field: 'claim.worker', is: '=', value: worker }
}
