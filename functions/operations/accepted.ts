import type { Operation } from '#core/documents.ts'
import type { Changed } from '#core/operations/operation.ts'
import type { Creation } from '../http/transaction.ts'
import type { Services } from '../jobs/job.ts'
import type { OfferedAction } from './actions.ts'
import { askAgainAfter, operationLocation, operationView } from './view.ts'
import { wakeAtItsTime } from './wake-at-its-time.ts'

/** What every 202 of long work has in its head. */
export const acceptedHeaders = ['ETag', 'Operation-Location', 'Retry-After'] as const

/** The 202 of long work: the operation as body, where to ask for it, and the wake-up message of its worker. */
export function accepted(
  services: Services,
  { operation, writes }: Changed<Operation>,
  actions: readonly OfferedAction[],
): Creation {
  return {
    writes,
    answer: {
      status: 202,
      body: operationView(services, operation, actions),
      headers: {
        'Operation-Location': operationLocation(services, operation),
        'Retry-After': askAgainAfter(services, operation),
      },
    },
    etagOf: operation.id,
    creates: operation.id,
    afterwards: () => wakeAtItsTime(services, operation),
  }
}
