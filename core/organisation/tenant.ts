import type { Language } from '../kernel/language.ts'
import type { Instant } from '../kernel/time.ts'
import type { DocumentBase } from '../ports/documents.ts'

export const tenantTypes = ['commercial', 'government', 'nonprofit', 'education'] as const
export type TenantType = (typeof tenantTypes)[number]

export const clouds = ['worldwide', 'germany', '21vianet'] as const
export type Cloud = (typeof clouds)[number]

export const policyValues = ['Enabled', 'Disabled', 'OnlyTrialsWithoutPaymentMethod'] as const
export type PolicyValue = (typeof policyValues)[number]

/** Id `tenant`. */
export interface Tenant extends DocumentBase {
  readonly type: 'tenant'
  readonly displayName: string
  readonly domains: readonly string[]
  /** ISO 3166-1 alpha-2, or XK. */
  readonly country: string
  readonly tenantType: TenantType
  /** False for a tenant that came to be by sign-up and that nobody administers ("viral"). */
  readonly managed: boolean
  readonly cloud: Cloud
  readonly language: Language
  readonly agreementId: string
  readonly allowAdHocSubscriptions: boolean
  /** The policy value of products that have none of their own. */
  readonly defaultForNewProducts: PolicyValue
  readonly ownRequestMessage: string | null
  /** Deleted by its administrators: nobody gets in, and its data waits to be removed. Then this goes, too. */
  readonly deletedAt?: Instant | null
  /** Of its support contract, as its provider counts them: nothing here uses one up. (R163) */
  readonly premierIncidentsUsed?: number | undefined
}
