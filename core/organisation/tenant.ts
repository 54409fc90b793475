import type { Language } from '../kernel/language.ts'
import type { DocumentBase } from '../ports/documents.ts'

export type TenantType = 'commercial' | 'government' | 'nonprofit' | 'education'

export type Cloud = 'worldwide' | 'germany' | '21vianet'

export type PolicyValue = 'Enabled' | 'Disabled' | 'OnlyTrialsWithoutPaymentMethod'

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
}
