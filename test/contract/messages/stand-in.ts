import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ServiceBusClient } from '@azure/service-bus'
import queues from '#infra/messages/queues.json' with { type: 'json' }
import { serviceBusDeadLetters } from '#infra/messages/service-bus-dead-letters.ts'
import { serviceBusMessages } from '#infra/messages/service-bus-messages.ts'
import { startServiceBus } from '#local/stand-ins/service-bus/service-bus.ts'
import type { Bus } from './bus.ts'

export function connectionTo(port: number): string {
  return `Endpoint=sb://localhost:${port};SharedAccessKeyName=k;SharedAccessKey=k;UseDevelopmentEmulator=true`
}

/** Our adapters and the real client library over the Service Bus stand-in, with a state folder of its own. */
export async function openStandIn(): Promise<Bus> {
  const stateFolder = await mkdtemp(join(tmpdir(), 'seatwarden-messages-'))
  const lockDurationMs = 1_500
  const bus = await startServiceBus({ port: 0, stateFolder, config: queues, lockDurationMs })
  const connectionString = connectionTo(bus.port)
  const client = new ServiceBusClient(connectionString)
  const messages = serviceBusMessages({ connectionString })
  const deadLetters = serviceBusDeadLetters({ connectionString })
  return {
    messages,
    deadLetters,
    client,
    queuePrefix: '',
    lockDurationMs,
    patienceMs: 200,
    clockSkewMs: 10,
    async close() {
      await Promise.all([client.close(), messages.close(), deadLetters.close()])
      await bus.close()
      await rm(stateFolder, { recursive: true })
    },
  }
}
