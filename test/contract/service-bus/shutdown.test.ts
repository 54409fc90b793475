import { randomBytes } from 'node:crypto'
import { ServiceBusClient } from '@azure/service-bus'
import { describe, expect, it } from 'vitest'
import { startServiceBus } from '#local/stand-ins/service-bus/service-bus.ts'
import { amqpHeader, RawClient, say } from './raw-client.ts'
import { configOf, localConnectionString, onlyLocally, receiveOne, temporaryFolder } from './stage.ts'

describe.skipIf(onlyLocally('it is not ours to shut down'))('a shutdown', () => {
  it('waits for nobody for long, tells those who listen, and gives back what they held uncounted', async () => {
    const folder = temporaryFolder()
    const config = configOf({ plain: {}, sessions: { sessions: true } })
    const start = (port: number) => startServiceBus({ port, stateFolder: folder.path, config })
    const retryOptions = { timeoutInMs: 20_000, maxRetries: 0 }

    const bus = await start(0)
    const client = new ServiceBusClient(localConnectionString(bus.port), { retryOptions })
    await client.createSender('sessions').sendMessages({ body: 'held', sessionId: 's' })
    const holder = await client.acceptSession('sessions', 's')
    await receiveOne(holder)
    await holder.setSessionState('half')
    const waiting = client.acceptNextSession('sessions').catch((error: unknown) => error)
    // One reads nothing, one is in the middle of a word, one listens.
    await client.createSender('plain').sendMessages({ body: randomBytes(100_000) })
    const deaf = await RawClient.open(bus.port)
    deaf.pause()
    deaf.send(say.receiver('plain'), say.flow(0, 10))
    const slow = new RawClient(bus.port)
    slow.send(amqpHeader.subarray(0, 3))
    const listener = await RawClient.open(bus.port)

    const began = Date.now()
    await bus.close()
    expect(Date.now() - began).toBeLessThan(10_000)
    expect(await listener.refusal()).toBe('amqp:connection:forced')
    await slow.closed
    deaf.destroy()
    await client.close()
    await waiting

    const again = await start(0)
    const after = new ServiceBusClient(localConnectionString(again.port), { retryOptions })
    const receiver = await after.acceptSession('sessions', 's')
    expect(await receiver.getSessionState()).toBe('half')
    expect(await receiveOne(receiver)).toMatchObject({ body: 'held', deliveryCount: 0 })
    await after.close()
    await again.close()
    folder.remove()
  })
})
