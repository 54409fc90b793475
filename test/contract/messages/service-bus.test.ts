import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ServiceBusClient, type ServiceBusReceivedMessage } from '@azure/service-bus'
import { expect, test } from 'vitest'
import { Unavailable } from '#core/ports/failures.ts'
import type { Message } from '#core/ports/messages.ts'
import queues from '#infra/messages/queues.json' with { type: 'json' }
import { serviceBusMessages } from '#infra/messages/service-bus-messages.ts'
import { startServiceBus } from '#local/stand-ins/service-bus/service-bus.ts'
import { promisesOfDeadLetters } from './dead-letters-suite.ts'
import { connectionTo, openStandIn } from './stand-in.ts'
import { promisesOfMessages } from './suite.ts'

promisesOfMessages('Service Bus through our adapter', openStandIn)
promisesOfDeadLetters('dead letters of Service Bus through our adapter', openStandIn)

test('a body whose field would overwrite what the host says of the message does not compile', () => {
  // @ts-expect-error deliveryCount is the host's.
  const message: Message = { id: 'm3', body: { kind: 'mail', deliveryCount: 1 } }
  expect(message.body).toBeDefined()
})

test('a broker that is not there is unavailable', async () => {
  const nowhere = serviceBusMessages({ connectionString: connectionTo(1) })
  await expect(nowhere.send('move-users', { id: 'x', body: {} })).rejects.toThrow(Unavailable)
  await nowhere.close()
})

test('where the broker is told so, every queue gives up sooner', async () => {
  const stateFolder = await mkdtemp(join(tmpdir(), 'seatwarden-messages-'))
  const bus = await startServiceBus({ port: 0, stateFolder, config: queues, maxDeliveryCount: 2 })
  const other = new ServiceBusClient(connectionTo(bus.port))
  await other.createSender('move-users').sendMessages({ messageId: 'm', body: {} })
  const receiver = other.createReceiver('move-users')
  for (const deliveryCount of [0, 1]) {
    const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 2_000 })
    expect(message).toMatchObject({ deliveryCount })
    await receiver.abandonMessage(message as ServiceBusReceivedMessage)
  }
  const deadLetters = other.createReceiver('move-users', { subQueueType: 'deadLetter' })
  expect(await deadLetters.peekMessages(1)).toMatchObject([{ deliveryCount: 2 }])
  await other.close()
  await bus.close()
  await rm(stateFolder, { recursive: true })
})
