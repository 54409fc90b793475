import { randomUUID } from 'node:crypto'
import { ServiceBusClient } from '@azure/service-bus'
import { inject } from 'vitest'
import type { QueueName } from '#core/ports/messages.ts'
import type { AppSettings } from '#local/system/app-settings.ts'
import { stateFiles } from '#local/system/state-folder.ts'
import { readWhole } from '#local/system/whole-file.ts'

/** Puts a message on a queue of the shared system under a new id, so that duplicate detection lets it through. */
export async function putOnQueue(queue: QueueName, body: unknown): Promise<void> {
  const client = new ServiceBusClient(serviceBusConnection())
  try {
    const message = { messageId: `test:${randomUUID()}`, contentType: 'application/json', body }
    await client.createSender(queue).sendMessages(message)
  } finally {
    await client.close()
  }
}

export function serviceBusConnection(): string {
  const settings = readWhole<AppSettings>(stateFiles(inject('sharedState')).settings)
  return settings?.['SERVICE_BUS_CONNECTION'] ?? ''
}
