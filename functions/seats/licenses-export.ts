import * as z from 'zod'
import type { OperationId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { startExport } from '#core/seats/export.ts'
import { actorOf, admins } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { accepted, acceptedHeaders } from '../operations/accepted.ts'
import { actionsOn } from '../operations/actions.ts'
import { operationShape } from '../operations/view.ts'
import { findSubscriptions } from '../subscriptions/find.ts'

export const route = tenantRoute({
  summary: 'Exports the users who hold licences of chosen subscriptions as CSV.',
  tag: 'Subscriptions',
  who: admins,
  params: z.object({ t: guid }),
  query: nothing,
  body: z.strictObject({
    subscriptionIds: z
      .array(guid)
      .min(1)
      .max(100)
      .describe('Whose users are wanted, in the order in which to write them'),
  }),
  answers: {
    202: {
      description: 'Started; its result has the downloadUrl',
      body: operationShape,
      headers: acceptedHeaders,
    },
  },
  refusals: ['NotFound'],
  handle: (context) =>
    createOnce(context, context.caller.tenantId, async () => {
      const { services, caller, person } = context
      const ids = [...new Set(context.body.subscriptionIds)]
      const found = await findSubscriptions(context, ids)
      if (isRefusal(found)) return found
      const subscriptions = found.map(({ subscription }) => subscription)
      const started = startExport(subscriptions, {
        operationId: services.ids.next() as OperationId,
        by: actorOf(caller, person),
        at: services.clock.now(),
        traceparent: context.traceparent,
      })
      return accepted(services, started, actionsOn(context, started.operation, subscriptions[0]))
    }),
})
