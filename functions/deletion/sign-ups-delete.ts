import * as z from 'zod'
import { type DeleteSignUpOperation, deleteSignUp } from '#core/deletion/delete-sign-up.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { OperationId, WorkItemId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import type { Guest } from '#core/organisation/guest.ts'
import type { Write } from '#core/ports/documents.ts'
import { actorOf, admins } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'
import { wordsIn } from '../http/messages/words.ts'
import { tenantRoute } from '../http/route.ts'
import { confirm, guid, nothing } from '../http/shapes.ts'
import { type Change, change } from '../http/transaction.ts'
import { operationLocation, operationShape, operationView } from '../operations/view.ts'
import { findSubscription } from '../subscriptions/find.ts'

export const route = tenantRoute({
  summary:
    'Deletes what somebody signed up for: they have no access any more, and their data and e-mail go. Twice is once.',
  tag: 'Subscriptions',
  who: admins,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: z.strictObject({ confirm }),
  needsIfMatch: true,
  answers: {
    202: {
      description: 'Deleted; the purge of the data is queued',
      body: operationShape
        .extend({ warning: z.string().describe('What goes with it, in the language of the request') })
        .meta({ id: 'SignUpDeletion', title: 'Deletion of a sign-up' }),
      headers: ['ETag', 'Operation-Location'],
    },
  },
  refusals: ['NotFound', 'ConfirmationRequired', 'PaidSubscription', 'SubscriptionDeleted'],
  handle: (context) =>
    change(context, context.caller.tenantId, async () => {
      const { services, caller, person, params, ifMatch, traceparent } = context
      const found = await findSubscription(context, params.id)
      if (isRefusal(found)) return found
      const { subscription, standing } = found
      const operationId = services.ids.derive(`deleteSignUp\n${subscription.id}`) as OperationId
      const [before, guest] = await services.documents.readTogether<[DeleteSignUpOperation, Guest]>(
        caller.tenantId,
        [operationId, documentId.guest(subscription.id)],
      )
      if (before) return deleted(context, before, [])
      const done = deleteSignUp(subscription, standing, {
        operationId,
        workItemId: services.ids.derive(`data.purge\n${subscription.id}`) as WorkItemId,
        guest,
        by: actorOf(caller, person),
        at: services.clock.now(),
        now: services.machineClock.now(),
        ifMatch,
        traceparent,
      })
      return isRefusal(done) ? done : deleted(context, done.operation, done.writes)
    }),
})

function deleted(
  { services, language }: TenantContext,
  operation: DeleteSignUpOperation,
  writes: readonly Write[],
): Change {
  return {
    writes,
    answer: {
      status: 202,
      body: { ...operationView(services, operation, []), warning: wordsIn(language).signUpDeleted },
      headers: { 'Operation-Location': operationLocation(services, operation) },
    },
    etagOf: operation.id,
  }
}
