import * as z from 'zod'
import type { Guest } from '#core/organisation/guest.ts'
import { adminReaders } from '../http/caller.ts'
import { listAnswer } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, instantShape, listOf, paging, personRefShape } from '../http/shapes.ts'

export const route = tenantRoute({
  summary:
    'The guests of the directory that people became by signing up, each with its subscription; they go when its data is purged.',
  tag: 'Organisation',
  who: adminReaders,
  params: z.object({ t: guid }),
  query: z.strictObject(paging),
  answers: {
    200: {
      description: 'A page of guests',
      body: listOf(
        z
          .object({
            id: z.string().describe('Its object id in the directory'),
            userType: z.literal('guest').describe('Extensible'),
            displayName: z.string().describe('The full name'),
            userPrincipalName: z.string().describe('The name that they signed up with'),
            accountEnabled: z.boolean().describe('False once the subscription is deleted'),
            subscriptionId: z.string().describe('What they signed up for'),
            person: personRefShape.describe('Who signed up; the name as it was then'),
            createdDateTime: instantShape.describe('When they signed up. RFC 3339, UTC'),
            etag: z.string().describe('Its version'),
          })
          .meta({ id: 'Guest', title: 'Guest' }),
      ),
    },
  },
  refusals: [],
  handle(context) {
    const where = [{ field: 'type', is: '=', value: 'guest' }] as const
    return listAnswer<Guest>(context, context.caller.tenantId, { where }, (guest) => ({
      id: guest.objectId,
      userType: 'guest',
      displayName: guest.displayName,
      userPrincipalName: guest.userPrincipalName,
      accountEnabled: guest.accountEnabled,
      subscriptionId: guest.subscriptionId,
      person: { id: guest.userId, displayName: guest.displayName },
      createdDateTime: guest.createdAt,
      etag: guest._etag,
    }))
  },
})
