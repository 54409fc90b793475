import { expect, test } from 'vitest'
import { Unavailable } from '#core/ports/failures.ts'
import type { Message } from '#core/ports/messages.ts'
import { serviceBusMessages } from '#infra/messages/service-bus-messages.ts'
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
