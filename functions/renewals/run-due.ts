import type { PaymentMethod } from '#core/billing/payment-method.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import { addMilliseconds } from '#core/kernel/time.ts'
import type { Leaver } from '#core/organisation/leaver.ts'
import type { Stored } from '#core/ports/documents.ts'
import { Unavailable } from '#core/ports/failures.ts'
import { dueBy } from '#core/subscriptions/due.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { type DueMessage, wakeUpForDue } from '../billing/due-message.ts'
import { isLastDelivery } from '../jobs/back-off.ts'
import type { Services } from '../jobs/job.ts'
import { aheadOfTime } from './ahead-of-time.ts'
import { announceCard } from './announce-card.ts'
import { keepTerm } from './keep-term.ts'
import { lookAfterLeaver } from './mark-orphans.ts'

/** What time brings something to. */
type HasDue = Subscription | PaymentMethod | Leaver

const pageSize = 100
/** After a fault of ours the rest goes on, and this one is looked at again so much later. */
const postponedMs = 3_600_000
/** In an organisation that is deleted, until somebody has removed its data, or it is open again. */
const putOffMs = 24 * 3_600_000

/**
 * Works through what is due in one organisation, the longest due first, until its slice of time is over, or its process. Where the
 * outside fails it stops, and the next sweep begins anew; a document that cannot be dealt with keeps no other waiting,
 * and its message becomes a dead letter. In an organisation that is deleted all is put off: nobody of it could say no to a
 * charge.
 */
export async function runDue(
  services: Services,
  { tenantId }: DueMessage,
  deliveryCount: number,
  isDeleted = false,
): Promise<void> {
  const until = addMilliseconds(services.machineClock.now(), services.settings.workSliceMs)
  const faults: unknown[] = []
  try {
    const plans = await aheadOfTime(services, tenantId)
    for await (const page of services.documents.pages<HasDue>(
      tenantId,
      dueBy(services.clock.now()),
      pageSize,
    )) {
      for (const document of page.items) {
        // It ends or goes another way before it is charged: when that is over, this is still due.
        if (document.type === 'subscription' && document.purchaseId === null && plans.has(document.id))
          continue
        const dealtWith = isDeleted
          ? postpone(services, tenantId, document.id, putOffMs)
          : keepUp(services, document, deliveryCount)
        await dealtWith.catch((error: unknown) => {
          if (error instanceof Unavailable) throw error
          services.log('error', `${document.id} is due, and cannot be dealt with: ${error}`, { tenantId })
          faults.push(error)
        })
        if (services.shutdown.begun || services.machineClock.now() >= until) {
          await wakeUpForDue(services, tenantId, services.ids.next())
          return
        }
      }
    }
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    services.throttle.slowDown(tenantId)
    services.log('warning', `What is due is left to the next sweep: ${error.message}`, { tenantId })
  }
  if (faults.length > 0) throw faults[0]
}

async function keepUp(services: Services, document: Stored<HasDue>, deliveryCount: number): Promise<void> {
  try {
    if (document.type === 'paymentMethod') await announceCard(services, document)
    else if (document.type === 'leaver') await lookAfterLeaver(services, document)
    else await keepTerm(services, document)
  } catch (error) {
    if (!(error instanceof Unavailable) && isLastDelivery(services, deliveryCount))
      await postpone(services, document.tenantId, document.id, postponedMs)
    throw error
  }
}

async function postpone(
  { documents, clock }: Services,
  tenantId: TenantId,
  id: string,
  byMs: number,
): Promise<void> {
  const dueAt = addMilliseconds(clock.now(), byMs)
  await documents.commit(tenantId, [{ kind: 'patch', id, set: { dueAt } }])
}
