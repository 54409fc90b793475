import { type BillingOwner, theOrganisation } from '#core/billing/billing-profile.ts'
import { type RefusalOf, refuse } from '#core/kernel/refusals.ts'
import { adminReaders, admins, buyers, type Caller, isAny, isPartner } from '../http/caller.ts'

/**
 * Cards, profiles and invoices are their owner's. What is the organisation's own is its administrators' business; what
 * is somebody else's is not there for anybody, administrators included. (R112, R118)
 */

export const billReaders = [...buyers, ...adminReaders] as const
export const billPayers = [...buyers, ...admins] as const

/** Whose bills the caller may read. */
export function ownersReadBy(caller: Caller): readonly BillingOwner[] {
  const own = isPartner(caller) ? [] : [caller.userId]
  return isAny(caller, adminReaders) ? [...own, theOrganisation] : own
}

export function mayRead(caller: Caller, { ownerId }: { readonly ownerId: BillingOwner }): boolean {
  return ownersReadBy(caller).includes(ownerId)
}

/** Of those that the caller may read: a Global Reader looks at the organisation's, and pays and changes nothing. */
export function refuseChange(
  caller: Caller,
  { ownerId }: { readonly ownerId: BillingOwner },
): RefusalOf<'Forbidden'> | undefined {
  const may = ownerId === caller.userId || isAny(caller, admins)
  return may ? undefined : refuse('Forbidden', { anyOfRoles: admins.join(', ') })
}
