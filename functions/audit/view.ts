import * as z from 'zod'
import type { AuditEntry } from '#core/audit/audit-entry.ts'
import { productName } from '#core/catalogue/products.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { instantShape } from '../http/shapes.ts'
import { accessRevoked, type TrailRow } from './trail.ts'

export const auditEventShape = z
  .object({
    id: z.string().describe('Stays the same'),
    at: instantShape.describe('When. RFC 3339, UTC'),
    action: z.string().describe('What was done, such as `policy.changed`. Extensible'),
    actor: z
      .object({
        id: z.string().describe('The object id; `seatwarden` for what time does'),
        displayName: z.string().describe('The name as it was then'),
        tenantId: z.string().describe('The organisation that they came from: of a partner their own'),
        organisation: z.string().optional().describe('Its name, where it is another one'),
      })
      .describe('Who did it'),
    subscriptionId: z.string().optional().describe('What it was done to'),
    operationId: z.string().optional().describe('The operation that it began, changed or ended'),
    productId: z.string().optional().describe('The product of it'),
    productName: z.string().optional().describe('Its name'),
    reason: z.string().optional().describe('Why, where somebody had to say so'),
    facts: z.record(z.string(), z.unknown()).describe('What else is known of it, by name. Extensible'),
  })
  .meta({ id: 'AuditEvent', title: 'Audit event' })

export type AuditEventView = Omit<z.output<typeof auditEventShape>, 'facts'> & {
  readonly facts: AuditEntry['facts']
}

export function auditEventView({ entry, user }: TrailRow): AuditEventView {
  const { at, by, subscriptionId, operationId, productId } = entry
  const id = entry.id.slice(documentId.audit('').length)
  const { reason, ...facts } = entry.facts
  return {
    id: user ? `${id}:${user.userId}` : id,
    at,
    action: user ? accessRevoked : entry.action,
    actor: {
      id: by.id,
      displayName: by.name,
      tenantId: by.tenantId,
      ...(by.tenantName === undefined ? {} : { organisation: by.tenantName }),
    },
    ...(subscriptionId === null ? {} : { subscriptionId }),
    ...(operationId === null ? {} : { operationId }),
    ...(productId === null ? {} : { productId, productName: productName(productId) }),
    ...(typeof reason === 'string' ? { reason } : {}),
    facts: user
      ? {
          userId: user.userId,
          displayName: user.displayName,
          userPrincipalName: user.userPrincipalName,
          because: entry.action,
        }
      : facts,
  }
}
