import * as z from 'zod'
import { refuse } from '#core/kernel/refusals.ts'
import type { User } from '#core/organisation/user.ts'
import type { World } from '#core/ports/services.ts'
import { adminReaders, type Caller, isAny } from '../caller.ts'
import { door, guid } from '../door.ts'
import { listAnswer } from '../paging.ts'
import { listOf, paging } from '../views/shapes.ts'

export const usersSearch = door({
  name: 'users-search',
  method: 'GET',
  route: '/tenants/{t}/users',
  summary: 'Members whose name, surname or sign-in name begins with the text, for the people picker.',
  tag: 'Organisation',
  who: ['member', ...adminReaders],
  scope: 'tenant',
  params: z.object({ t: guid }),
  query: z.strictObject({ ...paging, search: z.string().trim().min(1).max(100) }),
  answers: {
    200: {
      description: 'A page of members; guests are never among them',
      body: listOf(
        z
          .object({
            id: z.string(),
            displayName: z.string(),
            userPrincipalName: z.string(),
            etag: z.string(),
          })
          .meta({ id: 'Person' }),
      ),
    },
  },
  refusals: [],
  async handle(call) {
    const { world, caller, query } = call
    if (!isAny(caller, adminReaders) && !(await isPurchaser(world, caller))) {
      return refuse('Forbidden', 'This is for people who bought something, and for administrators.')
    }
    const value = query.search.toLowerCase()
    const startsWith = (field: string) => ({ field, is: 'startsWith', value }) as const
    const where = [
      { field: 'type', is: '=', value: 'user' } as const,
      { field: 'userType', is: '=', value: 'member' } as const,
      {
        anyOf: ['search.name', 'search.surname', 'search.userPrincipalName'].map(startsWith),
      },
    ]
    return listAnswer<User>(call, caller.tenantId, { where }, (user) => ({
      id: user.userId,
      displayName: user.displayName,
      userPrincipalName: user.userPrincipalName,
      etag: user._etag,
    }))
  },
})

/** Who has nothing to give licences of has no need to look people up. */
async function isPurchaser(world: World, { tenantId, userId }: Caller): Promise<boolean> {
  const page = await world.documents.page(
    tenantId,
    {
      where: [
        { field: 'type', is: '=', value: 'subscription' },
        { field: 'purchaserId', is: '=', value: userId },
        { field: 'channel', is: '=', value: 'selfService' },
        { field: 'state', is: '=', value: 'active' },
      ],
      fields: ['id'],
    },
    { size: 1 },
  )
  return page.items.length > 0
}
