import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Unavailable } from '#core/ports/failures.ts'
import type { QueueName } from '#core/ports/messages.ts'
import { type Bus, type Hands, handsOn } from './bus.ts'

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

/** What every queue promises to whoever sends. */
export function promisesOfMessages(name: string, open: () => Promise<Bus>): void {
  describe(name, () => {
    let bus: Bus
    let hands: Hands
    beforeAll(async () => {
      bus = await open()
      hands = handsOn(bus)
    })
    afterAll(() => bus.close())

    test('a message arrives with its id, its content and its trace', async () => {
      const { drain, id } = hands
      const body = { operationId: 'o1', n: [1, null, 'é'] }
      await bus.messages.send('move-users', { id: id('m1'), body, traceparent })
      await bus.messages.send('move-users', { id: id('m2'), body: { kind: 'mail' } })
      const [first, second] = await drain('move-users', 'complete')
      expect(first).toMatchObject({
        messageId: id('m1'),
        contentType: 'application/json',
        body,
        applicationProperties: { 'Diagnostic-Id': traceparent, traceparent },
      })
      expect(second).toMatchObject({ messageId: id('m2'), body: { kind: 'mail' } })
    })

    test('the same id again within ten minutes is dropped', async () => {
      const { drain, id } = hands
      for (const n of [1, 2]) await bus.messages.send('send-email', { id: id('twice'), body: { n } })
      expect((await drain('send-email', 'complete')).map(({ body }) => body)).toEqual([{ n: 1 }])
    })

    test('a delayed message is not seen before its time', async () => {
      const { drain, id } = hands
      const delayMs = Math.max(700, 5 * bus.clockSkewMs)
      const sentAt = Date.now()
      await bus.messages.send('export-users', { id: id('later'), body: {} }, { delayMs })
      expect(await drain('export-users', 'complete', delayMs / 7)).toEqual([])
      expect(await drain('export-users', 'complete', 3 * delayMs)).toHaveLength(1)
      expect(Date.now() - sentAt).toBeGreaterThanOrEqual(delayMs - bus.clockSkewMs)
    })

    test('a queue that does not exist is our mistake, not the broker being away', async () => {
      const wrong = await bus.messages
        .send('no-such-queue' as QueueName, { id: hands.id('x'), body: {} })
        .catch((error: unknown) => error)
      expect(wrong).toBeInstanceOf(Error)
      expect(wrong).not.toBeInstanceOf(Unavailable)
    })
  })
}
