import { setTimeout as sleep } from 'node:timers/promises'
import { ServiceBusClient, type ServiceBusReceivedMessage } from '@azure/service-bus'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anyTalk } from './fuzz-moves.ts'
import { RawClient } from './raw-client.ts'
import { eventually, onlyLocally } from './stage.ts'
import { runWatchedBus, type WatchedBus } from './watched-bus.ts'

/** FUZZ_RUNS=50000 looks for an afternoon. */
const runs = Number(process.env['FUZZ_RUNS'] ?? 400)
const timeoutMs = 30_000 + runs * 50

let bus: WatchedBus

beforeAll(async () => {
  bus = await start()
})
afterAll(() => bus.close())

function start(): Promise<WatchedBus> {
  return runWatchedBus({ garbage: {}, quiet: {}, sessions: { sessions: true } })
}

/** Somebody who works all the while, on one connection, and keeps account. */
function bystander(connectionString: string) {
  const client = new ServiceBusClient(connectionString, {
    retryOptions: { timeoutInMs: 10_000, maxRetries: 0 },
  })
  const received: ServiceBusReceivedMessage[] = []
  const failures: unknown[] = []
  const receiver = client.createReceiver('quiet')
  const subscription = receiver.subscribe({
    processMessage: async (message) => {
      received.push(message)
    },
    processError: async ({ error }) => {
      failures.push(error)
    },
  })
  const sender = client.createSender('quiet')
  let sent = 0
  let working = true
  const work = (async () => {
    while (working) {
      await sender.sendMessages({ body: sent })
      sent += 1
      while (working && sent - received.length > 50) await sleep(1)
    }
  })().catch((error: unknown) => failures.push(error))
  return {
    async end() {
      working = false
      await work
      await eventually(() => failures.length > 0 || received.length === sent)
      await subscription.close()
      const left = await receiver.peekMessages(1).catch(() => [])
      await client.close()
      return { sent, received, failures, left }
    },
  }
}

describe.skipIf(onlyLocally('a raw client talks to it without TLS'))('whatever a client says', () => {
  it('is answered in the words of AMQP, and the others go on as if nothing was', {
    timeout: 2 * timeoutMs,
  }, async () => {
    const other = bystander(bus.connectionString)
    const heard = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(anyTalk, async (talk) => {
        // While a failure is made smaller: the last one may have ended the process.
        if (bus.death()) bus = await start()
        const client = new RawClient(bus.port)
        client.send(talk)
        client.end()
        await client.closed
        for (const { condition, description } of client.refusals()) {
          heard.set(condition, (heard.get(condition) ?? 0) + 1)
          if (condition === 'amqp:internal-error') throw new Error(description)
        }
        // It may have died of the last words.
        const probe = await RawClient.open(bus.port)
        probe.destroy()
      }),
      { numRuns: runs, interruptAfterTimeLimit: timeoutMs, markInterruptAsFailure: false },
    )
    const { sent, received, failures, left } = await other.end()
    console.log(`${runs} talks, ${sent} messages beside them. Refused:`, Object.fromEntries(heard))
    expect(failures).toEqual([])
    expect(left).toEqual([])
    expect(sent).toBeGreaterThan(50)
    expect(received.map(({ body }) => body)).toEqual(Array.from({ length: sent }, (_, i) => i))
    expect(received.every(({ deliveryCount }) => deliveryCount === 0)).toBe(true)
    // The fuzzer reaches what it is meant to reach.
    for (const condition of [
      'amqp:decode-error',
      'amqp:invalid-field',
      'amqp:connection:framing-error',
      'amqp:session:unattached-handle',
    ])
      expect(heard.get(condition) ?? 0, condition).toBeGreaterThan(0)
  })
})
