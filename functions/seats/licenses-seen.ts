import type { Comparison } from '#core/ports/documents.ts'
import { workingStates } from '#core/subscriptions/subscription.ts'
import { adminReaders, type Caller, isAny, licenseAdmins } from '../http/caller.ts'
import { seenBy } from '../subscriptions/list.ts'

/**
 * The subscriptions on the caller's Licenses page: those that they see, and for purchasers what they bought by
 * self-service alone. (R046, R160, R187)
 */
export function licensesSeenBy(caller: Caller): Comparison[] {
  const looksAfterLicences = isAny(caller, [...adminReaders, ...licenseAdmins])
  return [
    { field: 'type', is: '=', value: 'subscription' },
    { field: 'state', is: 'in', values: [...workingStates] },
    ...seenBy(caller),
    ...(looksAfterLicences ? [] : [{ field: 'channel', is: '=', value: 'selfService' } as const]),
  ]
}
