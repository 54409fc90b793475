import * as z from 'zod'
import type { OperationId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { startUndo } from '#core/take-over/undo-operation.ts'
import { actorOf } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { confirm, guid, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { accepted, acceptedHeaders } from '../operations/accepted.ts'
import { actionsOn, commanders } from '../operations/actions.ts'
import { operationShape } from '../operations/view.ts'
import { findUndo } from './find-undo.ts'
import { undoRefusals } from './undo-refusals.ts'

export const route = tenantRoute({
  summary:
    'Gives back what a finished operation has changed, as far as nobody has changed it since: who changed is reported and left alone.',
  tag: 'Operations',
  who: commanders,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  body: z.strictObject({ confirm }),
  answers: { 202: { description: 'Started', body: operationShape, headers: acceptedHeaders } },
  refusals: [...undoRefusals, 'ConfirmationRequired', 'NotEnoughLicenses'],
  handle: (context) =>
    createOnce(context, context.caller.tenantId, async () => {
      const { services, caller, person, params, traceparent } = context
      const found = await findUndo(context, params.id)
      if (isRefusal(found)) return found
      const { operation, source, target, total, seatsNeeded } = found
      const started = startUndo({
        operation,
        source,
        target,
        total,
        seatsNeeded,
        operationId: services.ids.next() as OperationId,
        by: actorOf(caller, person),
        at: services.clock.now(),
        traceparent,
      })
      if (isRefusal(started)) return started
      return accepted(services, started, actionsOn(context, started.operation, source))
    }),
})
