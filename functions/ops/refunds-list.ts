import * as z from 'zod'
import type { Refund } from '#core/billing/refund.ts'
import type { Comparison } from '#core/ports/documents.ts'
import { opsRoute } from '../http/route.ts'
import { instantShape, listOf, moneyShape, nothing, paging } from '../http/shapes.ts'
import { listAcrossTenants } from './across-tenants.ts'

const states = ['pending', 'done'] as const satisfies readonly Refund['state'][]

export const route = opsRoute({
  summary: 'Money that goes back, why, and whether the gateway has taken it; newest first.',
  tag: 'Ops',
  who: ['operatorReads'],
  params: nothing,
  query: z.strictObject({ ...paging, status: z.enum(states).optional().describe('How far they are') }),
  answers: {
    200: {
      description: 'A page of refunds',
      body: listOf(
        z
          .object({
            tenantId: z.string().describe('Whose it is'),
            charges: z
              .array(
                z.object({
                  chargeKey: z.string().describe('The idempotency key of the charge'),
                  amount: moneyShape.describe('What of it goes back'),
                }),
              )
              .describe('The charges that it is of'),
            amount: moneyShape.describe('What goes back in all'),
            status: z.enum(states).describe('Whether the gateway has taken it'),
            because: z.string().describe('Why it goes back. Extensible'),
            subscriptionId: z.string().describe('What it was paid for'),
            paidBy: z.string().describe('Who paid or gave it back; the name as it was then'),
            createdDateTime: instantShape.describe('When it was found. RFC 3339, UTC'),
            doneDateTime: instantShape.optional().describe('When the gateway took it. RFC 3339, UTC'),
          })
          .meta({ id: 'Refund', title: 'Refund' }),
      ),
    },
  },
  refusals: [],
  handle(context) {
    const where: Comparison[] = [{ field: 'type', is: '=', value: 'refund' }]
    if (context.query.status) where.push({ field: 'state', is: '=', value: context.query.status })
    const newestFirst = { where, orderBy: { field: 'createdAt', direction: 'descending' } } as const
    return listAcrossTenants<Refund>(context, newestFirst, (refund) => ({
      tenantId: refund.tenantId,
      charges: refund.parts.map(({ chargeKey, amount }) => ({ chargeKey, amount: { ...amount } })),
      amount: { ...refund.amount },
      status: refund.state,
      because: refund.because,
      subscriptionId: refund.subscriptionId,
      paidBy: refund.by.name,
      createdDateTime: refund.createdAt,
      ...(refund.doneAt === null ? {} : { doneDateTime: refund.doneAt }),
    }))
  },
})
