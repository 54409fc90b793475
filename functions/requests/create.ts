import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import type { LicenseRequestId } from '#core/kernel/ids.ts'
import { isRefusal, type RefusalOf, refuse } from '#core/kernel/refusals.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import { askForLicenses } from '#core/requests/ask.ts'
import type { LatestRequest, LicenseRequest } from '#core/requests/license-request.ts'
import { productIdShape, productOr404 } from '../catalogue/eligible.ts'
import { actorOf, buyers } from '../http/caller.ts'
import { linkTo } from '../http/links.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { findPeople, userIdsShape } from '../seats/people.ts'
import { changedRequestShape, messageShape, requestView } from './view.ts'

export const route = tenantRoute({
  summary:
    'Asks administrators for licences of a product; 403 with the organisation’s own text where it takes requests elsewhere.',
  tag: 'Subscriptions',
  who: buyers,
  toBuy: true,
  params: z.object({ t: guid }),
  query: nothing,
  body: z.strictObject({
    productId: productIdShape.describe('What is asked for'),
    userIds: userIdsShape
      .optional()
      .describe('Whom it is for: at most 20 members; the caller alone when absent'),
    message: messageShape.optional().describe('Why, for who decides'),
  }),
  answers: {
    201: {
      description: 'Asked',
      body: changedRequestShape,
      headers: ['ETag', 'Location'],
    },
  },
  refusals: [
    'NotFound',
    'UserNotFound',
    'OwnRequestProcess',
    'LicenseRequestOpen',
    'ProductNotOffered',
    'GuestCannotBeAssigned',
    'UserNotActive',
  ],
  async handle(context) {
    const { services, caller, person, tenant, body } = context
    const elsewhere = refuseWhereOwnProcess(tenant)
    if (elsewhere) return elsewhere
    const product = productOr404(context, body.productId)
    if (isRefusal(product)) return product
    return createOnce(context, caller.tenantId, async () => {
      const users = await findPeople(services, caller.tenantId, body.userIds ?? [caller.userId])
      if (isRefusal(users)) return users
      const latest = await services.documents.read<LatestRequest>(
        caller.tenantId,
        documentId.latestRequest(caller.userId, product.id),
      )
      const latestRequest =
        latest && (await services.documents.read<LicenseRequest>(caller.tenantId, latest.requestId))
      const asked = askForLicenses({
        tenantId: caller.tenantId,
        requestId: services.ids.next() as LicenseRequestId,
        product,
        person,
        users,
        message: body.message,
        latest,
        latestRequest,
        by: actorOf(caller, person),
        at: services.clock.now(),
        auditId: documentId.audit(services.ids.next()),
      })
      if (isRefusal(asked)) return asked
      const { request, writes } = asked
      return {
        writes,
        answer: {
          status: 201,
          headers: {
            Location: linkTo(services, `/tenants/${caller.tenantId}/licenseRequests/${request.id}`),
          },
          body: requestView(caller, request),
        },
        etagOf: request.id,
        creates: request.id,
      }
    })
  },
})

/** An organisation may have its own way of asking for licences: then nothing is kept here. (B10) */
function refuseWhereOwnProcess({
  ownRequestMessage: message,
}: Tenant): RefusalOf<'OwnRequestProcess'> | undefined {
  if (message === null) return undefined
  const link = linkIn(message)
  return refuse('OwnRequestProcess', { message, ...(link === undefined ? {} : { link }) })
}

/** The first address of a web page in the text, without the punctuation of the sentence around it. */
export function linkIn(text: string): string | undefined {
  for (const [found] of text.matchAll(/\bhttps?:\/\/[^\s<>"'`]+/gi)) {
    const link = found.replace(/[.,;:!?)\]}»”’]+$/u, '')
    if (URL.canParse(link)) return link
  }
  return undefined
}
