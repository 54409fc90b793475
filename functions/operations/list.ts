import * as z from 'zod'
import type { Operation, OperationKind } from '#core/documents.ts'
import { operationStates } from '#core/operations/operation.ts'
import type { Comparison, Stored } from '#core/ports/documents.ts'
import { maySee } from '#core/subscriptions/standing.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { adminReaders, isAny, licenseAdmins, people } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'
import { pageAnswer } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { commaSeparated, guid, listOf, paging } from '../http/shapes.ts'
import { standingOf } from '../subscriptions/find.ts'
import { seenBy } from '../subscriptions/list.ts'
import { actionsOnEach } from './actions.ts'
import { operationKinds, operationRow, operationShape } from './view.ts'

export const route = tenantRoute({
  summary:
    'The operations of the last 30 days, newest first; for others than administrators those on subscriptions that they see.',
  tag: 'Operations',
  who: people,
  params: z.object({ t: guid }),
  query: z.strictObject({
    ...paging,
    status: commaSeparated(operationStates).optional().describe('One or more, separated by commas'),
    kind: z.enum(operationKinds).optional().describe('What they do'),
    subscriptionId: guid.optional().describe('What they work on'),
  }),
  answers: {
    200: {
      description: 'A page of operations',
      body: listOf(
        operationShape
          .extend({ etag: z.string().describe('Its version') })
          .meta({ id: 'OperationRow', title: 'Operation in a list' }),
      ),
    },
  },
  refusals: [],
  async handle(context) {
    const { services, caller, query } = context
    const where: Comparison[] = [{ field: 'type', is: '=', value: 'operation' }]
    if (query.status) where.push({ field: 'state', is: 'in', values: query.status })
    if (query.kind) where.push({ field: 'kind', is: '=', value: query.kind satisfies OperationKind })
    if (query.subscriptionId) where.push({ field: 'subscriptionId', is: '=', value: query.subscriptionId })
    const seesAll = isAny(caller, adminReaders)
    const looksAfterLicences = isAny(caller, licenseAdmins)
    if (!seesAll) where.push({ field: 'kind', is: 'in', values: services.jobs.kindsForPurchasers })
    if (!seesAll && !looksAfterLicences)
      where.push({ field: 'subscriptionId', is: 'in', values: await subscriptionsOf(context) })
    const newestFirst = { where, orderBy: { field: 'createdAt', direction: 'descending' } } as const
    return pageAnswer(context, async (from) => {
      const page = await services.documents.page<Operation>(caller.tenantId, newestFirst, from)
      const seen = seesAll ? page.items : await thoseSeen(context, page.items)
      const actions = await actionsOnEach(context, seen)
      const rows = seen.map((operation, place) => ({
        ...operationRow(services, operation, actions[place] ?? []),
        etag: operation._etag,
      }))
      return { rows, continuation: page.continuation }
    })
  },
})

/**
 * License Administrators look after most of what is moved, out of how ever many subscriptions: so they are asked of
 * each page, which may then have fewer rows.
 */
async function thoseSeen(
  { services, caller }: TenantContext,
  operations: readonly Stored<Operation>[],
): Promise<readonly Stored<Operation>[]> {
  const ids = [...new Set(operations.map(({ subscriptionId }) => subscriptionId))]
  if (ids.length === 0) return []
  const read = await services.documents.readTogether<Subscription[]>(caller.tenantId, ids)
  const seen = new Set(read.flatMap((one) => (one && maySee(one, standingOf(caller, one)) ? [one.id] : [])))
  return operations.filter(({ subscriptionId }) => seen.has(subscriptionId))
}

/** What somebody bought: few, as a rule. */
async function subscriptionsOf({ services, caller }: TenantContext): Promise<string[]> {
  const where: Comparison[] = [{ field: 'type', is: '=', value: 'subscription' }, ...seenBy(caller)]
  const seen: string[] = []
  const query = { where, fields: ['id'] }
  for await (const page of services.documents.pages<Subscription>(caller.tenantId, query, 1_000)) {
    seen.push(...page.items.map(({ id }) => id))
  }
  return seen
}
