import type { Refund } from '#core/billing/refund.ts'
import { addMilliseconds } from '#core/kernel/time.ts'
import { type DocumentBase, everywhere, type Found, type Query } from '#core/ports/documents.ts'
import { Unavailable } from '#core/ports/failures.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import type { Services } from '../jobs/job.ts'
import { giveBack, settleForsaken } from './payment.ts'

/** Its own request is long over by then, or has answered that the outcome is unknown. */
const forsakenForMs = 60_000

/**
 * A timer. Settles purchases that nobody asks about any more: the answer of the charge was lost, or the process died
 * between charge and settling; and gives back what was written down for it. One that cannot be settled now does not
 * keep the others waiting.
 */
export async function settlePurchases(services: Services): Promise<void> {
  const before = addMilliseconds(services.clock.now(), -forsakenForMs)
  const faults = [
    ...(await forEach<Purchase>(services, pending('purchase', before), async (purchase) => {
      if (purchase.state === 'pending') await settleForsaken(services, purchase)
    })),
    ...(await forEach<Refund>(services, pending('refund', before), (refund) => giveBack(services, refund))),
  ]
  if (faults.length > 0) throw faults[0]
}

function pending(type: 'purchase' | 'refund', before: string): Query {
  return {
    where: [
      { field: 'type', is: '=', value: type },
      { field: 'state', is: '=', value: 'pending' },
      { field: 'createdAt', is: '<', value: before },
    ],
  }
}

async function forEach<D extends DocumentBase>(
  services: Services,
  query: Query,
  act: (document: D) => Promise<void>,
): Promise<unknown[]> {
  const faults: unknown[] = []
  for await (const found of everywhere(services.acrossTenants, query)) {
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

function read<D extends DocumentBase>({ documents }: Services, { tenantId, id }: Found) {
  return documents.read<D>(tenantId, id)
}
