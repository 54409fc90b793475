import * as z from 'zod'
import type { Operation } from '#core/documents.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { operationStates } from '#core/operations/operation.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { opsRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { statuses, statusOf } from '../subscriptions/view.ts'
import { readCase, tenantOfCase } from './find.ts'
import { deskCaseShape, deskCaseView } from './view.ts'

export const route = opsRoute({
  summary: 'One support case, how the subscription is now, and how far its cancel is.',
  tag: 'Ops',
  who: ['support'],
  params: z.object({ id: guid }),
  query: nothing,
  answers: {
    200: {
      description: 'The case',
      body: deskCaseShape
        .extend({
          subscriptionStatus: z.enum(statuses).optional().describe('Of what it is about, now. Extensible'),
          operationStatus: z
            .enum(operationStates)
            .optional()
            .describe('Of the cancel that support started; known for 30 days'),
        })
        .meta({ id: 'DeskCaseInFull', title: 'Support case of an organisation, in full' }),
      headers: ['ETag'],
    },
  },
  refusals: ['NotFound'],
  async handle({ services, params }) {
    const tenantId = await tenantOfCase(services, params.id)
    if (isRefusal(tenantId)) return tenantId
    const supportCase = await readCase(services, tenantId, params.id)
    if (isRefusal(supportCase)) return supportCase
    const { subscriptionId, operationId } = supportCase
    const [subscription, operation] = await Promise.all([
      services.documents.read<Subscription>(tenantId, subscriptionId),
      operationId ? services.documents.read<Operation>(tenantId, operationId) : undefined,
    ])
    return {
      status: 200,
      body: {
        ...deskCaseView(supportCase),
        ...(subscription ? { subscriptionStatus: statusOf(subscription) } : {}),
        ...(operation ? { operationStatus: operation.state } : {}),
      },
      etag: supportCase._etag,
    }
  },
})
