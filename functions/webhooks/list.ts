import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { Webhook, WebhookHealth } from '#core/webhooks/webhook.ts'
import { adminReaders, type Caller } from '../http/caller.ts'
import { pageAnswer } from '../http/paging.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, listOf, paging } from '../http/shapes.ts'
import { webhookShape, webhookView } from './view.ts'

export const route = tenantRoute({
  summary: 'Where the organisation is told of what happens.',
  tag: 'Organisation',
  who: adminReaders,
  params: z.object({ t: guid }),
  query: z.strictObject(paging),
  answers: {
    200: {
      description: 'A page of webhooks',
      body: listOf(
        webhookShape
          .extend({ etag: z.string().describe('Its version') })
          .meta({ id: 'WebhookRow', title: 'Webhook in a list' }),
      ),
    },
  },
  refusals: [],
  handle(context) {
    const { documents } = context.services
    const { tenantId } = context.caller
    const query = { where: [{ field: 'type', is: '=', value: 'webhook' }] } as const
    return pageAnswer(context, async (from) => {
      const { items, continuation } = await documents.page<Webhook>(tenantId, query, from)
      const ids = items.map(({ webhookId }) => documentId.webhookHealth(webhookId))
      const healths = ids.length > 0 ? await documents.readTogether<WebhookHealth[]>(tenantId, ids) : []
      const rows = items.flatMap((webhook, at) => rowOf(webhook, healths[at], context.caller))
      return { rows, continuation }
    })
  },
})

/** None where it was deleted in between. */
function rowOf(webhook: Stored<Webhook>, health: WebhookHealth | undefined, caller: Caller) {
  return health ? [{ ...webhookView(webhook, health, caller), etag: webhook._etag }] : []
}
