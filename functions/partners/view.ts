import * as z from 'zod'
import type { TenantId, UserId } from '#core/kernel/ids.ts'
import { type DelegatedRole, type Delegation, delegatedRoles } from '#core/partners/delegation.ts'
import type { Stored } from '#core/ports/documents.ts'
import { givenInstant, guid, instantShape, personRefShape } from '../http/shapes.ts'

/** What whoever delegates gives. */
export const terms = {
  roles: z
    .array(z.enum(delegatedRoles))
    .min(1)
    .transform((roles) => [...new Set(roles)] as DelegatedRole[])
    .describe('What people of the partner may be here: at most what who gives it is themselves'),
  expires: givenInstant.describe('From then on it gives nothing: within two years. RFC 3339'),
  userIds: z
    .array(guid)
    .min(1)
    .max(100)
    .transform((ids) => [...new Set(ids)] as UserId[])
    .nullable()
    .describe('Only these people of the partner; every member of it when null'),
}

export const partnerTenantId = guid.transform((id) => id as TenantId)

export const delegationShape = z
  .object({
    id: z.string().describe('The partner’s tenant id'),
    partner: z
      .object({
        tenantId: z.string().describe('The tenant id, a GUID'),
        displayName: z.string().describe('Its name as it was then'),
      })
      .describe('To whom it is given'),
    roles: z.array(z.enum(delegatedRoles)).describe('What its people may be here. Extensible'),
    userIds: z.array(z.string()).optional().describe('Only these of them; every member when absent'),
    expires: instantShape.describe('From then on it gives nothing. RFC 3339, UTC'),
    createdDateTime: instantShape,
    createdBy: personRefShape.describe('Who gave it'),
  })
  .meta({ id: 'Delegation', title: 'Delegation to a partner' })

export function delegationView(delegation: Delegation) {
  const { partnerTenantId: id, partnerName, roles, userIds, expires, createdAt, createdBy } = delegation
  return {
    id,
    partner: { tenantId: id, displayName: partnerName },
    roles: [...roles],
    ...(userIds ? { userIds: [...userIds] } : {}),
    expires,
    createdDateTime: createdAt,
    createdBy: { id: createdBy.id, displayName: createdBy.name },
  }
}

export function delegationRow(delegation: Stored<Delegation>) {
  return { ...delegationView(delegation), etag: delegation._etag }
}
