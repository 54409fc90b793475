import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { documentId } from '#core/kernel/document-ids.ts'
import { addMilliseconds } from '#core/kernel/time.ts'
import type { LastSweep } from '#core/operations/last-sweep.ts'
import { Unavailable } from '#core/ports/failures.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { Services } from '#functions/jobs/job.ts'
import { sweep } from '#functions/jobs/sweeper.ts'
import { settlePurchases } from '#functions/purchasing/settle-purchases.ts'
import { aCancel, aMove, operationId } from '../support/builders.ts'
import { answered, type Person, simulatedApp } from '../support/simulated/app.ts'
import { callRoute } from '../support/simulated/ask.ts'
import { operatorsTenantId } from '../support/simulated/tokens.ts'

/** The one timer: its parts, and what it leaves for whoever watches from outside. */

const minuteMs = 60_000
let at: ReturnType<typeof simulatedApp>
let anna: Person
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  anna = await at.person('Anna')
})

const lastSweep = () => at.documents.peek<LastSweep>(operatorsTenantId, documentId.lastSweep)
const now = () => at.services.machineClock.now()
const away = async (): Promise<never> => {
  throw new Unavailable('away')
}

/** As somebody without a token is answered. */
async function health(services: Services = at.services) {
  const { status, body } = answered(await callRoute(services, 'health-work', { token: '' }))
  if (status !== 200) return { status, ...(body.error['innererror'] as object) }
  const { status: said, ...ages } = body
  expect(said).toBe('ok')
  return { status, ...ages }
}

async function forgottenMove(): Promise<void> {
  await at.store(aMove({ updatedAt: at.services.clock.now() }))
}

async function forsakenPurchase(): Promise<void> {
  const card = { type: 'card', token: 'tok_timeout' }
  const added = await anna.ask('billing-payment-methods-create', { body: card })
  const body = {
    productId: 'CFQ7TTC0H9MP',
    channel: 'selfService',
    totalLicenses: 5,
    paymentMethodId: String(added.body['id']),
  }
  expect((await anna.ask('purchasing-buy', { body, repeat: randomUUID() })).status).toBe(503)
}

const woken = () => at.messages.pending().filter(({ queue }) => queue === 'move-users').length
const settled = () => at.all<Subscription>('subscription').filter(({ state }) => state === 'active').length

describe('what fails in one part of a sweep keeps no other waiting:', () => {
  beforeEach(async () => {
    await forgottenMove()
    await forsakenPurchase()
    at.pass(2 * minuteMs)
  })

  test('nobody can look at the dead letters', async () => {
    const deadLetters = { ...at.services.deadLetters, page: away }
    await expect(sweep({ ...at.services, deadLetters })).rejects.toThrow('away')
    expect([woken(), settled()]).toEqual([1, 1])
    expect(lastSweep()?.failedParts).toEqual([
      'dead letters of undo-operations',
      'dead letters of transfer-ownership',
      'dead letters of unassign-users',
      'dead letters of assign-users',
      'dead letters of export-users',
      'dead letters of consolidate-subscriptions',
      'dead letters of cancel-with-email',
      'dead letters of move-users',
    ])
  })

  test('no message can be sent', async () => {
    await expect(sweep({ ...at.services, messages: { send: away } })).rejects.toThrow('away')
    expect([woken(), settled()]).toEqual([0, 1])
    expect(lastSweep()?.failedParts).toEqual(['operations'])
  })

  test('what is paid cannot be settled, for a mistake of ours', async () => {
    const outcome = async () => {
      throw new Error('ours')
    }
    const payments = { ...at.services.payments, outcome }
    await expect(sweep({ ...at.services, payments })).rejects.toThrow('ours')
    expect([woken(), settled()]).toEqual([1, 0])
    expect(lastSweep()?.failedParts).toEqual(['purchases and refunds'])
  })

  test('nothing does: both are found', async () => {
    await sweep(at.services)
    expect([woken(), settled()]).toEqual([1, 1])
    expect(lastSweep()).toMatchObject({ failedParts: [], endedAt: now(), wholeAt: now() })
  })

  test('each part that failed is told of, and a mistake of ours as such', async () => {
    const told: unknown[] = []
    const log: Services['log'] = (level, message) => told.push([level, message])
    const outcome = async () => {
      throw new Error('ours')
    }
    const payments = { ...at.services.payments, outcome }
    await expect(sweep({ ...at.services, payments, messages: { send: away }, log })).rejects.toThrow('away')
    expect(told).toEqual([
      ['warning', 'The sweep did not get through operations: Unavailable: away'],
      ['error', 'The sweep did not get through purchases and refunds: Error: ours'],
    ])
  })
})

test('a gateway that says nothing takes half a minute of a sweep, and what is left comes with the next one', async () => {
  for (let times = 0; times < 9; times += 1) await forsakenPurchase()
  at.pass(2 * minuteMs)
  let asked = 0
  const outcome = async (): Promise<never> => {
    asked += 1
    at.pass(5_000)
    throw new Unavailable('away')
  }
  await settlePurchases({ ...at.services, payments: { ...at.services.payments, outcome } })
  expect(asked).toBe(6)
  await settlePurchases(at.services)
  expect(settled()).toBe(9)
})

test('those about whom a gateway never says anything do not keep the others from being settled', async () => {
  for (let times = 0; times < 9; times += 1) await forsakenPurchase()
  const pending = () => at.all<Purchase>('purchase').filter(({ state }) => state === 'pending')
  const hanging = new Set(pending().flatMap(({ chargeKey }, place) => (place < 7 ? [chargeKey] : [])))
  const { payments } = at.services
  const outcome: typeof payments.outcome = async (key) => {
    if (!hanging.has(key)) return payments.outcome(key)
    at.pass(5_000)
    throw new Unavailable('away')
  }
  for (let minute = 0; minute < 9; minute += 1) {
    at.pass(minuteMs)
    await settlePurchases({ ...at.services, payments: { ...payments, outcome } })
  }
  expect(settled()).toBe(2)
})

describe('whoever watches from outside', () => {
  test('hears in seconds when the timer was there, and that operations get on', async () => {
    await sweep(at.services)
    at.pass(12_345)
    expect(await health()).toEqual({ status: 200, sinceSweepSeconds: 12, oldestUnfinishedSeconds: 0 })
  })

  test('is called when the timer never ran, has stopped, or hangs', async () => {
    expect(await health()).toMatchObject({ status: 503, because: 'neverSwept' })
    await sweep(at.services)
    expect(await health()).toMatchObject({ status: 200 })
    const page = () => new Promise<never>(() => {})
    void sweep({ ...at.services, acrossTenants: { ...at.services.acrossTenants, page } })
    at.pass(5 * minuteMs)
    expect(await health()).toMatchObject({ status: 200 })
    at.pass(minuteMs)
    expect(await health()).toMatchObject({ status: 503, because: 'sweepIsLate', seconds: 360 })
    await sweep(at.services)
    expect(await health()).toMatchObject({ status: 200 })
  })

  test('is called when sweeps keep failing at something, and told at what', async () => {
    await sweep(at.services)
    await forgottenMove()
    const failing = { ...at.services, messages: { send: away } }
    for (let minute = 1; minute <= 6; minute += 1) {
      at.pass(minuteMs)
      await expect(sweep(failing)).rejects.toThrow('away')
      expect((await health()).status).toBe(minute <= 5 ? 200 : 503)
    }
    expect(await health()).toMatchObject({ because: 'sweepIsLate', seconds: 360, failed: 'operations' })
  })

  test('is called when an operation does not get on, however often the timer wakes it up', async () => {
    await forgottenMove()
    for (let minute = 1; minute <= 11; minute += 1) {
      at.pass(minuteMs)
      await sweep(at.services)
      expect((await health()).status).toBe(minute <= 10 ? 200 : 503)
    }
    expect(await health()).toMatchObject({ because: 'operationDoesNotGetOn', seconds: 660 })
    expect(woken()).toBe(11)
  })

  test('is not called for what is paused, waits for a person, or gets on', async () => {
    const updatedAt = at.services.clock.now()
    await at.store(
      aMove({ updatedAt, state: 'Paused' }),
      aCancel({ id: operationId(2), updatedAt, needsAttention: true }),
      aMove({ id: operationId(3), updatedAt: addMilliseconds(updatedAt, 60 * minuteMs) }),
    )
    at.pass(60 * minuteMs)
    await sweep(at.services)
    expect(await health()).toEqual({ status: 200, sinceSweepSeconds: 0, oldestUnfinishedSeconds: 0 })
  })

  test('is called when the store cannot be reached', async () => {
    await sweep(at.services)
    const documents = { ...at.services.documents, read: away }
    expect(await health({ ...at.services, documents })).toMatchObject({ status: 503 })
  })
})
