import { addMilliseconds } from '#core/kernel/time.ts'
import { Unavailable } from '#core/ports/failures.ts'
import type { World } from '#core/ports/services.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import { settleForsaken } from '../purchases.ts'

const atOnce = 500
/** Its own request is long over by then, or has answered that the outcome is unknown. */
const forsakenForMs = 60_000

/**
 * Settles purchases that nobody asks about any more: the answer of the charge was lost, or the process died between
 * charge and settling. One that cannot be settled now does not keep the others waiting.
 */
export async function settlePurchases(world: World): Promise<void> {
  const found = await world.acrossTenants.find(
    {
      where: [
        { field: 'type', is: '=', value: 'purchase' },
        { field: 'state', is: '=', value: 'pending' },
        { field: 'createdAt', is: '<', value: addMilliseconds(world.clock.now(), -forsakenForMs) },
      ],
    },
    atOnce,
  )
  const faults: unknown[] = []
  for (const { tenantId, id } of found) {
    const purchase = await world.documents.read<Purchase>(tenantId, id)
    if (purchase?.state !== 'pending') continue
    try {
      await settleForsaken(world, purchase)
    } catch (error) {
      if (error instanceof Unavailable)
        world.log('warning', `Purchase ${id} is not settled yet: ${error.message}`)
      else faults.push(error)
    }
  }
  if (faults.length > 0) throw faults[0]
}
