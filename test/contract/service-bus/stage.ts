import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  ServiceBusAdministrationClient,
  ServiceBusClient,
  type ServiceBusClientOptions,
  type ServiceBusReceivedMessage,
  type ServiceBusReceiver,
} from '@azure/service-bus'
import { startServiceBus } from '#local/stand-ins/service-bus/service-bus.ts'
import { guestOfThisRun } from '#test/endpoints/guest.ts'

/** `npm run test:endpoints -- --wire` holds the tests against this namespace, with the right to manage it. */
const guest = guestOfThisRun()
const realNamespace = guest && process.env['SERVICE_BUS_CONNECTION']

export const isReal = realNamespace !== undefined

/** For `describe.skipIf` and `it.skipIf`: prints why a real namespace cannot take part. */
export function onlyLocally(reason: string): boolean {
  if (isReal) console.log(`Skipped against a real namespace: ${reason}.`)
  return isReal
}

export interface QueueKind {
  readonly sessions?: boolean
  readonly duplicateWindow?: string
  readonly maxDeliveryCount?: number
  readonly defaultTtl?: string
  readonly dropsExpired?: boolean
}

export interface Stage<Name extends string> {
  readonly connectionString: string
  /** The names that the queues really have. */
  readonly queues: Readonly<Record<Name, string>>
  readonly lockDurationMs: number
  client(options?: ServiceBusClientOptions): ServiceBusClient
  close(): Promise<void>
}

/** Queues for one test file, in the stand-in or in a real namespace, gone at the end. */
export async function openStage<Name extends string>(
  kinds: Readonly<Record<Name, QueueKind>>,
): Promise<Stage<Name>> {
  const names = Object.keys(kinds) as Name[]
  const stage = realNamespace ? await openReal(realNamespace, kinds) : await openLocal(kinds)
  const queues = Object.fromEntries(names.map((name) => [name, stage.queueName(name)])) as Record<
    Name,
    string
  >
  const clients: ServiceBusClient[] = []
  return {
    connectionString: stage.connectionString,
    lockDurationMs: stage.lockDurationMs,
    queues,
    client(options = { retryOptions: { timeoutInMs: 5_000, maxRetries: 0 } }) {
      const client = new ServiceBusClient(stage.connectionString, options)
      clients.push(client)
      return client
    },
    async close() {
      for (const client of clients) await client.close()
      await stage.close()
    },
  }
}

/** The `config.json` of the emulator for these queues. */
export function configOf(kinds: Readonly<Record<string, QueueKind>>) {
  const Queues = Object.entries(kinds).map(([Name, kind]) => ({
    Name,
    Properties: {
      DeadLetteringOnMessageExpiration: !kind.dropsExpired,
      DefaultMessageTimeToLive: kind.defaultTtl ?? 'P14D',
      DuplicateDetectionHistoryTimeWindow: kind.duplicateWindow ?? 'PT10M',
      ForwardDeadLetteredMessagesTo: '',
      ForwardTo: '',
      LockDuration: 'PT30S',
      MaxDeliveryCount: kind.maxDeliveryCount ?? 10,
      RequiresDuplicateDetection: kind.duplicateWindow !== undefined,
      RequiresSession: kind.sessions ?? false,
    },
  }))
  return { UserConfig: { Namespaces: [{ Name: 'tests', Queues, Topics: [] }], Logging: { Type: 'File' } } }
}

export function localConnectionString(port: number): string {
  const key = 'SharedAccessKeyName=any;SharedAccessKey=any'
  return `Endpoint=sb://localhost:${port};${key};UseDevelopmentEmulator=true`
}

export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'service-bus-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Receives exactly `count` messages, over as many calls as it takes. */
export async function receive(
  receiver: ServiceBusReceiver,
  count: number,
): Promise<ServiceBusReceivedMessage[]> {
  const messages: ServiceBusReceivedMessage[] = []
  for (let idle = 0; messages.length < count && idle < 10; ) {
    const some = await receiver.receiveMessages(count - messages.length, { maxWaitTimeInMs: 1_000 })
    messages.push(...some)
    idle = some.length === 0 ? idle + 1 : 0
  }
  return messages
}

/** The one message that must be there. */
export async function receiveOne(receiver: ServiceBusReceiver): Promise<ServiceBusReceivedMessage> {
  const [message] = await receive(receiver, 1)
  if (!message) throw new Error('A message was expected and none came.')
  return message
}

export async function eventually(isTrue: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  const end = Date.now() + withinMs
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`Not within ${withinMs} ms: ${isTrue}`)
    await sleep(20)
  }
}

async function openLocal(kinds: Readonly<Record<string, QueueKind>>) {
  const folder = temporaryFolder()
  const lockDurationMs = 1_500
  const bus = await startServiceBus({
    port: 0,
    stateFolder: folder.path,
    config: configOf(kinds),
    lockDurationMs,
  })
  return {
    connectionString: localConnectionString(bus.port),
    queueName: (name: string) => name,
    lockDurationMs,
    async close() {
      await bus.close()
      folder.remove()
    },
  }
}

async function openReal(connectionString: string, kinds: Readonly<Record<string, QueueKind>>) {
  const admin = new ServiceBusAdministrationClient(connectionString)
  const suffix = randomUUID().slice(0, 8)
  const queueName = (name: string) => `${guest?.run}-${suffix}-${name}`
  for (const [name, kind] of Object.entries(kinds)) {
    await admin.createQueue(queueName(name), {
      lockDuration: 'PT5S', // The shortest that Azure allows.
      requiresSession: kind.sessions ?? false,
      requiresDuplicateDetection: kind.duplicateWindow !== undefined,
      duplicateDetectionHistoryTimeWindow: kind.duplicateWindow ?? 'PT10M',
      maxDeliveryCount: kind.maxDeliveryCount ?? 10,
      defaultMessageTimeToLive: kind.defaultTtl ?? 'P14D',
      deadLetteringOnMessageExpiration: !kind.dropsExpired,
    })
  }
  return {
    connectionString,
    queueName,
    lockDurationMs: 5_000,
    async close() {
      for (const name of Object.keys(kinds)) await admin.deleteQueue(queueName(name))
    },
  }
}
