import { expect, test } from 'vitest'
import { UnknownContinuation } from '#core/ports/failures.ts'
import type { DeadLetter } from '#core/ports/messages.ts'
import { simulatedMessages } from '../../support/simulated/messages.ts'

function queueUnderTest() {
  const time = { nowMs: 0 }
  return { time, ...simulatedMessages({ nowMs: () => time.nowMs, lockDurationMs: 30_000 }) }
}

test('a simulated message is handed out once while it is locked, and is gone when completed', async () => {
  const { complete, messages, pending, takeNext, visible } = queueUnderTest()
  await messages.send('move-users', { id: 'a', body: { n: 1 } })
  await messages.send('move-users', { id: 'b', body: { n: 2 } })
  const first = takeNext('move-users')
  const second = takeNext('move-users', () => 0)
  expect([first?.message.id, second?.message.id, takeNext('move-users')]).toEqual(['a', 'b', undefined])
  expect(first && complete(first)).toBe(true)
  expect(first && complete(first)).toBe(false)
  expect(pending()).toHaveLength(1)
  expect(visible('move-users')).toBe(0)
})

test('a worker whose lock ended cannot complete, and the message comes again', async () => {
  const { complete, expireLock, messages, takeNext, time } = queueUnderTest()
  await messages.send('move-users', { id: 'a', body: { n: 1 } })
  const first = takeNext('move-users')
  time.nowMs = 30_000
  const second = takeNext('move-users')
  expect(second?.deliveryCount).toBe(2)
  expect(first && complete(first)).toBe(false)
  expect(second && expireLock(second)).toBe(true)
  const third = takeNext('move-users')
  expect(third?.deliveryCount).toBe(3)
  expect(second && complete(second)).toBe(false)
  expect(third && complete(third)).toBe(true)
})

test('a lock that ended is lost even before another worker has taken the message', async () => {
  const { complete, messages, renewLock, takeNext, time } = queueUnderTest()
  await messages.send('move-users', { id: 'a', body: { n: 1 } })
  const taken = takeNext('move-users')
  time.nowMs = 20_000
  expect(taken && renewLock(taken)).toBe(true)
  time.nowMs = 49_999
  expect(takeNext('move-users')).toBeUndefined()
  time.nowMs = 50_000
  expect(taken && complete(taken)).toBe(false)
  expect(takeNext('move-users')?.deliveryCount).toBe(2)
})

test('the fifth failure makes a dead letter, which can be resubmitted or dropped', async () => {
  const { abandon, deadLetters, messages, takeNext } = queueUnderTest()
  await messages.send('send-email', { id: 'a', body: { n: 1 } })
  for (let delivery = 1; delivery <= 5; delivery += 1) {
    const taken = takeNext('send-email')
    expect(taken?.deliveryCount).toBe(delivery)
    if (taken) abandon(taken)
  }
  expect(takeNext('send-email')).toBeUndefined()
  const [letter] = (await deadLetters.page('send-email', { size: 10 })).letters
  expect(letter).toMatchObject({ messageId: 'a', body: { n: 1 }, deliveryCount: 5 })
  expect(await deadLetters.resubmit('send-email', letter?.sequenceNumber ?? '', 'a2')).toBe(true)
  expect(await deadLetters.drop('send-email', letter?.sequenceNumber ?? '')).toBe(false)
  expect(takeNext('send-email')?.message).toEqual({ id: 'a2', body: { n: 1 } })
})

test('in pages of any size every dead letter comes once, and one is found by its number', async () => {
  const { abandon, deadLetters, messages, takeNext } = queueUnderTest()
  const sent = ['a', 'b', 'c', 'd', 'e']
  for (const id of sent) await messages.send('send-email', { id, body: { id } })
  for (let taken = takeNext('send-email'); taken; taken = takeNext('send-email')) abandon(taken)
  for (const size of [1, 2, 4, 5]) {
    const all: DeadLetter[] = []
    let continuation: string | undefined
    do {
      const from = continuation === undefined ? { size } : { size, continuation }
      const page = await deadLetters.page('send-email', from)
      expect(page.letters.length).toBeLessThanOrEqual(size)
      all.push(...page.letters)
      continuation = page.continuation
    } while (continuation !== undefined)
    expect(all.map(({ messageId }) => messageId)).toEqual(sent)
    for (const letter of all)
      expect(await deadLetters.find('send-email', letter.sequenceNumber)).toEqual(letter)
  }
  const first = await deadLetters.page('send-email', { size: 2 })
  const [gone] = first.letters
  expect(await deadLetters.drop('send-email', gone?.sequenceNumber ?? '')).toBe(true)
  expect(await deadLetters.find('send-email', gone?.sequenceNumber ?? '')).toBeUndefined()
  const rest = await deadLetters.page('send-email', { size: 9, continuation: first.continuation ?? '' })
  expect(rest.letters.map(({ messageId }) => messageId)).toEqual(['c', 'd', 'e'])
  await expect(deadLetters.page('send-email', { size: 1, continuation: 'x' })).rejects.toThrow(
    UnknownContinuation,
  )
})

test('a delayed message waits for its time, and the simulation knows when to look again', async () => {
  const { messages, nextVisibleAtMs, takeNext, time } = queueUnderTest()
  expect(nextVisibleAtMs()).toBeUndefined()
  await messages.send('move-users', { id: 'a', body: { n: 1 } }, { delayMs: 500 })
  expect(takeNext('move-users')).toBeUndefined()
  expect(nextVisibleAtMs()).toBe(500)
  time.nowMs = 500
  expect(takeNext('move-users')?.message.id).toBe('a')
  expect(nextVisibleAtMs()).toBe(30_500)
})

test('the same id is dropped for ten minutes in one queue, and only there', async () => {
  const { messages, pending, time } = queueUnderTest()
  await messages.send('move-users', { id: 'a', body: { n: 1 } })
  await messages.send('move-users', { id: 'a', body: { n: 2 } })
  await messages.send('send-email', { id: 'a', body: { n: 3 } })
  expect(pending()).toHaveLength(2)
  time.nowMs = 600_000
  await messages.send('move-users', { id: 'a', body: { n: 4 } })
  expect(pending()).toHaveLength(3)
})

test('a failure after sending loses the answer, not the message', async () => {
  const { faults, messages, pending } = queueUnderTest()
  faults.afterSend = async () => {
    throw new Error('lost')
  }
  await expect(messages.send('move-users', { id: 'a', body: { n: 1 } })).rejects.toThrow('lost')
  expect(pending()).toHaveLength(1)
})
