import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import { clouds, type Tenant } from '#core/organisation/tenant.ts'
import type { User } from '#core/organisation/user.ts'
import { everyRole } from '../http/caller.ts'
import type { SignedInContext } from '../http/context.ts'
import { linkTo } from '../http/links.ts'
import { ownRoute } from '../http/route.ts'
import { languageShape, nothing } from '../http/shapes.ts'
import { customerShape, customersMax, customersOf } from './customers.ts'

export const route = ownRoute({
  summary: 'Who calls: the person, their organisation, their roles, and the customers of a partner.',
  tag: 'Organisation',
  params: nothing,
  query: nothing,
  answers: {
    200: {
      description: 'The caller',
      body: z
        .object({
          id: z.string().describe('The object id, a GUID'),
          displayName: z.string().describe('The full name'),
          userPrincipalName: z.string().optional().describe('The name to sign in with'),
          language: languageShape.optional().describe('Of their mails, where they are known here'),
          organization: z
            .object({
              id: z.string().describe('The tenant id, a GUID'),
              displayName: z.string().describe('Its name'),
              country: z.string().describe('ISO 3166-1 alpha-2, or XK'),
              cloud: z.enum(clouds).describe('Decides which links people are given'),
              language: languageShape.describe('Of its mails where a person has none'),
              ownRequestMessage: z
                .string()
                .optional()
                .describe('Where licences are asked for in its own way: shown in place of licence requests'),
            })
            .optional()
            .describe('Absent where theirs does not use this service'),
          roles: z.array(z.enum(everyRole)).describe('What they are, in their own organisation. Extensible'),
          hasPurchases: z.boolean().describe('Whether something is or was bought by them'),
          customers: z
            .array(customerShape)
            .optional()
            .describe('For a partner: where they may act by delegation'),
          customersLink: z.url().optional().describe('All of them, where there are more'),
        })
        .meta({ id: 'Me', title: 'The caller' }),
    },
  },
  refusals: [],
  async handle(context) {
    const { services, caller } = context
    const { homeTenantId: tenantId, userId, claims } = caller
    const [[tenant, person], hasPurchases, customers] = await Promise.all([
      services.documents.readTogether<[Tenant, User]>(tenantId, [documentId.tenant, documentId.user(userId)]),
      bought(context),
      customersOf(context, { size: customersMax }),
    ])
    const { userPrincipalName = claims.userPrincipalName } = person ?? {}
    const body = {
      id: userId,
      displayName: person?.displayName ?? claims.name,
      ...(userPrincipalName === undefined ? {} : { userPrincipalName }),
      ...(person ? { language: person.language } : {}),
      ...(tenant && !tenant.deletedAt ? { organization: organizationView(tenant) } : {}),
      roles: everyRole.filter((role) => caller.roles.has(role)),
      hasPurchases,
      ...(customers.rows.length === 0 ? {} : { customers: customers.rows }),
      ...(customers.continuation === undefined ? {} : { customersLink: linkTo(services, '/me/customers') }),
    }
    return { status: 200, body }
  },
})

function organizationView({ tenantId, displayName, country, cloud, language, ownRequestMessage }: Tenant) {
  return {
    id: tenantId,
    displayName,
    country,
    cloud,
    language,
    ...(ownRequestMessage === null ? {} : { ownRequestMessage }),
  }
}

async function bought({ services, caller }: Pick<SignedInContext, 'services' | 'caller'>): Promise<boolean> {
  const where = [
    { field: 'type', is: '=', value: 'subscription' },
    { field: 'purchaserId', is: '=', value: caller.userId },
    { field: 'state', is: '!=', value: 'pending' },
  ] as const
  const query = { where, fields: ['id'] }
  const { items } = await services.documents.page(caller.homeTenantId, query, { size: 1 })
  return items.length > 0
}
