/** What seeding reads: organisations with their people, what they bought, and who can sign in. Plain data. */
export interface Organisations {
  readonly tenants: readonly TenantSeed[]
  /** Can be read again and again; made while it is read where there are many. */
  readonly users: Iterable<UserSeed>
  readonly subscriptions: readonly SubscriptionSeed[]
  readonly personas: readonly PersonaSeed[]
}

export interface TenantSeed {
  readonly id: string
  readonly displayName: string
  readonly domains: readonly string[]
  readonly country: string
  readonly tenantType: 'commercial' | 'government' | 'nonprofit' | 'education'
  readonly managed: boolean
  readonly cloud: 'worldwide' | 'germany' | '21vianet'
  readonly language: 'en' | 'nl'
  readonly agreementId: string
  readonly allowAdHocSubscriptions: boolean
  readonly defaultForNewProducts: 'Enabled' | 'Disabled' | 'OnlyTrialsWithoutPaymentMethod'
  readonly ownRequestMessage: string | null
}

export interface UserSeed {
  readonly tenantId: string
  readonly userId: string
  readonly displayName: string
  readonly userPrincipalName: string
  readonly mail: string
  readonly userType: 'member' | 'guest'
  readonly accountEnabled: boolean
  readonly onPremisesSyncEnabled: boolean
  readonly language: 'en' | 'nl'
}

export interface SubscriptionSeed {
  readonly id: string
  readonly tenantId: string
  readonly channel: 'selfService' | 'central' | 'signUp' | 'trial'
  readonly productId: string
  readonly purchaserId: string
  readonly totalLicenses: number
  /** Days before today, so that a demo of any year shows terms that are running. */
  readonly boughtDaysAgo: number
  /** The administrator who has taken control of it. */
  readonly controlledBy: string | null
  readonly holders: Iterable<string>
  readonly holderCount: number
}

export interface PersonaSeed {
  readonly id: string
  readonly displayName: string
  readonly userPrincipalName: string
  readonly tenantId: string
  readonly objectId: string
  readonly role: PersonaRole
  /** App roles. */
  readonly roles: readonly string[]
  /** Template ids of directory roles. */
  readonly wids: readonly string[]
  /** 0 member, 1 guest. */
  readonly acct: 0 | 1
}

/** Of the organisation that runs the local system: the app roles of its people count. */
export const operatorsTenantId = '0a000000-0000-4000-8000-000000000005'

export type PersonaRole =
  | 'member'
  | 'purchaser'
  | 'billingAdmin'
  | 'globalAdmin'
  | 'globalReader'
  | 'licenseAdmin'
  | 'userAdmin'
  | 'guest'
  | 'partner'
  | 'support'
  | 'operator'

/** https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference */
const directoryRoles: { readonly [role in PersonaRole]?: string } = {
  globalAdmin: '62e90394-69f5-4237-9190-012177145e10',
  billingAdmin: 'b0f54661-2d74-4c50-afa3-1ec803f12efe',
  globalReader: 'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
  licenseAdmin: '4d6ac14f-3453-41d0-bef9-a3e0c569773a',
  userAdmin: 'fe930be7-5e62-47db-91af-98c3a49a38b1',
}

const appRoles: { readonly [role in PersonaRole]?: readonly string[] } = {
  support: ['Support.Cancel'],
  operator: ['Ops.Read', 'Ops.Manage'],
}

/** Somebody who can sign in; the role decides what their token says. */
export function personaOf(id: string, role: PersonaRole, user: UserSeed): PersonaSeed {
  const directoryRole = directoryRoles[role]
  return {
    id,
    displayName: user.displayName,
    userPrincipalName: user.userPrincipalName,
    tenantId: user.tenantId,
    objectId: user.userId,
    role,
    roles: appRoles[role] ?? [],
    wids: directoryRole ? [directoryRole] : [],
    acct: user.userType === 'guest' ? 1 : 0,
  }
}
