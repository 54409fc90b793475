import * as z from 'zod'
import type { OperationId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { startExport } from '#core/seats/export.ts'
import { actorOf, adminReaders } from '../caller.ts'
import { createOnce } from '../change.ts'
import { door, guid, nothing } from '../door.ts'
import { accepted } from '../long-work.ts'
import { findSubscription } from '../subscriptions.ts'
import { operationShape } from '../views/operation.ts'

export const licensesExport = door({
  name: 'licenses-export',
  method: 'POST',
  route: '/tenants/{t}/licenses/export',
  summary: 'Exports the users who hold licences of chosen subscriptions as CSV.',
  tag: 'Subscriptions',
  who: adminReaders,
  scope: 'tenant',
  params: z.object({ t: guid }),
  query: nothing,
  body: z.strictObject({ subscriptionIds: z.array(guid).min(1).max(100) }),
  answers: { 202: { description: 'Started; its result has the downloadUrl', body: operationShape } },
  refusals: ['NotFound'],
  handle: (call) =>
    createOnce(call, call.caller.tenantId, async () => {
      const { world, caller, person } = call
      const subscriptions = []
      for (const id of new Set(call.body.subscriptionIds)) {
        const subscription = await findSubscription(call, id)
        if (isRefusal(subscription)) return subscription
        subscriptions.push(subscription)
      }
      const started = startExport(subscriptions, {
        operationId: world.ids.next() as OperationId,
        by: actorOf(caller, person),
        at: world.clock.now(),
        traceparent: call.traceparent,
      })
      return accepted(world, started)
    }),
})
