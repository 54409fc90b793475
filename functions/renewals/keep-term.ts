import { theClock } from '#core/audit/audit-entry.ts'
import { isExpired } from '#core/billing/payment-method.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import { addMilliseconds, dayOf } from '#core/kernel/time.ts'
import type { Stored, Write } from '#core/ports/documents.ts'
import { OutcomeUnknown } from '#core/ports/failures.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import { billRenewal } from '#core/renewals/bill-renewal.ts'
import { declineRenewal } from '#core/renewals/decline.ts'
import {
  announceRenewal,
  deleteLapsed,
  disable,
  endTrial,
  expire,
  type Lapsing,
} from '#core/renewals/lapse.ts'
import { renewalCause, renewOnAgreement, startRenewal } from '#core/renewals/renew.ts'
import { type Due, dueOn } from '#core/subscriptions/due.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { Services } from '../jobs/job.ts'
import { sendMailsIn } from '../mail/message.ts'
import { payFor, settlingOf, writeDown } from '../purchasing/payment.ts'

/** Terms that nobody has looked at for years are gone through one after another, as many in one go. */
const stepsMax = 40

/** Does what time brings to a subscription, one step after another, until nothing more is due today. */
export async function keepTerm(services: Services, found: Stored<Subscription>): Promise<void> {
  let current: Stored<Subscription> | undefined = found
  for (let steps = 0; steps < stepsMax; steps += 1) {
    const due = current?.type === 'subscription' ? dueOn(current, dayOf(services.clock.now())) : undefined
    if (!current || !due || isHeld(current, due)) return
    const after =
      current.purchaseId === null
        ? await carryOut(services, current, due)
        : await goOn(services, current.tenantId, current.purchaseId)
    if (after === 'disturbed') return
    const before: string = current._etag
    current = await services.documents.read<Subscription>(found.tenantId, found.id)
    // Where a replica is behind, the next sweep finds what comes next.
    if (current?._etag === before) return
  }
}

/** A move or a cancel comes first, out of it or into it: when that is over, this is still due. */
function isHeld({ operationId, seats }: Subscription, { step }: Due): boolean {
  const takesSeats = step === 'delete' || step === 'endTrial'
  return operationId !== null || (takesSeats && seats.reserved > 0)
}

/** Whoever set out to charge it within that time is at it; later, their process may have died. */
const atItMs = 15_000

/**
 * A payment is being settled. Where it is the renewal itself, it goes on from where it stands, under the same key: a
 * worker that died between two steps need not be waited for. Any other is its buyer's, and the timer's.
 */
async function goOn(
  services: Services,
  tenantId: TenantId,
  purchaseId: string,
): Promise<'done' | 'disturbed'> {
  const purchase = await services.documents.read<Purchase>(tenantId, purchaseId)
  const lately = addMilliseconds(services.machineClock.now(), -atItMs)
  if (purchase?.kind !== 'renewal' || purchase.triedAt > lately) return 'disturbed'
  await payFor({ services }, purchase, false, () => ({ status: 200 }))
  return 'done'
}

async function carryOut(
  services: Services,
  subscription: Stored<Subscription>,
  { step }: Due,
): Promise<'done' | 'disturbed'> {
  if (step === 'renew') return renew(services, subscription)
  const lapsing = await lapsingOf(services, subscription)
  const writes = lapse(subscription, step, lapsing)
  if (!(await commitDue(services, subscription.tenantId, writes))) return 'disturbed'
  await sendMailsIn(services, writes)
  return 'done'
}

function lapse(
  subscription: Stored<Subscription>,
  step: Exclude<Due['step'], 'renew'>,
  lapsing: Lapsing,
): readonly Write[] {
  switch (step) {
    case 'announce':
      return announceRenewal(subscription, lapsing)
    case 'expire':
      return expire(subscription, lapsing)
    case 'disable':
      if (subscription.state !== 'expired') throw new Error(`${subscription.id} has not expired.`)
      return disable(subscription, lapsing)
    case 'delete':
      if (subscription.state !== 'disabled') throw new Error(`${subscription.id} is not disabled.`)
      return deleteLapsed(subscription, lapsing)
    case 'endTrial':
      return endTrial(subscription, lapsing)
  }
}

async function lapsingOf(services: Services, subscription: Stored<Subscription>): Promise<Lapsing> {
  const at = services.clock.now()
  const auditId = documentId.audit(services.ids.next())
  return settlingOf(services, {}, subscription, at, auditId)
}

async function renew(services: Services, subscription: Stored<Subscription>): Promise<'done' | 'disturbed'> {
  const { tenantId } = subscription
  const at = services.clock.now()
  const settling = await settlingOf(services, {}, subscription, at, documentId.audit(services.ids.next()))
  const { country, profile, card } = settling
  const bill = billRenewal(subscription, country, dayOf(at))
  if (subscription.channel === 'central' || bill.total.amount === 0)
    return commitAndTell(services, tenantId, renewOnAgreement(subscription, settling, country))
  if (!card || isExpired(card, at)) {
    const because = card ? 'cardExpired' : 'noCard'
    return commitAndTell(services, tenantId, declineRenewal(subscription, because, settling, undefined))
  }
  const started = startRenewal(subscription, {
    purchaseId: services.ids.derive(renewalCause(subscription)),
    paymentMethodId: card.id,
    country,
    by: theClock(tenantId),
    at,
    triedAt: services.machineClock.now(),
    profile,
  })
  const purchase = await writeDown(services, started)
  if (!purchase) return 'disturbed'
  await payFor({ services }, purchase, true, () => ({ status: 200 }), card)
  return 'done'
}

async function commitAndTell(
  services: Services,
  tenantId: TenantId,
  writes: readonly Write[],
): Promise<'done' | 'disturbed'> {
  if (!(await commitDue(services, tenantId, writes))) return 'disturbed'
  await sendMailsIn(services, writes)
  return 'done'
}

/** False when somebody else was faster, or nobody knows: it is due until it is done, and its etag lets it be done once. */
export async function commitDue(
  { documents, throttle }: Pick<Services, 'documents' | 'throttle'>,
  tenantId: TenantId,
  writes: readonly Write[],
): Promise<boolean> {
  try {
    const commit = await documents.commit(tenantId, writes)
    await throttle.spend(tenantId, commit.requestUnits)
    return commit.committed
  } catch (error) {
    if (error instanceof OutcomeUnknown) return false
    throw error
  }
}
