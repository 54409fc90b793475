import * as z from 'zod'
import { productName } from '#core/catalogue/products.ts'
import type { Stored } from '#core/ports/documents.ts'
import {
  actionsAtDesk,
  caseKinds,
  caseStates,
  deskActions,
  type SupportCase,
} from '#core/support/support-case.ts'
import { instantShape, personRefShape, productRefShape } from '../http/shapes.ts'

export const caseShape = z
  .object({
    id: z.string().describe('A GUID'),
    kind: z.enum(caseKinds).describe('What is asked. Extensible'),
    status: z.enum(caseStates).describe('Extensible'),
    queue: z.literal('standard').describe('Who looks at it. Extensible'),
    entitlement: z.literal('standard').describe('What it is covered by: no premier incident. Extensible'),
    subject: z.string().describe('In a line'),
    description: z.string().describe('In full'),
    subscriptionId: z.string().describe('What it is about'),
    product: productRefShape.describe('What that is of'),
    requester: personRefShape.describe('The purchaser, for whom support is, whoever opened the case'),
    openedBy: personRefShape.describe('Who opened it'),
    openedByAdministrator: z.boolean().describe('Whether that was an administrator of the organisation'),
    createdDateTime: instantShape.describe('RFC 3339, UTC'),
    lastUpdatedDateTime: instantShape.describe('RFC 3339, UTC'),
    operationId: z.string().optional().describe('The cancel that support started'),
    resolution: z
      .object({
        note: z.string().describe('What support has to say'),
        by: personRefShape.describe('Who resolved it'),
        at: instantShape,
      })
      .optional()
      .describe('Once it is resolved'),
    etag: z.string().describe('Its version'),
  })
  .meta({ id: 'SupportCase', title: 'Support case' })

/** What a change answers: a kept answer outlives its ETag, so that is only in the header. */
export const changedCaseShape = caseShape
  .omit({ etag: true })
  .meta({ id: 'ChangedSupportCase', title: 'Support case, changed' })

/** The same for whoever works through the cases of all organisations. */
export const deskCaseShape = caseShape
  .extend({
    tenantId: z.string().describe('Whose it is'),
    organisation: z.string().describe('Its name as it was then'),
    actions: z.array(z.enum(deskActions)).describe('What support may do about it now. Extensible'),
  })
  .meta({ id: 'DeskCase', title: 'Support case of an organisation' })

export const changedDeskCaseShape = deskCaseShape
  .omit({ etag: true })
  .meta({ id: 'ChangedDeskCase', title: 'Support case of an organisation, changed' })

export function changedCaseView(supportCase: SupportCase) {
  const { purchaserId, purchaserName, openedBy, resolution, productId } = supportCase
  return {
    id: supportCase.id,
    kind: supportCase.kind,
    status: supportCase.state,
    queue: supportCase.queue,
    entitlement: supportCase.entitlement,
    subject: supportCase.subject,
    description: supportCase.description,
    subscriptionId: supportCase.subscriptionId,
    product: { id: productId, displayName: productName(productId) },
    requester: { id: purchaserId, displayName: purchaserName },
    openedBy: { id: openedBy.id, displayName: openedBy.name },
    openedByAdministrator: supportCase.byAdministrator,
    createdDateTime: supportCase.createdAt,
    lastUpdatedDateTime: supportCase.updatedAt,
    ...(supportCase.operationId ? { operationId: supportCase.operationId } : {}),
    ...(resolution
      ? {
          resolution: {
            note: resolution.note,
            by: { id: resolution.by.id, displayName: resolution.by.name },
            at: resolution.at,
          },
        }
      : {}),
  } satisfies z.input<typeof changedCaseShape>
}

export function caseView(supportCase: Stored<SupportCase>) {
  return { ...changedCaseView(supportCase), etag: supportCase._etag }
}

export function changedDeskCaseView(supportCase: SupportCase) {
  const { tenantId, organisation } = supportCase
  return { ...changedCaseView(supportCase), tenantId, organisation, actions: actionsAtDesk(supportCase) }
}

export function deskCaseView(supportCase: Stored<SupportCase>) {
  return { ...changedDeskCaseView(supportCase), etag: supportCase._etag }
}
