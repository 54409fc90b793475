import * as z from 'zod'
import { refuse } from '#core/kernel/refusals.ts'
import type { User } from '#core/organisation/user.ts'
import type { Comparison } from '#core/ports/documents.ts'
import { workingStates } from '#core/subscriptions/subscription.ts'
import { adminReaders, buyers, type Caller, isAny, licenseAdmins } from '../http/caller.ts'
import { listAnswer } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, listOf, paging } from '../http/shapes.ts'
import type { Services } from '../jobs/job.ts'

export const route = tenantRoute({
  summary:
    'Members, all or those whose name, surname or sign-in name begins with a text, for the people picker.',
  tag: 'Organisation',
  who: [...buyers, ...adminReaders, ...licenseAdmins],
  params: z.object({ t: guid }),
  query: z.strictObject({
    ...paging,
    search: z.string().trim().min(1).max(100).optional().describe('How a name begins; everybody when absent'),
  }),
  answers: {
    200: {
      description: 'A page of members; guests are never among them',
      body: listOf(
        z
          .object({
            id: z.string().describe('The object id, a GUID'),
            displayName: z.string().describe('The full name'),
            userPrincipalName: z.string().describe('The name to sign in with'),
            etag: z.string().describe('Its version'),
          })
          .meta({ id: 'Person', title: 'Person' }),
      ),
    },
  },
  refusals: [],
  async handle(context) {
    const { services, caller, query } = context
    const looksAfterLicences = isAny(caller, [...adminReaders, ...licenseAdmins])
    if (!looksAfterLicences && !(await isPurchaser(services, caller))) return refuse('Forbidden')
    const where: readonly Comparison[] = [
      { field: 'type', is: '=', value: 'user' },
      { field: 'userType', is: '=', value: 'member' },
      ...(query.search === undefined ? [] : [beginsWith(query.search.toLowerCase())]),
    ]
    return listAnswer<User>(context, caller.tenantId, { where }, (user) => ({
      id: user.userId,
      displayName: user.displayName,
      userPrincipalName: user.userPrincipalName,
      etag: user._etag,
    }))
  },
})

function beginsWith(value: string): Comparison {
  const fields = ['search.name', 'search.surname', 'search.userPrincipalName']
  return { anyOf: fields.map((field) => ({ field, is: 'startsWith', value })) }
}

/** Who has nothing to give licences of has no need to look people up. */
async function isPurchaser({ documents }: Services, { tenantId, userId }: Caller): Promise<boolean> {
  const page = await documents.page(
    tenantId,
    {
      where: [
        { field: 'type', is: '=', value: 'subscription' },
        { field: 'purchaserId', is: '=', value: userId },
        { field: 'channel', is: '=', value: 'selfService' },
        { field: 'state', is: 'in', values: [...workingStates] },
      ],
      fields: ['id'],
    },
    { size: 1 },
  )
  return page.items.length > 0
}
