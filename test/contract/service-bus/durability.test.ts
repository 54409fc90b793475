import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { ServiceBusClient, type ServiceBusReceiver } from '@azure/service-bus'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startChild } from '#local/stand-ins/child.ts'
import { endBy } from '../../support/windows.ts'
import {
  configOf,
  localConnectionString,
  onlyLocally,
  receive,
  receiveOne,
  temporaryFolder,
} from './stage.ts'

const main = fileURLToPath(new URL('../../../local/stand-ins/service-bus/main.ts', import.meta.url))
const lockDurationMs = 1_000
const config = configOf({
  load: {},
  locks: {},
  aside: { duplicateWindow: 'PT10M' },
  sessions: { sessions: true },
})

let folder: ReturnType<typeof temporaryFolder>
let child: ChildProcess
let client: ServiceBusClient
let connectionString: string

/** Starts the stand-in as the supervisor does: as a process. */
async function start(): Promise<void> {
  const options = { port: 0, stateFolder: folder.path, config, lockDurationMs }
  child = startChild(main, options, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const [{ ready }] = (await once(child, 'message')) as [{ ready: { port: number } }]
  connectionString = localConnectionString(ready.port)
  client = new ServiceBusClient(connectionString, { retryOptions: { timeoutInMs: 3_000, maxRetries: 0 } })
}

async function stop(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
  const exited = once(child, 'exit')
  endBy(child, signal)
  const [code] = (await exited) as [number | null]
  await client.close()
  return code
}

async function drain(receiver: ServiceBusReceiver): Promise<number[]> {
  const bodies: number[] = []
  for (let idleUntil = Date.now() + lockDurationMs + 500; Date.now() < idleUntil; ) {
    // As many as a busy machine completes before their locks end.
    const messages = await receiver.receiveMessages(20, { maxWaitTimeInMs: 300 })
    for (const message of messages) {
      bodies.push(message.body)
      await receiver.completeMessage(message)
    }
    if (messages.length > 0) idleUntil = Date.now() + lockDurationMs + 500
  }
  return bodies
}

describe.skipIf(onlyLocally('its process cannot be killed'))('after kill -9 and a new start', () => {
  beforeEach(async () => {
    folder = temporaryFolder()
    await start()
  })
  afterEach(async () => {
    await stop('SIGTERM')
    folder.remove()
  })

  it.each([1, 2])(
    'under load nothing confirmed is lost, nothing completed comes back (round %d)',
    async () => {
      const confirmed = new Set<number>()
      const completed = new Set<number>()
      const asked = new Set<number>()
      let next = 0
      let killed = false
      // A send that is cut off waits for the whole timeout of its client.
      const retryOptions = { timeoutInMs: 1_000, maxRetries: 0 }
      const impatient = new ServiceBusClient(connectionString, { retryOptions })
      const produce = async () => {
        const sender = impatient.createSender('load')
        while (!killed) {
          const bodies = Array.from({ length: 1 + (next % 5) }, () => next++)
          await sender.sendMessages(bodies.map((body) => ({ body, messageId: `${body}` })))
          for (const body of bodies) confirmed.add(body)
        }
      }
      const consume = async () => {
        const receiver = impatient.createReceiver('load', { maxAutoLockRenewalDurationInMs: 0 })
        while (!killed) {
          const messages = await receiver.receiveMessages(5, { maxWaitTimeInMs: 100 })
          for (const message of messages) {
            asked.add(message.body)
            await receiver.completeMessage(message)
            completed.add(message.body)
          }
        }
      }
      const work = Promise.allSettled([
        produce(),
        produce(),
        produce(),
        produce(),
        consume(),
        consume(),
        consume(),
      ])
      await sleep(400 + Math.random() * 300)
      await stop('SIGKILL')
      killed = true
      await work
      await impatient.close()
      await start()
      const left = await drain(client.createReceiver('load', { maxAutoLockRenewalDurationInMs: 0 }))
      const leftOnce = new Set(left)
      console.log(
        `${confirmed.size} confirmed, ${completed.size} completed, ${left.length} left after the kill.`,
      )
      expect(confirmed.size).toBeGreaterThan(100)
      expect(completed.size).toBeGreaterThan(20)
      expect(left).toHaveLength(leftOnce.size)
      expect([...confirmed].filter((body) => !leftOnce.has(body) && !asked.has(body))).toEqual([])
      expect(left.filter((body) => completed.has(body))).toEqual([])
    },
  )

  it('a locked message stays hidden until its lock ends, and then comes back counted', async () => {
    const receiver = client.createReceiver('locks', { maxAutoLockRenewalDurationInMs: 0 })
    await client.createSender('locks').sendMessages(['a', 'b'].map((body) => ({ body, messageId: body })))
    const [a, b] = await receive(receiver, 2)
    const lockedUntil = b?.lockedUntilUtc?.getTime() ?? 0
    if (a) await receiver.abandonMessage(a)
    await stop('SIGKILL')
    await start()
    const after = client.createReceiver('locks', { maxAutoLockRenewalDurationInMs: 0 })
    const first = await receiveOne(after)
    expect(first).toMatchObject({ body: 'a', deliveryCount: 1 })
    const second = await receiveOne(after)
    expect(second).toMatchObject({ body: 'b', deliveryCount: 1 })
    expect(Date.now()).toBeGreaterThanOrEqual(lockedUntil - 20)
    expect(Date.now()).toBeLessThan(lockedUntil + lockDurationMs + 2_000)
  })

  it('a lock is still good for its owner', async () => {
    await client.createSender('locks').sendMessages({ body: 'c', messageId: 'c' })
    const message = await receiveOne(client.createReceiver('locks', { maxAutoLockRenewalDurationInMs: 0 }))
    await stop('SIGKILL')
    await start()
    const after = client.createReceiver('locks')
    await after.completeMessage(message)
    expect(await after.peekMessages(1)).toEqual([])
  })

  it('deferred, scheduled and dead messages, changed properties and known ids are still there', async () => {
    const [sender, receiver] = [client.createSender('aside'), client.createReceiver('aside')]
    await sender.sendMessages(['deferred', 'dead', 'active'].map((body) => ({ body, messageId: body })))
    await sender.scheduleMessages({ body: 'scheduled', messageId: 'scheduled' }, new Date(Date.now() + 1_500))
    const [deferred, dead, active] = await receive(receiver, 3)
    if (!deferred?.sequenceNumber || !dead || !active) throw new Error('Three messages were expected.')
    await receiver.deferMessage(deferred, { step: 2 })
    await receiver.deadLetterMessage(dead, { deadLetterReason: 'why', deadLetterErrorDescription: 'so' })
    await receiver.completeMessage(active)
    await stop('SIGKILL')
    await start()
    const [senderAfter, after] = [client.createSender('aside'), client.createReceiver('aside')]
    await senderAfter.sendMessages({ body: 'active', messageId: 'active' })
    const [aside] = await after.receiveDeferredMessages(deferred.sequenceNumber)
    expect(aside).toMatchObject({ body: 'deferred', deliveryCount: 1, applicationProperties: { step: 2 } })
    const deadLetters = client.createReceiver('aside', { subQueueType: 'deadLetter' })
    expect(await receiveOne(deadLetters)).toMatchObject({ body: 'dead', deadLetterReason: 'why' })
    const scheduled = await receiveOne(after)
    expect(scheduled.body).toBe('scheduled')
    expect(scheduled.sequenceNumber?.greaterThan(active.sequenceNumber ?? 0)).toBe(true)
  })

  it('the state of a session is there, and what its receiver held comes back counted', async () => {
    await client.createSender('sessions').sendMessages({ body: 'x', sessionId: 's' })
    const receiver = await client.acceptNextSession('sessions')
    await receiver.setSessionState({ step: 1 })
    await receiveOne(receiver)
    await stop('SIGKILL')
    await start()
    const after = await client.acceptSession('sessions', 's')
    expect(await after.getSessionState()).toEqual({ step: 1 })
    expect(await receiveOne(after)).toMatchObject({ body: 'x', deliveryCount: 1 })
    await after.close()
  })

  it('a second process on the same state does not start; SIGTERM ends the first one well', async () => {
    const options = { port: 0, stateFolder: folder.path, config }
    const second = startChild(main, options, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    const [code] = (await once(second, 'exit')) as [number]
    expect(code).not.toBe(0)
    expect(await stop('SIGTERM')).toBe(0)
    await start()
  })
})
