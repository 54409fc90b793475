import type { Actor } from '#core/audit/audit-entry.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { parseGuid, type TenantId, type UserId } from '#core/kernel/ids.ts'
import { type Refusal, refuse } from '#core/kernel/refusals.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { User } from '#core/organisation/user.ts'
import type { TokenClaims } from '#core/ports/identity.ts'
import type { World } from '#core/ports/services.ts'

/** What a person may be at once; the template ids are Entra's. */
export type Role =
  | 'member'
  | 'guest'
  | 'globalAdmin'
  | 'billingAdmin'
  | 'globalReader'
  | 'licenseAdmin'
  | 'userAdmin'
  | 'support'
  | 'operatorReads'
  | 'operatorManages'

/** Global or Billing Administrator. */
export const admins = ['globalAdmin', 'billingAdmin'] as const satisfies readonly Role[]
/** Who reads what administrators read. */
export const adminReaders = [...admins, 'globalReader'] as const satisfies readonly Role[]
/** Everybody with an account in the organisation. */
export const people = ['member', 'guest'] as const satisfies readonly Role[]

const directoryRoles: Readonly<Record<string, Role>> = {
  '62e90394-69f5-4237-9190-012177145e10': 'globalAdmin',
  'b0f54661-2d74-4c50-afa3-1ec803f12efe': 'billingAdmin',
  'f2ef992c-3afb-46b9-b7cf-a126ee74c451': 'globalReader',
  '4d6ac14f-3453-41d0-bef9-a3e0c569773a': 'licenseAdmin',
  'fe930be7-5e62-47db-91af-98c3a49a38b1': 'userAdmin',
}

const appRoles: Readonly<Record<string, Role>> = {
  'Ops.Read': 'operatorReads',
  'Ops.Manage': 'operatorManages',
  'Support.Cancel': 'support',
}

/** Who calls: the claims decide what he may do. */
export interface Caller {
  readonly tenantId: TenantId
  readonly userId: UserId
  readonly claims: TokenClaims
  readonly roles: ReadonlySet<Role>
}

/**
 * Directory roles count in the caller's own organisation. App roles reach over all of them, and in Entra each
 * organisation's administrators give those of their own tenant away as they like: so only one tenant's count.
 */
export function callerOf(claims: TokenClaims, operatorTenantId?: string): Caller | undefined {
  const tenantId = parseGuid<'tenant'>(claims.tenantId)
  const userId = parseGuid<'user'>(claims.objectId)
  if (!tenantId || !userId) return undefined
  const roles = new Set<Role>()
  if (operatorTenantId === undefined || operatorTenantId === tenantId) {
    for (const role of claims.appRoles) if (appRoles[role]) roles.add(appRoles[role])
  }
  if (roles.has('operatorManages')) roles.add('operatorReads')
  if (claims.kind === 'user') {
    roles.add(claims.accountType === 1 ? 'guest' : 'member')
    for (const id of claims.directoryRoles) if (directoryRoles[id]) roles.add(directoryRoles[id])
  }
  return { tenantId, userId, claims, roles }
}

/** Reads the bearer token of a request. */
export async function authenticate(
  world: World,
  authorization: string | null,
): Promise<Caller | Refusal<'Unauthorized'>> {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]
  if (!token) return refuse('Unauthorized', 'Expected the header Authorization: Bearer and an access token.')
  const claims = await world.tokens.verify(token)
  if ('invalid' in claims) return refuse('Unauthorized', `The access token is not valid: ${claims.invalid}.`)
  return (
    callerOf(claims, world.settings.operatorTenantId) ??
    refuse('Unauthorized', 'The access token names no person and tenant by GUID.')
  )
}

export function isAny(caller: Caller, roles: readonly Role[]): boolean {
  return roles.some((role) => caller.roles.has(role))
}

/** The caller's organisation and his account there, as onboarded. */
export async function findPerson(
  world: World,
  caller: Caller,
): Promise<{ tenant: Tenant; person: User } | Refusal<'TenantNotOnboarded' | 'PersonNotKnown'>> {
  const [tenant, person] = await Promise.all([
    world.documents.read<Tenant>(caller.tenantId, documentId.tenant),
    world.documents.read<User>(caller.tenantId, documentId.user(caller.userId)),
  ])
  if (!tenant) return refuse('TenantNotOnboarded', 'Your organisation has not been set up here.')
  if (!person) return refuse('PersonNotKnown', 'Your account is not known in your organisation here.')
  return { tenant, person }
}

export function actorOf(caller: Caller, person?: User): Actor {
  return {
    id: caller.userId,
    name: person?.displayName ?? caller.claims.name,
    tenantId: caller.tenantId,
  }
}
