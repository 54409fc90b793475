import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Unavailable, UnknownContinuation } from '#core/ports/failures.ts'
import type { DeadLetter } from '#core/ports/messages.ts'
import queueFile from '#infra/messages/queues.json' with { type: 'json' }
import { type Bus, type Hands, handsOn } from './bus.ts'

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const queues = queueFile.UserConfig.Namespaces.flatMap(({ Queues }) => Queues)
const deliveriesMax = queues.find(({ Name }) => Name === 'move-users')?.Properties.MaxDeliveryCount ?? 0

/** What every queue promises to operators, who look at what nobody could work through. */
export function promisesOfDeadLetters(name: string, open: () => Promise<Bus>, manyWithinMs = 30_000): void {
  describe(name, () => {
    let bus: Bus
    let hands: Hands
    let deadLetters: Bus['deadLetters']
    let send: Bus['messages']['send']
    beforeAll(async () => {
      bus = await open()
      hands = handsOn(bus)
      deadLetters = bus.deadLetters
      send = (queue, message, options) =>
        bus.messages.send(queue, { ...message, id: hands.id(message.id) }, options)
    })
    afterAll(() => bus.close())

    /** The ids of the first ten dead letters. */
    const listed = async (queue: string) => (await hands.letters(queue)).map(({ messageId }) => messageId)
    const ids = (...names: string[]) => names.map((one) => hands.id(one))

    test('a message that failed as often as its queue allows is listed with the reason, and comes again under another id', async () => {
      const { drain, id, letters } = hands
      const sent = { id: 'op:1:0', body: { operationId: 'op', sequence: 1 }, traceparent }
      await send('move-users', sent)
      expect(await drain('move-users', 'abandon')).toHaveLength(deliveriesMax)
      const [letter] = await letters('move-users')
      expect(letter).toMatchObject({
        queue: 'move-users',
        messageId: id('op:1:0'),
        body: sent.body,
        reason: 'MaxDeliveryCountExceeded',
        deliveryCount: deliveriesMax,
      })
      expect(letter?.enqueuedAt).toMatch(/^\d{4}-.*Z$/)
      const number = letter?.sequenceNumber ?? ''
      expect(await deadLetters.resubmit('move-users', number, id('op:1:1'))).toBe(true)
      expect(await letters('move-users')).toEqual([])
      const [again] = await drain('move-users', 'complete')
      expect(again).toMatchObject({ messageId: id('op:1:1'), body: sent.body, deliveryCount: 0 })
      expect(again?.applicationProperties).toEqual({ 'Diagnostic-Id': traceparent, traceparent })
      expect(await deadLetters.resubmit('move-users', number, id('op:1:2'))).toBe(false)
    })

    test('the wanted one of several is taken out; the others stay, and stay available', async () => {
      const { drain, id, letters } = hands
      const queue = 'cancel-with-email'
      for (const n of [0, 1, 2, 3, 4]) await send(queue, { id: `c${n}`, body: { n } })
      await drain(queue, 'deadLetter')
      const numberOf = async (name: string) =>
        (await letters(queue)).find(({ messageId }) => messageId === id(name))?.sequenceNumber ?? ''
      expect(await deadLetters.resubmit(queue, await numberOf('c3'), id('c3-again'))).toBe(true)
      expect(await deadLetters.drop(queue, await numberOf('c4'))).toBe(true)
      expect(await deadLetters.drop(queue, await numberOf('c0'))).toBe(true)
      expect(await listed(queue)).toEqual(ids('c1', 'c2'))
      expect(await deadLetters.drop(queue, '999999')).toBe(false)
      expect((await drain(queue, 'complete')).map(({ messageId }) => messageId)).toEqual(ids('c3-again'))
      expect(await deadLetters.drop(queue, await numberOf('c2'))).toBe(true)
      expect(await deadLetters.drop(queue, await numberOf('c1'))).toBe(true)
    })

    test('in pages of any size every dead letter comes once, oldest first', async () => {
      const queue = 'cancel-with-email'
      const sent = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5']
      for (const id of sent) await send(queue, { id, body: {} })
      await hands.drain(queue, 'deadLetter')
      const inOnePage = await deadLetters.page(queue, { size: sent.length })
      expect(inOnePage.letters.map(({ messageId }) => messageId)).toEqual(ids(...sent))
      expect(inOnePage.continuation).toBeUndefined()
      for (const size of [1, 2, 4]) {
        const pages: DeadLetter[][] = []
        let continuation: string | undefined
        do {
          const from = continuation === undefined ? { size } : { size, continuation }
          const page = await deadLetters.page(queue, from)
          pages.push([...page.letters])
          continuation = page.continuation
        } while (continuation !== undefined)
        expect(pages.flat()).toEqual(inOnePage.letters)
        expect(pages.map(({ length }) => length)).toEqual(
          pages.map((_, n) => Math.min(size, sent.length - n * size)),
        )
      }
      await hands.dropAll(queue)
    })

    test('the next page goes on where the one before ended, whatever was dropped meanwhile', async () => {
      const queue = 'cancel-with-email'
      for (const id of ['g0', 'g1', 'g2', 'g3']) await send(queue, { id, body: {} })
      await hands.drain(queue, 'deadLetter')
      const first = await deadLetters.page(queue, { size: 2 })
      const [, , third] = await hands.letters(queue)
      for (const gone of [...first.letters, third]) {
        expect(await deadLetters.drop(queue, gone?.sequenceNumber ?? '')).toBe(true)
      }
      const rest = await deadLetters.page(queue, { size: 2, continuation: first.continuation ?? '' })
      expect(rest.letters.map(({ messageId }) => messageId)).toEqual(ids('g3'))
      expect(rest.continuation).toBeUndefined()
      await hands.dropAll(queue)
    })

    test('the 101st dead letter is on the second page of a hundred', async () => {
      const queue = 'cancel-with-email'
      const sent = Array.from({ length: 101 }, (_, n) => `h${n}`)
      await Promise.all(sent.map((id) => send(queue, { id, body: {} })))
      await deadLetter(queue, sent.length)
      const first = await deadLetters.page(queue, { size: 100 })
      const second = await deadLetters.page(queue, { size: 100, continuation: first.continuation ?? '' })
      expect([first.letters.length, second.letters.length, second.continuation]).toEqual([100, 1, undefined])
      const all = [...first.letters, ...second.letters].map(({ messageId }) => messageId)
      expect(new Set(all)).toEqual(new Set(ids(...sent)))
      for (const { sequenceNumber } of [...first.letters, ...second.letters]) {
        await deadLetters.drop(queue, sequenceNumber)
      }
    })

    test('a continuation that no page gave is told apart from a failure', async () => {
      for (const continuation of ['', 'x', '-1', '1.5', '1'.repeat(20)]) {
        const page = deadLetters.page('cancel-with-email', { size: 1, continuation })
        await expect(page, continuation).rejects.toThrow(UnknownContinuation)
      }
    })

    test('one dead letter is found by its number, and only while it is there', async () => {
      const queue = 'cancel-with-email'
      for (const id of ['f0', 'f1', 'f2']) await send(queue, { id, body: { id } })
      await hands.drain(queue, 'deadLetter')
      const all = await hands.letters(queue)
      for (const letter of all) expect(await deadLetters.find(queue, letter.sequenceNumber)).toEqual(letter)
      const [first, second, last] = all.map(({ sequenceNumber }) => sequenceNumber)
      // Looking locks nothing: it can be taken at once.
      expect(await deadLetters.drop(queue, second ?? '')).toBe(true)
      expect(await deadLetters.find(queue, second ?? '')).toBeUndefined()
      expect(await deadLetters.find(queue, String(BigInt(last ?? '0') + 1n))).toBeUndefined()
      // The largest number that a caller can send is larger than any that the broker has room for.
      expect(await deadLetters.find(queue, '9'.repeat(19))).toBeUndefined()
      expect(await deadLetters.find('export-users', first ?? '')).toBeUndefined()
      await hands.dropAll(queue)
    })

    test('a dead letter that is no JSON is shown as text and comes again byte for byte', async () => {
      const { drain, id, letters } = hands
      const sender = bus.client.createSender(`${bus.queuePrefix}export-users`)
      const body = Buffer.from('{"operationId": "o1"', 'utf8')
      await sender.sendMessages({ messageId: id('poison'), body })
      await sender.close()
      await drain('export-users', 'deadLetter')
      const [letter] = await letters('export-users')
      expect(letter).toMatchObject({ body: '{"operationId": "o1"', reason: 'Poison', description: 'No.' })
      await deadLetters.resubmit('export-users', letter?.sequenceNumber ?? '', id('poison-2'))
      const [again] = await drain('export-users', 'complete')
      expect(Buffer.from(again?.body).equals(body)).toBe(true)
    })

    test('a dead letter whose copy could not be sent stays, and stays available', async () => {
      const { drain, id, letters } = hands
      await send('send-email', { id: 'kept', body: {} })
      await drain('send-email', 'deadLetter')
      const [letter] = await letters('send-email')
      const number = letter?.sequenceNumber ?? ''
      const longerThanAllowed = 'x'.repeat(200)
      await expect(deadLetters.resubmit('send-email', number, longerThanAllowed)).rejects.toThrow('128')
      const other = bus.client.createReceiver(`${bus.queuePrefix}send-email`, { subQueueType: 'deadLetter' })
      const [atOnce] = await other.receiveMessages(1, { maxWaitTimeInMs: bus.lockDurationMs / 3 })
      expect(atOnce?.messageId).toBe(id('kept'))
      if (atOnce) await other.abandonMessage(atOnce)
      await other.close()
      expect(await deadLetters.resubmit('send-email', number, id('kept-2'))).toBe(true)
      expect(await drain('send-email', 'complete')).toHaveLength(1)
    })

    test('a dead letter that somebody else holds is not lost: its resubmission says to try again', async () => {
      const { drain, id, letters } = hands
      await send('send-email', { id: 'held', body: {} })
      await drain('send-email', 'deadLetter')
      const [letter] = await letters('send-email')
      const other = bus.client.createReceiver(`${bus.queuePrefix}send-email`, { subQueueType: 'deadLetter' })
      const [held] = await other.receiveMessages(1)
      const number = letter?.sequenceNumber ?? ''
      await expect(deadLetters.resubmit('send-email', number, id('held-2'))).rejects.toThrow(Unavailable)
      if (held) await other.abandonMessage(held)
      await other.close()
      expect(await deadLetters.drop('send-email', number)).toBe(true)
    })

    test('queues are counted: what waits for a worker and what is dead', async () => {
      await send('move-users', { id: 'n1', body: {} })
      await send('move-users', { id: 'n2', body: {} }, { delayMs: 60_000 })
      await send('cancel-with-email', { id: 'n3', body: {} })
      await hands.drain('cancel-with-email', 'deadLetter')
      const wanted = new Map([
        ['move-users', { active: 1, deadLettered: 0 }],
        ['cancel-with-email', { active: 0, deadLettered: 1 }],
      ])
      const counts = await deadLetters.counts()
      const [oldest] = counts.filter(({ active }) => active > 0)
      expect(Math.abs(Date.parse(oldest?.oldestAt ?? '') - Date.now())).toBeLessThan(60_000)
      expect(counts.map(({ oldestAt: _, ...count }) => count)).toEqual(
        queues.map(({ Name: queue }) => ({
          queue,
          ...(wanted.get(queue) ?? { active: 0, deadLettered: 0 }),
          atLeast: false,
        })),
      )
    })

    // The last one: it leaves its letters behind.
    test(
      'a dead letter behind more of them than one receiver can hold is dropped, and the others stay',
      async () => {
        const queue = 'export-users'
        const count = 2_100
        const sender = bus.client.createSender(bus.queuePrefix + queue)
        for (let from = 0; from < count; from += 700)
          await sender.sendMessages(
            Array.from({ length: 700 }, (_, n) => ({ messageId: hands.id(`k${from + n}`), body: {} })),
          )
        await sender.close()
        await deadLetter(queue, count)
        const all: string[] = []
        let continuation: string | undefined
        do {
          const from = continuation === undefined ? {} : { continuation }
          const page = await deadLetters.page(queue, { size: 1_000, ...from })
          all.push(...page.letters.map(({ sequenceNumber }) => sequenceNumber))
          continuation = page.continuation
        } while (continuation !== undefined)
        expect(all).toHaveLength(count)
        const [first = '', last = ''] = [all[0], all.at(-1)]
        expect(await deadLetters.drop(queue, last)).toBe(true)
        expect(await deadLetters.find(queue, last)).toBeUndefined()
        // Given back at once, not only when their locks end.
        expect(await deadLetters.drop(queue, first)).toBe(true)
        const row = (await deadLetters.counts()).find((one) => one.queue === queue)
        expect(row).toMatchObject({ deadLettered: 1_000, atLeast: true })
      },
      manyWithinMs,
    )

    /** Makes so many messages of the queue dead letters. */
    async function deadLetter(queue: string, count: number): Promise<void> {
      const receiver = bus.client.createReceiver(bus.queuePrefix + queue, {
        maxAutoLockRenewalDurationInMs: 0,
      })
      for (let left = count; left > 0; ) {
        const some = await receiver.receiveMessages(Math.min(left, 200), { maxWaitTimeInMs: 500 })
        await Promise.all(some.map((message) => receiver.deadLetterMessage(message)))
        left -= some.length
      }
      await receiver.close()
    }
  })
}
