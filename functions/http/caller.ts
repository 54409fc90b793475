import type { Actor } from '#core/audit/audit-entry.ts'
import { parseGuid, type TenantId, type UserId } from '#core/kernel/ids.ts'
import { type RefusalOf, refuse } from '#core/kernel/refusals.ts'
import type { User } from '#core/organisation/user.ts'
import type { TokenClaims } from '#core/ports/identity.ts'
import type { Ports } from '#core/ports/ports.ts'

/** What a person may be at once; the template ids are Entra's. */
export const everyRole = [
  'member',
  'guest',
  'partner',
  'globalAdmin',
  'billingAdmin',
  'globalReader',
  'licenseAdmin',
  'userAdmin',
  'support',
  'operatorReads',
  'operatorManages',
] as const
export type Role = (typeof everyRole)[number]

/** Global or Billing Administrator. */
export const admins = ['globalAdmin', 'billingAdmin'] as const satisfies readonly Role[]
/** Who reads what administrators read. */
export const adminReaders = [...admins, 'globalReader'] as const satisfies readonly Role[]
/** Who looks after the licences of what is in the administrators' hands. */
export const licenseAdmins = ['licenseAdmin', 'userAdmin'] as const satisfies readonly Role[]
/** Who may buy, as far as the role goes, and look after what they bought. */
export const buyers = ['member'] as const satisfies readonly Role[]
/** Everybody with an account in the organisation, and whoever acts for it by delegation. */
export const people = ['member', 'guest', 'partner'] as const satisfies readonly Role[]

const directoryRoles: ReadonlyMap<string, Role> = new Map([
  ['62e90394-69f5-4237-9190-012177145e10', 'globalAdmin'],
  ['b0f54661-2d74-4c50-afa3-1ec803f12efe', 'billingAdmin'],
  ['f2ef992c-3afb-46b9-b7cf-a126ee74c451', 'globalReader'],
  ['4d6ac14f-3453-41d0-bef9-a3e0c569773a', 'licenseAdmin'],
  ['fe930be7-5e62-47db-91af-98c3a49a38b1', 'userAdmin'],
])

const appRoles: ReadonlyMap<string, Role> = new Map([
  ['Ops.Read', 'operatorReads'],
  ['Ops.Manage', 'operatorManages'],
  ['Support.Cancel', 'support'],
])

/** Who calls: the claims decide what they may do, and for a partner the delegation. */
export interface Caller {
  /** The organisation that they act in: its documents are the ones to read. */
  readonly tenantId: TenantId
  /** The organisation of their account; another one for a partner, who acts in a customer's. */
  readonly homeTenantId: TenantId
  /** The name of the account's organisation, where it is another one. */
  readonly homeTenantName?: string
  readonly userId: UserId
  readonly claims: TokenClaims
  readonly roles: ReadonlySet<Role>
}

/**
 * Directory roles count in the caller's own organisation. App roles reach over all of them, and in Entra each
 * organisation's administrators give those of their own tenant away as they like: so only one tenant's count.
 */
export function callerOf(claims: TokenClaims, operatorTenantId: string): Caller | undefined {
  const tenantId = parseGuid<'tenant'>(claims.tenantId)
  const userId = parseGuid<'user'>(claims.objectId)
  if (!tenantId || !userId) return undefined
  const roles = new Set<Role>()
  const add = (role: Role | undefined) => role && roles.add(role)
  if (operatorTenantId === tenantId) for (const name of claims.appRoles) add(appRoles.get(name))
  if (roles.has('operatorManages')) roles.add('operatorReads')
  if (claims.kind === 'user') {
    // A token that does not say is a guest's, here as everywhere: `personFacts`.
    roles.add(claims.accountType === 0 ? 'member' : 'guest')
    for (const id of claims.directoryRoles) add(directoryRoles.get(id))
  }
  return { tenantId, homeTenantId: tenantId, userId, claims, roles }
}

/** Reads the bearer token of a request. */
export async function authenticate(
  { tokens, settings }: Pick<Ports, 'tokens' | 'settings'>,
  authorization: string | null,
): Promise<Caller | RefusalOf<'Unauthorized'>> {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]
  const claims = token && (await tokens.verify(token))
  if (!claims || 'invalid' in claims) return refuse('Unauthorized')
  return callerOf(claims, settings.operatorTenantId) ?? refuse('Unauthorized')
}

/** Somebody of another organisation, who acts in this one by a delegation. Nothing here is their own. */
export function isPartner({ tenantId, homeTenantId }: Caller): boolean {
  return tenantId !== homeTenantId
}

export function isAny(caller: Caller, roles: readonly Role[]): boolean {
  return roles.some((role) => caller.roles.has(role))
}

export function actorOf(caller: Caller, person?: User): Actor {
  return {
    id: caller.userId,
    name: person?.displayName ?? caller.claims.name,
    tenantId: caller.homeTenantId,
    ...(caller.homeTenantName === undefined ? {} : { tenantName: caller.homeTenantName }),
  }
}
