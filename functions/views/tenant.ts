import * as z from 'zod'
import type { Tenant } from '#core/organisation/tenant.ts'

export const tenantShape = z
  .object({
    id: z.string(),
    displayName: z.string(),
    domains: z.array(z.string()),
    country: z.string(),
    tenantType: z.enum(['commercial', 'government', 'nonprofit', 'education']),
    managed: z.boolean(),
    cloud: z.enum(['worldwide', 'germany', '21vianet']),
    language: z.enum(['en', 'nl']),
    agreementId: z.string(),
    allowAdHocSubscriptions: z.boolean(),
    defaultForNewProducts: z.enum(['Enabled', 'Disabled', 'OnlyTrialsWithoutPaymentMethod']),
    ownRequestMessage: z.string().optional(),
  })
  .meta({ id: 'Tenant' })

export function tenantView(tenant: Tenant) {
  return {
    id: tenant.tenantId,
    displayName: tenant.displayName,
    domains: tenant.domains,
    country: tenant.country,
    tenantType: tenant.tenantType,
    managed: tenant.managed,
    cloud: tenant.cloud,
    language: tenant.language,
    agreementId: tenant.agreementId,
    allowAdHocSubscriptions: tenant.allowAdHocSubscriptions,
    defaultForNewProducts: tenant.defaultForNewProducts,
    ...(tenant.ownRequestMessage === null ? {} : { ownRequestMessage: tenant.ownRequestMessage }),
  }
}
