import * as z from 'zod'
import { notFound, refuse } from '#core/kernel/refusals.ts'
import { adminReaders, isAny, licenseAdmins, people } from '../http/caller.ts'
import { sliceOf } from '../http/paging.ts'
import { surfaceRoute } from '../http/surface-route.ts'
import { assignmentsOf } from '../seats/people.ts'
import { graphListOf, graphPage, graphPaging } from './graph-list.ts'
import { servicePlanShape, servicePlanViews, skuOfSubscription } from './skus.ts'
import { findUser, licencesSeen, ofUser } from './user-licences.ts'

const whoSees = [...adminReaders, ...licenseAdmins] as const

/** https://learn.microsoft.com/graph/api/resources/licensedetails */
const licenseDetailsShape = z
  .object({
    id: z.string().describe('The person and the SKU'),
    skuId: z.string().describe('What they may use, a GUID'),
    skuPartNumber: z.string().describe('Its name'),
    servicePlans: z.array(servicePlanShape).describe('What is in it'),
  })
  .meta({ id: 'LicenseDetails', title: 'Licence of a person, as Graph shows it' })

export const route = surfaceRoute({
  summary: 'The licences of a person, each SKU once: one’s own, or of others as far as the caller sees them.',
  who: people,
  params: ofUser,
  query: z.strictObject(graphPaging),
  answers: { 200: { description: 'A page of licences', body: graphListOf(licenseDetailsShape) } },
  refusals: ['NotFound'],
  async handle(context) {
    const { services, caller, person, params, query } = context
    const isOwn = [person.userId, person.search.userPrincipalName].includes(params.id.toLowerCase())
    if (!isOwn && !isAny(caller, whoSees)) return refuse('Forbidden', { anyOfRoles: whoSees.join(', ') })
    const user = isOwn ? person : await findUser(services, caller.tenantId, params.id)
    if (!user) return notFound()
    const assignments = await assignmentsOf(services, caller.tenantId, [user.userId])
    const seen = await licencesSeen(services, caller, user.userId, assignments)
    const skus = new Map(
      seen.map(({ subscription }) => {
        const sku = skuOfSubscription(subscription)
        return [`${sku.skuPartNumber} ${sku.skuId}`, sku]
      }),
    )
    const rows = [...skus]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, sku]) => ({
        id: `${user.userId}_${sku.skuId}`,
        skuId: sku.skuId,
        skuPartNumber: sku.skuPartNumber,
        servicePlans: servicePlanViews(sku),
      }))
    return graphPage(context, `users('${user.userId}')/licenseDetails`, (from) =>
      sliceOf(rows, from, query.$top),
    )
  },
})
