import type { Invoice } from '#core/billing/invoice.ts'
import { notFound, type RefusalOf } from '#core/kernel/refusals.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { TenantContext } from '../http/context.ts'
import { mayRead } from './whose.ts'

/** An invoice that the caller may see; every other is not there. (R118) */
export async function findInvoice(
  { services, caller }: Pick<TenantContext, 'services' | 'caller'>,
  id: string,
): Promise<Stored<Invoice> | RefusalOf<'NotFound'>> {
  const invoice = await services.documents.read<Invoice>(caller.tenantId, id)
  return invoice?.type === 'invoice' && mayRead(caller, invoice) ? invoice : notFound()
}
