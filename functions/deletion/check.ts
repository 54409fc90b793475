import * as z from 'zod'
import { type Blocker, blockerReasons } from '#core/deletion/blockers.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { helpPage } from '#core/organisation/links.ts'
import type { TenantContext } from '../http/context.ts'
import { pageAnswer } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, paging, personRefShape, productRefShape } from '../http/shapes.ts'
import { countBlockers, pageOfBlockers } from './look-for-blockers.ts'

export const route = tenantRoute({
  summary: 'Whether the organisation can be deleted, and everything that stands in the way.',
  tag: 'Organisation',
  who: ['globalAdmin'],
  params: z.object({ t: guid }),
  query: z.strictObject({
    ...paging,
    count: z
      .literal('true')
      .optional()
      .describe('All are counted, which takes the longer the more there are'),
  }),
  answers: {
    200: {
      description: 'A page of blockers',
      body: z
        .object({
          allowed: z.boolean().describe('Whether nothing stands in the way'),
          blockerCount: z.int().optional().describe('How many there are on all pages, with `count=true`'),
          blockers: z
            .array(
              z.object({
                reason: z
                  .enum(blockerReasons)
                  .describe(
                    'DataLossProtection: somebody signed up for it, or its data is not purged yet. Extensible',
                  ),
                subscriptionId: z.string().optional().describe('What it is about'),
                product: productRefShape.optional().describe('What that is of'),
                purchaser: personRefShape.optional().describe('Who got it; the name is kept after they left'),
                workItemId: z.string().optional().describe('The purge that is not done yet'),
                operationId: z.string().optional().describe('The operation that is not over'),
              }),
            )
            .describe('Those of this page'),
          nextLink: z.url().optional().describe('The next page; absent on the last one'),
          help: z.url().describe('Where to read on'),
        })
        .meta({ id: 'DeletionCheck', title: 'Whether an organisation can be deleted' }),
      headers: ['ETag'],
    },
  },
  refusals: [],
  async handle(context) {
    const { services, caller, tenant, query } = context
    const [page, blockerCount] = await Promise.all([
      pageAnswer(context, (from) => pageOfBlockers(services, caller.tenantId, from)),
      query.count && countBlockers(services, caller.tenantId),
    ])
    if (isRefusal(page)) return page
    const { value, ...nextLink } = page.body as { readonly value: readonly Blocker[] }
    const isEmpty = value.length === 0 && !('nextLink' in nextLink)
    const allowed = isEmpty && (query.continuation === undefined || (await isClear(context)))
    return {
      status: 200,
      body: {
        allowed,
        ...(blockerCount === undefined ? {} : { blockerCount }),
        blockers: value,
        ...nextLink,
        help: helpPage('deleteDirectory'),
      },
      etag: tenant._etag,
    }
  },
})

/** Where nothing is left on a later page: what was on those before may stand in the way still. */
async function isClear({ services, caller }: TenantContext): Promise<boolean> {
  const { rows, continuation } = await pageOfBlockers(services, caller.tenantId, { size: 1 })
  return rows.length === 0 && continuation === undefined
}
