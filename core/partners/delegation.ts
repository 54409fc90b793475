import type { Actor } from '../audit/audit-entry.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { TenantId, UserId } from '../kernel/ids.ts'
import { type Refusal, refuse } from '../kernel/refusals.ts'
import { addMilliseconds, type Instant } from '../kernel/time.ts'
import type { DocumentBase } from '../ports/documents.ts'

/** The roles that an organisation can give to a partner. Whoever delegates, and who deletes it, are its own people. */
export const delegatedRoles = [
  'globalAdmin',
  'billingAdmin',
  'globalReader',
  'licenseAdmin',
  'userAdmin',
] as const
export type DelegatedRole = (typeof delegatedRoles)[number]

/**
 * Id `delegation:{partnerTenantId}`, in the partition of the organisation that gives it: what people of a partner may do
 * here, until it ends. (R169, R170)
 */
export interface Delegation extends DocumentBase {
  readonly type: 'delegation'
  readonly partnerTenantId: TenantId
  /** The partner's name as it was then. */
  readonly partnerName: string
  readonly roles: readonly DelegatedRole[]
  /** Only these people of the partner; every member of it when null. */
  readonly userIds: readonly UserId[] | null
  /** From then on it gives nothing. */
  readonly expires: Instant
  readonly createdAt: Instant
  readonly createdBy: Actor
}

/** Two years, as delegated administration has elsewhere: whoever still needs it then gives it anew. */
export const delegationDaysMax = 730

/** The end must lie ahead, and not too far. */
export function refuseEnd(expires: Instant, now: Instant): Refusal<'InvalidRequest'> | undefined {
  const latest = addMilliseconds(now, delegationDaysMax * 24 * 3_600_000)
  if (expires > now && expires <= latest) return undefined
  const problem = { target: 'expires', is: 'withinTwoYears' } as const
  return refuse('InvalidRequest', { problems: [problem] }, { target: 'expires' })
}

export function newDelegation(
  given: Pick<
    Delegation,
    'tenantId' | 'partnerTenantId' | 'partnerName' | 'roles' | 'userIds' | 'expires'
  > & {
    readonly by: Actor
    readonly at: Instant
  },
): Delegation {
  const { tenantId, partnerTenantId, partnerName, roles, userIds, expires, by, at } = given
  return {
    type: 'delegation',
    id: documentId.delegation(partnerTenantId),
    tenantId,
    schemaVersion: 1,
    partnerTenantId,
    partnerName,
    roles,
    userIds,
    expires,
    createdAt: at,
    createdBy: by,
  }
}

/** What somebody of the partner may do by it now; nothing where it is not for them, undefined where it has ended. */
export function rolesBy(
  { roles, userIds, expires }: Pick<Delegation, 'roles' | 'userIds' | 'expires'>,
  userId: UserId,
  now: Instant,
): readonly DelegatedRole[] | undefined {
  if (userIds && !userIds.includes(userId)) return []
  return now < expires ? roles : undefined
}
