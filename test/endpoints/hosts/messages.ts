import { DefaultAzureCredential } from '@azure/identity'
import {
  type CreateQueueOptions,
  ServiceBusAdministrationClient,
  type ServiceBusClient,
  type ServiceBusReceiver,
} from '@azure/service-bus'
import { openServiceBus } from '#infra/messages/open-service-bus.ts'
import { type Peeker, peeker } from '#infra/messages/peeker.ts'
import queueFile from '#infra/messages/queues.json' with { type: 'json' }
import { runOf } from '../guest.ts'
import { addressOf, type NamedMessages } from '../named.ts'
import type { Host } from './host.ts'

const queues = queueFile.UserConfig.Namespaces.flatMap(({ Queues }) => Queues)

/** What of the management client is used here. */
export interface Management {
  createQueue(name: string, options: CreateQueueOptions): Promise<unknown>
  deleteQueue(name: string): Promise<unknown>
  listQueues(): AsyncIterable<{ readonly name: string }>
}

export function messagesHost(named: NamedMessages): Host {
  return named.isEmulator ? declaredQueues(named) : queuesInNamespace(named, management(named))
}

function management(named: NamedMessages): Management {
  return 'connectionString' in named
    ? new ServiceBusAdministrationClient(named.connectionString)
    : new ServiceBusAdministrationClient(named.fullyQualifiedNamespace, new DefaultAzureCredential())
}

/** Queues of its own in a namespace, each as infra/messages/queues.json says. */
export function queuesInNamespace(named: NamedMessages, admin: Management): Host {
  const remove = async (run: string) => {
    for (const name of await ours(admin))
      if (runOf(name) === run) await unlessMissing(admin.deleteQueue(name))
  }
  return {
    what: 'messages',
    where: `${addressOf(named)} (a namespace)`,
    leftBehind: async () => [...new Set((await ours(admin)).flatMap((name) => runOf(name) ?? []))],
    whyNot: async (run) =>
      (await ours(admin)).some((name) => runOf(name) === run)
        ? `There are queues of ${run}, which this run did not make.`
        : undefined,
    async make(run) {
      for (const queue of queues) await admin.createQueue(`${run}-${queue.Name}`, asOptions(queue.Properties))
    },
    remove,
    removeByHand: (run) =>
      queues
        .map(
          ({ Name }) =>
            `az servicebus queue delete --namespace-name ${addressOf(named).split('.')[0]} --resource-group GROUP --name ${run}-${Name}`,
        )
        .join('\n'),
  }
}

async function ours(admin: Management): Promise<string[]> {
  const names: string[] = []
  for await (const { name } of admin.listQueues()) if (runOf(name)) names.push(name)
  return names
}

/** The same properties, in the words of the management client; a text that says nothing is left out. */
function asOptions(properties: Readonly<Record<string, unknown>>): CreateQueueOptions {
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => [`${name.charAt(0).toLowerCase()}${name.slice(1)}`, value]),
  )
}

/**
 * The queues that an emulator's config declares. None can be made there, so the run takes those of infra/messages/queues.json
 * for itself: they must be there, and empty.
 */
function declaredQueues(named: NamedMessages): Host {
  return {
    what: 'messages',
    where: `${addressOf(named)} (an emulator, with the queues of its config)`,
    leftBehind: async () => [],
    async whyNot() {
      const reasons = await eachQueue(named, async ({ client, peek, queue }) => {
        for (const subQueueType of subQueues)
          if (await holdsAnything(receiverOf(client, queue, subQueueType), peek))
            return `The queue ${queue} has ${subQueueType ? 'dead letters' : 'messages'} that this run has not sent: restart the emulator.`
        return undefined
      })
      return reasons.find((reason) => reason !== undefined)
    },
    make: async () => {},
    async remove() {
      await eachQueue(named, async (place) => {
        await cancelScheduled(place)
        for (const subQueueType of subQueues) await takeAll(place, subQueueType)
      })
    },
    removeByHand: () => 'restart the emulator',
  }
}

const subQueues = [undefined, 'deadLetter'] as const
type SubQueue = (typeof subQueues)[number]

interface Place {
  readonly client: ServiceBusClient
  /** Of this client, which remembers how far it has looked. */
  readonly peek: Peeker
  readonly queue: string
}

/** What the work opens ends with the connection. */
async function eachQueue<T>(named: NamedMessages, work: (place: Place) => Promise<T>): Promise<T[]> {
  const client = await openServiceBus(named)
  const peek = peeker()
  try {
    const done: T[] = []
    for (const { Name: queue } of queues) done.push(await work({ client, peek, queue }))
    return done
  } finally {
    await client.close()
  }
}

function receiverOf(client: ServiceBusClient, queue: string, subQueueType: SubQueue): ServiceBusReceiver {
  return client.createReceiver(queue, {
    receiveMode: 'receiveAndDelete',
    ...(subQueueType ? { subQueueType } : {}),
  })
}

async function holdsAnything(receiver: ServiceBusReceiver, peek: Peeker): Promise<boolean> {
  for await (const page of peek(receiver)) return page.length > 0
  return false
}

/**
 * One that a test still holds when it is ended comes back when its lock ends; and one that is to come later comes, where it
 * cannot be cancelled (https://github.com/Azure/azure-service-bus-emulator-installer/issues/119).
 */
async function takeAll({ client, peek, queue }: Place, subQueue: SubQueue): Promise<void> {
  const receiver = receiverOf(client, queue, subQueue)
  const end = Date.now() + allCameWithinMs
  while (await holdsAnything(receiver, peek)) {
    if (Date.now() > end)
      throw new Error(`The queue ${queue} cannot be emptied: somebody holds what is in it.`)
    await receiver.receiveMessages(500, { maxWaitTimeInMs: 1_000 })
  }
  await receiver.close()
}

/** The lock is PT30S, as queues.json has it; the longest delay of a test a minute. */
const allCameWithinMs = 75_000

/** What is to come later cannot be received yet. */
async function cancelScheduled({ client, peek, queue }: Place): Promise<void> {
  const receiver = receiverOf(client, queue, undefined)
  for await (const page of peek(receiver)) {
    const numbers = page.flatMap(({ state, sequenceNumber }) =>
      state === 'scheduled' && sequenceNumber ? [sequenceNumber] : [],
    )
    if (numbers.length > 0) await client.createSender(queue).cancelScheduledMessages(numbers)
  }
  await receiver.close()
}

async function unlessMissing(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'MessageEntityNotFoundError') throw error
  }
}
