import * as z from 'zod'
import type { Operation } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import type { Mail } from '#core/mail/mail.ts'
import { people } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import type { Services } from '../jobs/job.ts'
import { actionsOnEach } from './actions.ts'
import { findOperation } from './find.ts'
import { mailView, operationShape, operationView } from './view.ts'

export const route = tenantRoute({
  summary: 'How far an operation is.',
  tag: 'Operations',
  who: people,
  params: z.object({ t: guid, id: guid }),
  query: nothing,
  answers: {
    200: {
      description: 'The operation; while it is unfinished with the time to ask again',
      body: operationShape,
      headers: ['ETag'],
      mayHave: ['Retry-After'],
    },
  },
  refusals: ['NotFound'],
  async handle(context) {
    const operation = await findOperation(context, context.params.id)
    if (isRefusal(operation)) return operation
    const { services } = context
    const [[actions = []], mail] = await Promise.all([
      actionsOnEach(context, [operation]),
      mailOfEnd(services, operation),
    ])
    return {
      status: 200,
      body: { ...operationView(services, operation, actions), ...(mail ? { mail: mailView(mail) } : {}) },
      etag: operation._etag,
      ...(operation.completedAt === null ? { headers: { 'Retry-After': '1' } } : {}),
    }
  },
})

/** In the batch that ends a whole move or a cancel; before that, and otherwise, there is none. */
async function mailOfEnd(
  { documents }: Services,
  { tenantId, id, kind, state }: Operation,
): Promise<Mail | undefined> {
  const tells = state === 'Succeeded' && (kind === 'moveUsers' || kind === 'cancel')
  return tells ? documents.read<Mail>(tenantId, documentId.mail(id)) : undefined
}
