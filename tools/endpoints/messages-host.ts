import { DefaultAzureCredential } from '@azure/identity'
import {
  type CreateQueueOptions,
  ServiceBusAdministrationClient,
  type ServiceBusClient,
  type ServiceBusReceiver,
} from '@azure/service-bus'
import { openServiceBus } from '#infra/messages/open-service-bus.ts'
import queueFile from '#infra/messages/queues.json' with { type: 'json' }
import { runOf } from '#test/endpoints/guest.ts'
import { addressOf, type NamedMessages } from '#test/endpoints/named.ts'
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
  const each = async <T>(work: (client: ServiceBusClient, queue: string) => Promise<T>): Promise<T[]> => {
    const client = await openServiceBus(named)
    try {
      const done: T[] = []
      for (const { Name } of queues) done.push(await work(client, Name))
      return done
    } finally {
      await client.close()
    }
  }
  return {
    what: 'messages',
    where: `${addressOf(named)} (an emulator, with the queues of its config)`,
    leftBehind: async () => [],
    whyNot: async () => {
      const reasons = await each(async (client, queue) => {
        for (const subQueueType of subQueues)
          if (await holdsAnything(client, queue, subQueueType))
            return `The queue ${queue} has ${subQueueType ? 'dead letters' : 'messages'} that this run has not sent: restart the emulator.`
        return undefined
      })
      return reasons.find((reason) => reason !== undefined)
    },
    make: async () => {},
    async remove() {
      await each(async (client, queue) => {
        await cancelScheduled(client, queue)
        for (const subQueueType of subQueues) await takeAll(client, queue, subQueueType)
      })
    },
    removeByHand: () => 'restart the emulator',
  }
}

const subQueues = [undefined, 'deadLetter'] as const
type SubQueue = (typeof subQueues)[number]

async function withReceiver<T>(
  client: ServiceBusClient,
  queue: string,
  subQueueType: SubQueue,
  work: (receiver: ServiceBusReceiver) => Promise<T>,
): Promise<T> {
  const receiver = client.createReceiver(queue, {
    receiveMode: 'receiveAndDelete',
    ...(subQueueType ? { subQueueType } : {}),
  })
  try {
    return await work(receiver)
  } finally {
    await receiver.close()
  }
}

function holdsAnything(client: ServiceBusClient, queue: string, subQueue: SubQueue): Promise<boolean> {
  return withReceiver(client, queue, subQueue, async (receiver) => {
    const found = await receiver.peekMessages(1)
    return found.length > 0
  })
}

/** One that a test still holds when it is ended comes back when its lock ends. */
function takeAll(client: ServiceBusClient, queue: string, subQueue: SubQueue): Promise<void> {
  const end = Date.now() + lockEndsWithinMs
  return withReceiver(client, queue, subQueue, async (receiver) => {
    do {
      let some: readonly unknown[]
      do some = await receiver.receiveMessages(500, { maxWaitTimeInMs: 1_000 })
      while (some.length > 0)
      if (!(await holdsAnything(client, queue, subQueue))) return
    } while (Date.now() < end)
    throw new Error(`The queue ${queue} cannot be emptied: somebody holds what is in it.`)
  })
}

/** PT30S, as queues.json has it, and some. */
const lockEndsWithinMs = 40_000

/** What is to come later cannot be received yet. */
async function cancelScheduled(client: ServiceBusClient, queue: string): Promise<void> {
  const sender = client.createSender(queue)
  try {
    await withReceiver(client, queue, undefined, async (receiver) => {
      const found = await receiver.peekMessages(500)
      const numbers = found.flatMap(({ state, sequenceNumber }) =>
        state === 'scheduled' && sequenceNumber ? [sequenceNumber] : [],
      )
      if (numbers.length > 0) await sender.cancelScheduledMessages(numbers)
    })
  } finally {
    await sender.close()
  }
}

async function unlessMissing(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'MessageEntityNotFoundError') throw error
  }
}
