import { expectStatus } from '#local/system/api-client.ts'
import type { Receiver } from './event-receiver.ts'
import type { Person } from './journey.ts'
import { pages } from './journey-verbs.ts'

export interface MadeWebhook {
  readonly id: string
  readonly secret: string
}

export async function makeWebhook(
  admin: Person,
  { url }: Pick<Receiver, 'url'>,
  types: readonly string[],
): Promise<MadeWebhook> {
  const body = { url, description: 'Bookkeeping', types }
  return (await expectStatus(admin.post<MadeWebhook>('webhooks', body), 201)).body
}

export interface DeliverySeen {
  readonly id: string
  readonly status: string
  readonly attempts: number
  readonly event: { readonly id: string; readonly type: string }
}

export function deliveries(admin: Person, id: string, status?: string): Promise<readonly DeliverySeen[]> {
  return pages<DeliverySeen>(admin, `webhooks/${id}/deliveries${status ? `?status=${status}` : ''}`)
}
