import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectStatus } from '#local/system/api-client.ts'
import type { Ports } from '#local/system/ports.ts'
import { stateFiles } from '#local/system/state-folder.ts'
import { readWhole } from '#local/system/whole-file.ts'
import { products, type Subscription } from '../support/clients/journey-verbs.ts'
import { closelyMs, eventually, runScript, type System, startSystem } from '../support/clients/system.ts'

/** Renewals whose worker is killed with SIGKILL again and again, half of them on a card whose answers are lost. */

const state = mkdtempSync(join(tmpdir(), 'seatwarden-killed-'))
const environment = { SEATWARDEN_STATE: state, SEATWARDEN_PORT: '0' }
const tenant = '/tenants/0a000000-0000-4000-8000-000000000001'
const perCard = 8
let system: System
beforeAll(async () => {
  system = await startSystem({ state })
}, 60_000)
afterAll(async () => {
  await system.stop()
  rmSync(state, { recursive: true, force: true })
})

interface Charge {
  readonly idempotencyKey: string
  readonly status: string
}

test('R186 each has one charge, one invoice and one mail for the term, whenever its worker was killed', {
  timeout: 240_000,
}, async () => {
  const bought = [
    ...(await buySome('sanne-buys', 'tok_ok')),
    ...(await buySome('emma-member', 'tok_timeout')),
  ]
  const ids = bought.map(({ id }) => id)
  const [quick, lost] = [ids.slice(0, perCard), ids.slice(perCard)]
  let isOver = false
  const passed = runScript('time', ['+1mo'], environment).finally(() => {
    isOver = true
  })
  let kills = 0
  /** As soon as so many are charged, or renewed: between two steps of the next one. */
  const killWhen = async (count: () => Promise<number>, atLeast: number) => {
    await eventually(async () => isOver || (await count()) >= atLeast, 120_000, closelyMs)
    if (isOver) return
    const before = system.pid('workers')
    process.kill(before, 'SIGKILL')
    kills += 1
    await eventually(() => system.pid('workers') !== before, 20_000)
    // Who dies sooner is started again later each time.
    await wait(2_100)
  }
  for (const atLeast of [1, 5, 10]) await killWhen(() => chargesOf(ids), atLeast)
  for (const atLeast of [1, 4]) await killWhen(() => renewedOf(quick), atLeast)
  // Lost answers are asked about again later.
  for (const atLeast of [1, 3]) await killWhen(() => renewedOf(lost), atLeast)
  expect(await passed, (await passed).stderr).toMatchObject({ code: 0 })
  expect(kills).toBeGreaterThanOrEqual(5)

  const charges = await chargesByKey()
  const mails = await system.mailbox.messages()
  for (const { id } of bought) {
    const now = await readAs(id)
    expect(now.body.status).toBe('Active')
    expect(now.body.orderHistory?.filter(({ event }) => event === 'renewed')).toHaveLength(1)
    const renewals = charges.filter(({ idempotencyKey }) => idempotencyKey.startsWith(id))
    expect(renewals.filter(({ status }) => status === 'succeeded')).toHaveLength(1)
    const told = mails.filter(({ text }) => text.includes(id) && /verlengd\b/.test(text.split('\n')[2] ?? ''))
    // SMTP cannot rule out that a killed worker sends a mail again: then it is the same mail.
    const renewedMails = new Set(
      told.filter(({ subject }) => subject.endsWith('is verlengd')).map(({ messageId }) => messageId),
    )
    expect(renewedMails.size).toBe(1)
  }
  for (const persona of ['sanne-buys', 'emma-member']) {
    const invoices = await invoicesOf(persona)
    for (const { id } of bought) {
      const ofIt = invoices.filter(({ subscriptionId }) => subscriptionId === id)
      if (ofIt.length > 0) expect(ofIt.map(({ status }) => status)).toEqual(['Paid', 'Paid'])
    }
  }
})

/** How many of them were charged for another term. */
async function chargesOf(ids: readonly string[]): Promise<number> {
  const charges = await chargesByKey()
  return ids.filter((id) => charges.some(({ idempotencyKey }) => idempotencyKey.startsWith(id))).length
}

async function renewedOf(ids: readonly string[]): Promise<number> {
  const all = await Promise.all(ids.map(readAs))
  return all.filter(({ body }) => body.orderHistory?.some(({ event }) => event === 'renewed')).length
}

async function buySome(persona: string, token: string): Promise<readonly Subscription[]> {
  const client = system.as(persona)
  const card = await expectStatus(
    client.post<{ id: string }>(`${tenant}/paymentMethods`, { type: 'card', token }),
    201,
  )
  const order = {
    productId: products.visioPlan1,
    channel: 'selfService',
    totalLicenses: 1,
    paymentMethodId: card.body.id,
  }
  return Promise.all(
    Array.from({ length: perCard }, async () => {
      const headers = {
        'repeatability-request-id': randomUUID(),
        'repeatability-first-sent': new Date().toUTCString(),
      }
      // A lost answer is 503; the same request again brings the 201.
      return eventually(async () => {
        const answer = await client.post<Subscription>(`${tenant}/subscriptions`, order, { headers })
        return answer.status === 201 && answer.body
      }, 20_000)
    }),
  )
}

function readAs(id: string) {
  return expectStatus(system.as('anna-admin').get<Subscription>(`${tenant}/subscriptions/${id}`), 200)
}

async function chargesByKey(): Promise<readonly Charge[]> {
  const ports = readWhole<Ports>(stateFiles(state).ports)
  const answer = await fetch(`http://127.0.0.1:${ports?.['payment-gateway']}/charges`)
  return ((await answer.json()) as { value: Charge[] }).value
}

async function invoicesOf(persona: string) {
  const { body } = await expectStatus(
    system
      .as(persona)
      .get<{ value: { subscriptionId: string; status: string }[] }>(`${tenant}/invoices?maxpagesize=1000`),
    200,
  )
  return body.value
}
