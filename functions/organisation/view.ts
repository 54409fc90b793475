import * as z from 'zod'
import { clouds, policyValues, type Tenant, tenantTypes } from '#core/organisation/tenant.ts'
import { instantShape, languageShape } from '../http/shapes.ts'

export const policyValueShape = z
  .enum(policyValues)
  .describe('Whether people may buy for themselves. Extensible')

export const tenantShape = z
  .object({
    id: z.string().describe('The tenant id, a GUID'),
    displayName: z.string().describe('Its name'),
    domains: z.array(z.string()).describe('Its verified domains'),
    country: z.string().describe('ISO 3166-1 alpha-2, or XK'),
    tenantType: z.enum(tenantTypes).describe('Only commercial organisations can buy by self-service'),
    managed: z.boolean().describe('False where nobody administers it'),
    cloud: z.enum(clouds).describe('Decides which links people are given'),
    language: languageShape.describe('Of its mails where a person has none'),
    agreementId: z.string().describe('What central purchases go on'),
    allowAdHocSubscriptions: z.boolean().describe('Whether people may sign up for free programmes'),
    defaultForNewProducts: policyValueShape.describe('For products that have no value of their own'),
    ownRequestMessage: z.string().optional().describe('Shown in place of licence requests'),
    deletedDateTime: instantShape
      .optional()
      .describe('When its administrators deleted it; its data waits to be removed. RFC 3339, UTC'),
    premierIncidentsUsed: z
      .int()
      .optional()
      .describe('Of its support contract; cases about self-service purchases use none'),
  })
  .meta({ id: 'Tenant', title: 'Organisation' })

export function tenantView(tenant: Tenant) {
  return {
    id: tenant.tenantId,
    displayName: tenant.displayName,
    domains: [...tenant.domains],
    country: tenant.country,
    tenantType: tenant.tenantType,
    managed: tenant.managed,
    cloud: tenant.cloud,
    language: tenant.language,
    agreementId: tenant.agreementId,
    allowAdHocSubscriptions: tenant.allowAdHocSubscriptions,
    defaultForNewProducts: tenant.defaultForNewProducts,
    ...(tenant.ownRequestMessage === null ? {} : { ownRequestMessage: tenant.ownRequestMessage }),
    ...(tenant.deletedAt ? { deletedDateTime: tenant.deletedAt } : {}),
    ...(tenant.premierIncidentsUsed === undefined
      ? {}
      : { premierIncidentsUsed: tenant.premierIncidentsUsed }),
  } satisfies z.input<typeof tenantShape>
}
