import { theOrganisation } from '#core/billing/billing-profile.ts'
import type { Invoice } from '#core/billing/invoice.ts'
import { notFound, type RefusalOf } from '#core/kernel/refusals.ts'
import type { Stored } from '#core/ports/documents.ts'
import { adminReaders, isAny } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'

/** The caller's own invoice, or the organisation's for who reads what administrators read; every other is not there. */
export async function findInvoice(
  { services, caller }: Pick<TenantContext, 'services' | 'caller'>,
  id: string,
): Promise<Stored<Invoice> | RefusalOf<'NotFound'>> {
  const invoice = await services.documents.read<Invoice>(caller.tenantId, id)
  if (invoice?.type !== 'invoice') return notFound()
  if (invoice.ownerId === caller.userId) return invoice
  return invoice.ownerId === theOrganisation && isAny(caller, adminReaders) ? invoice : notFound()
}
