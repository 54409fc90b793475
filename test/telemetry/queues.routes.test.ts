import { expect, test } from 'vitest'
import { sweep } from '#functions/jobs/sweeper.ts'
import { jobs } from '#functions/jobs.ts'
import { listening } from '../support/listening.ts'
import { simulatedServices } from '../support/simulated/services.ts'

test('the timer measures how old the oldest message of each queue is, and how many are dead', async () => {
  const at = simulatedServices()
  const heard = listening()
  const services = heard.told.ports(at.services)
  await services.messages.send('move-users', { id: 'old', body: {} })
  await services.messages.send('move-users', { id: 'for later', body: {} }, { delayMs: 3_600_000 })
  await services.messages.send('send-email', { id: 'bad', body: {} })
  for (let time = 0; time < 5; time += 1) {
    const delivery = at.messages.takeNext('send-email')
    if (delivery) at.messages.abandon(delivery)
  }
  at.advance(90_000)
  await sweep(services)

  const measured = await heard.metrics()
  const of = (name: string) =>
    Object.fromEntries(
      measured
        .filter((one) => one.name === name)
        .map(({ attributes, value }) => [(attributes as { queue: string }).queue, value]),
    )
  const none = Object.fromEntries(jobs.queues.map((queue) => [queue, 0]))
  expect(of('seatwarden.queue.age')).toEqual({ ...none, 'move-users': 90 })
  expect(measured.find(({ name }) => name === 'seatwarden.operations.oldest_unfinished')?.value).toBe(0)
  expect(of('seatwarden.dead_letters')).toEqual({ ...none, 'send-email': 1 })
})

test('nobody looks into the queues for that while nobody listens', async () => {
  const { services } = simulatedServices()
  const deadLetters = { ...services.deadLetters, counts: () => Promise.reject(new Error('looked')) }
  await sweep({ ...services, deadLetters })
})
