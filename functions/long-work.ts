import type { Operation } from '#core/operations/operation.ts'
import type { Write } from '#core/ports/documents.ts'
import type { World } from '#core/ports/services.ts'
import type { Creation } from './change.ts'
import { operationLocation, operationView } from './views/operation.ts'
import { nudge } from './workers/job-messages.ts'

/** The 202 of long work: the operation as body, where to ask for it, and the nudge of its worker. */
export function accepted(
  world: World,
  started: { operation: Operation; writes: readonly Write[] },
): Creation {
  const { operation, writes } = started
  return {
    writes,
    answer: {
      status: 202,
      body: operationView(world, operation),
      headers: { 'Operation-Location': operationLocation(world, operation), 'Retry-After': '1' },
    },
    etagOf: operation.id,
    creates: operation.id,
    afterwards: () => nudge(world, operation),
  }
}
