import * as z from 'zod'
import type { Delegation } from '#core/partners/delegation.ts'
import { adminReaders } from '../http/caller.ts'
import { listAnswer } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, listOf, paging } from '../http/shapes.ts'
import { delegationRow, delegationShape } from './view.ts'

export const route = tenantRoute({
  summary: 'The partners that may act in the organisation, those whose time is over included.',
  tag: 'Organisation',
  who: adminReaders,
  params: z.object({ t: guid }),
  query: z.strictObject(paging),
  answers: {
    200: {
      description: 'A page of delegations',
      body: listOf(
        delegationShape
          .extend({ etag: z.string().describe('Its version') })
          .meta({ id: 'DelegationRow', title: 'Delegation in a list' }),
      ),
    },
  },
  refusals: [],
  handle: (context) =>
    listAnswer<Delegation>(
      context,
      context.caller.tenantId,
      { where: [{ field: 'type', is: '=', value: 'delegation' }] },
      delegationRow,
    ),
})
