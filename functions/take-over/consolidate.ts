import * as z from 'zod'
import type { OperationId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { startConsolidate } from '#core/take-over/consolidate.ts'
import { actorOf, admins } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { confirm, guid, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { whenShape } from '../http/when.ts'
import { accepted, acceptedHeaders } from '../operations/accepted.ts'
import { actionsOn } from '../operations/actions.ts'
import { operationShape } from '../operations/view.ts'
import { consolidateGiven, readSides } from './consolidate-sides.ts'
import { oneTarget } from './target.ts'

export const route = tenantRoute({
  summary:
    'Takes many subscriptions over into one, one after another: takes control where needed, moves the users, deletes the emptied one.',
  tag: 'Subscriptions',
  who: admins,
  params: z.object({ t: guid }),
  query: nothing,
  body: z
    .strictObject({
      ...consolidateGiven,
      confirm,
      reason: z.string().max(500).optional().describe('One of the reasons, or the administrator’s own words'),
      startAt: whenShape.optional(),
    })
    .refine(...oneTarget),
  answers: {
    202: {
      description: 'Started, or planned; its `children` say what becomes of each source',
      body: operationShape,
      headers: acceptedHeaders,
    },
  },
  refusals: [
    'NotFound',
    'ConfirmationRequired',
    'TakeControlRequired',
    'SubscriptionDeleted',
    'SubscriptionNotActive',
    'OperationInProgress',
    'SingleUserSubscription',
    'TargetIsSource',
    'TargetNotSuitable',
  ],
  handle: (context) =>
    createOnce(context, context.caller.tenantId, async () => {
      const { services, body } = context
      const sides = await readSides(context, body)
      if (isRefusal(sides)) return sides
      const started = startConsolidate(sides.sources, {
        operationId: services.ids.next() as OperationId,
        target: sides.target,
        by: actorOf(context.caller, context.person),
        at: services.clock.now(),
        reason: body.reason ?? 'movedToCentral',
        traceparent: context.traceparent,
        when: body.startAt,
      })
      if (isRefusal(started)) return started
      return accepted(services, started, actionsOn(context, started.operation, undefined))
    }),
})
