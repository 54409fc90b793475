import type { Refund } from '#core/billing/refund.ts'
import { addMilliseconds } from '#core/kernel/time.ts'
import {
  type Comparison,
  type DocumentBase,
  everywhere,
  type Found,
  type Query,
} from '#core/ports/documents.ts'
import { Unavailable } from '#core/ports/failures.ts'
import type { Ids } from '#core/ports/ids.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import { giveBack } from '../billing/give-back.ts'
import { atWorkFor, isNotAtWork } from '../jobs/at-work.ts'
import type { Services } from '../jobs/job.ts'
import { settleForsaken } from './payment.ts'

/** Whoever set out to charge it is long over by then, or has answered that the outcome is unknown. */
const forsakenForMs = 60_000
/** Of the purchases, and then of the refunds. */
const sliceMs = 30_000

/**
 * A part of the timer's work. Settles purchases that nobody asks about any more: the answer of the charge was lost, or
 * the process died between charge and settling; and gives back what was written down for it. One that cannot be settled
 * now does not keep the others waiting; after a slice of time the rest is left to the next sweep, since a gateway that
 * says nothing takes seconds over each.
 */
export async function settlePurchases(services: Services): Promise<void> {
  const before = addMilliseconds(services.machineClock.now(), -forsakenForMs)
  const purchases = pending('purchase', { field: 'triedAt', is: '<', value: before })
  const refunds = pending('refund', isNotAtWork('createdAt', atWorkFor(forsakenForMs, services.clock.now())))
  const faults = [
    ...(await forEach<Purchase>(services, purchases, async (purchase) => {
      if (purchase.state === 'pending') await settleForsaken(services, purchase)
    })),
    ...(await forEach<Refund>(services, refunds, (refund) => giveBack(services, refund))),
  ]
  if (faults.length > 0) throw faults[0]
}

function pending(type: 'purchase' | 'refund', forsaken: Comparison): Query {
  return {
    where: [{ field: 'type', is: '=', value: type }, { field: 'state', is: '=', value: 'pending' }, forsaken],
  }
}

async function forEach<D extends DocumentBase>(
  services: Services,
  query: Query,
  act: (document: D) => Promise<void>,
): Promise<unknown[]> {
  const faults: unknown[] = []
  const all: Found[] = []
  for await (const found of everywhere(services.acrossTenants, query)) all.push(found)
  const until = addMilliseconds(services.machineClock.now(), sliceMs)
  for (const found of fromAnyOf(all, services.ids)) {
    if (services.machineClock.now() >= until) break
    try {
      const document = await read<D>(services, found)
      if (document) await act(document)
    } catch (error) {
      if (error instanceof Unavailable)
        services.log('warning', `${found.id} is not settled yet: ${error.message}`)
      else faults.push(error)
    }
  }
  return faults
}

/** Those over which the gateway says nothing would use up the time of all after them, were the first always the same. */
function fromAnyOf<T>(all: readonly T[], ids: Ids): readonly T[] {
  if (all.length < 2) return all
  const first = Number.parseInt(ids.next().slice(-8), 16) % all.length
  return [...all.slice(first), ...all.slice(0, first)]
}

function read<D extends DocumentBase>({ documents }: Services, { tenantId, id }: Found) {
  return documents.read<D>(tenantId, id)
}
