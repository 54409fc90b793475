import type { Day } from '../kernel/time.ts'
import type { Stored, Write } from '../ports/documents.ts'
import { withDue } from '../subscriptions/due.ts'
import type { Subscription } from '../subscriptions/subscription.ts'

/** Has what is unpaid tried again that day; undefined where nothing is unpaid, or where it is to be tried by then. */
export function tryAgain(subscription: Stored<Subscription>, today: Day): Write | undefined {
  const { id, state, unpaid } = subscription
  if (!unpaid || state === 'pending' || state === 'deleted') return undefined
  if (unpaid.retryOn !== null && unpaid.retryOn <= today) return undefined
  const after = withDue({ ...subscription, unpaid: { ...unpaid, retryOn: today } })
  return {
    kind: 'patch',
    id,
    set: { 'unpaid.retryOn': today, dueAt: after.dueAt },
    ifMatch: subscription._etag,
  }
}
