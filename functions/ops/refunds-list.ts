import * as z from 'zod'
import type { Comparison } from '#core/ports/documents.ts'
import type { Refund } from '#core/purchasing/purchase.ts'
import { opsRoute } from '../http/route.ts'
import { instantShape, listOf, moneyShape, nothing, paging } from '../http/shapes.ts'
import { listAcrossTenants } from './across-tenants.ts'

const states = ['pending', 'done'] as const satisfies readonly Refund['state'][]

export const route = opsRoute({
  summary: 'Money that was taken for what could not be given, and whether it went back; newest first.',
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
            chargeKey: z.string().describe('The idempotency key of the charge'),
            amount: moneyShape.describe('What goes back'),
            status: z.enum(states).describe('Whether the gateway has taken it'),
            because: z.string().describe('Why nothing could be given for it. Extensible'),
            subscriptionId: z.string().describe('What it was paid for'),
            paidBy: z.string().describe('The name as it was then'),
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
      chargeKey: refund.chargeKey,
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
