import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TenantId } from '#core/kernel/ids.ts'
import type { DocumentBase } from '#core/ports/documents.ts'
import { cosmosConnection } from '#infra/documents/cosmos-connection.ts'
import { cosmosDocuments } from '#infra/documents/cosmos-documents.ts'
import type { AppSettings } from '#local/system/app-settings.ts'
import { movableClock } from '#local/system/product-clock.ts'
import { stateFiles } from '#local/system/state-folder.ts'
import { readWhole } from '#local/system/whole-file.ts'
import { products } from '../support/clients/journey-verbs.ts'
import {
  closelyMs,
  eventually,
  outputOf,
  runScript,
  type System,
  spawnStart,
  startSystem,
} from '../support/clients/system.ts'

const state = mkdtempSync(join(tmpdir(), 'seatwarden-time-'))
const environment = { SEATWARDEN_STATE: state, SEATWARDEN_PORT: '0' }
const tenantId = '0a000000-0000-4000-8000-000000000001' as TenantId
const duinwater = `/tenants/${tenantId}`
const dayMs = 86_400_000
let system: System

beforeAll(async () => {
  system = await startSystem({ state })
})
afterAll(async () => {
  await system.stop()
  rmSync(state, { recursive: true, force: true })
})

const time = (...args: string[]) => runScript('time', args, environment)

/** How many days the product's dates are ahead, as a caller sees it. */
async function daysAhead(): Promise<number> {
  const answer = await system
    .as('sanne-buys')
    .post<{ createdDateTime: string }>(`${duinwater}/paymentMethods`, { type: 'card', token: 'tok_ok' })
  expect(answer.status).toBe(201)
  return Math.round((Date.parse(answer.body.createdDateTime) - Date.now()) / dayMs) + 0
}

test('B26 the clock is shown, moved by days and hours, and put back: dates go along, tokens still count', async () => {
  // The same token all the time: it is an hour long, and a year passes.
  expect(await daysAhead()).toBe(0)
  expect(await time()).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Seatwarden's time is \S{24}, the same as this machine's\.\n$/),
  })
  const moved = await time('+40d')
  expect(moved).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/: due dates met \d+, mails sent \d+\.\n$/),
  })
  expect(moved.stderr).toContain('days 40/40')
  expect(await daysAhead()).toBe(40)
  expect((await time('+240h')).code).toBe(0)
  expect(await daysAhead()).toBe(50)
  expect((await time()).stdout).toMatch(/, 50 days ahead of this machine's\.$/m)

  expect((await time('reset')).stdout).toMatch(
    /the same as this machine's\.\nWhat was written in the future stays as it was written\.\n$/,
  )
  expect(await daysAhead()).toBe(0)
  const { body } = await system
    .as('sanne-buys')
    .get<{ value: { createdDateTime: string }[] }>(`${duinwater}/paymentMethods`)
  const dates = body.value.map(({ createdDateTime }) => Date.parse(createdDateTime) - Date.now())
  expect(dates.filter((ms) => ms > 39 * dayMs)).toHaveLength(2)
})

test('B26 a move of users goes on while the clock is moved and put back: it ends well, with one mail', async () => {
  const admin = system.as('anna-admin')
  const list = await admin.get<{ value: { id: string; assignedLicenses: number }[] }>(
    `${duinwater}/subscriptions?channel=selfService&status=Active`,
  )
  const source = list.body.value.find(({ assignedLicenses }) => assignedLicenses === 1_000)
  const path = `${duinwater}/subscriptions/${source?.id}`
  await admin.post(`${path}/takeControl`)
  const targets = await admin.get<{ value: { id: string; enoughSeats: boolean }[] }>(`${path}/moveTargets`)
  const target = targets.body.value.find(({ enoughSeats }) => enoughSeats)
  const wanted = { targetSubscriptionId: target?.id, confirm: true }
  const moving = time('+40d')
  // Time changes the subscription too, until the move holds it.
  const started = await eventually(
    async () => {
      const etag = (await admin.get(path)).headers.get('etag') ?? ''
      const answer = await admin.post<{ id: string }>(`${path}/moveUsers`, wanted, {
        headers: { 'if-match': etag },
      })
      return answer.status === 202 && answer
    },
    10_000,
    closelyMs,
  )
  expect((await moving).code).toBe(0)
  expect((await time('reset')).code).toBe(0)
  await eventually(async () => {
    const { body } = await admin.get<{ status: string }>(`${duinwater}/operations/${started.body.id}`)
    return body.status === 'Succeeded'
  }, 30_000)
  const mailsOf = async () => {
    const mails = await system.mailbox.messages({ to: 'joris.haverkamp@duinwater.example' })
    return mails.filter(({ subject }) => subject.endsWith('is geannuleerd'))
  }
  await eventually(async () => (await mailsOf()).length > 0)
  expect(await mailsOf()).toHaveLength(1)
})

test('B20 eight days after the purchase, when nothing goes back any more, a move of all and a cancel are undone but for who changed since', async () => {
  const admin = system.as('anna-admin')
  const post = async <Body>(path: string, body: object = {}, headers: Record<string, string> = {}) => {
    const answer = await admin.post<Body>(`${duinwater}/${path}`, body, { headers })
    expect(answer.status, answer.text).toBeLessThan(300)
    return answer.body
  }
  const get = async <Body>(path: string) => (await admin.get<Body>(`${duinwater}/${path}`)).body
  const holdersOf = async (id: string) =>
    (await get<{ value: { userId: string }[] }>(`subscriptions/${id}/assignments`)).value
      .map(({ userId }) => userId)
      .sort()
  const ended = ({ id }: { id: string }) =>
    eventually(async () => {
      const operation = await get<{ id: string; completedDateTime?: string }>(`operations/${id}`)
      return operation.completedDateTime !== undefined && operation
    })
  const card = await post<{ id: string }>('paymentMethods', { type: 'card', token: 'tok_ok' })
  const order = { productId: products.visioPlan1, totalLicenses: 3 }
  const bought = { ...order, channel: 'selfService', paymentMethodId: card.id }
  const { id: source } = await post<{ id: string }>('subscriptions', bought)
  const { id: target } = await post<{ id: string }>('subscriptions', { ...order, channel: 'central' })
  const known = system.ready().personas.filter((one) => one.tenantId === tenantId && one.role !== 'guest')
  const users = known
    .slice(0, 3)
    .map(({ objectId }) => objectId)
    .sort()
  const [first] = users
  await post(`subscriptions/${source}/assignments`, { userIds: users })
  await post(`subscriptions/${source}/takeControl`)
  expect((await time('+8d')).code).toBe(0)
  const acting = async (verb: string, body: object) => {
    const { headers } = await admin.get(`${duinwater}/subscriptions/${source}`)
    const etag = { 'if-match': headers.get('etag') ?? '' }
    return ended(await post<{ id: string }>(`subscriptions/${source}/${verb}`, body, etag))
  }

  const moved = await acting('moveUsers', { targetSubscriptionId: target, confirm: true })
  expect([await holdersOf(source), await holdersOf(target)]).toEqual([[], users])
  await post(`subscriptions/${target}/assignments/remove`, { userIds: [first], confirm: true })
  const undone = await ended(await post<{ id: string }>(`operations/${moved.id}/undo`, { confirm: true }))
  expect(undone).toMatchObject({
    status: 'Succeeded',
    undoes: moved.id,
    progress: { total: 3, succeeded: 2, skipped: 1, failed: 0 },
  })
  expect(await get(`operations/${undone.id}/results?outcome=skipped`)).toMatchObject({
    value: [{ userId: first, reason: 'changedSince' }],
  })
  expect([await holdersOf(source), await holdersOf(target)]).toEqual([users.slice(1), []])
  const again = await admin.post(`${duinwater}/operations/${moved.id}/undo`, { confirm: true })
  expect(again.status).toBe(409)

  const cancelled = await acting('cancel', { reason: 'unused', confirm: true })
  expect(await holdersOf(source)).toEqual([])
  await ended(await post<{ id: string }>(`operations/${cancelled.id}/undo`, { confirm: true }))
  expect(await holdersOf(source)).toEqual(users.slice(1))
  expect(await get(`subscriptions/${source}`)).toMatchObject({ status: 'Active', assignedLicenses: 2 })
  expect((await time('reset')).code).toBe(0)
})

test('B11 a cancel that is planned for the end of the term begins then, and nobody is charged for another', async () => {
  const purchaser = system.as('sanne-buys')
  const card = await purchaser.post<{ id: string }>(`${duinwater}/paymentMethods`, {
    type: 'card',
    token: 'tok_ok',
  })
  const order = { productId: products.powerBiPro, channel: 'selfService', totalLicenses: 1 }
  const bought = await purchaser.post<{ id: string; expirationDate: string }>(`${duinwater}/subscriptions`, {
    ...order,
    paymentMethodId: card.body.id,
  })
  const path = `${duinwater}/subscriptions/${bought.body.id}`
  const read = async () => await purchaser.get<{ status: string; orderHistory: { event: string }[] }>(path)
  const etag = (await read()).headers.get('etag') ?? ''
  const planned = await purchaser.post<{ id: string; startAt: string }>(
    `${path}/cancel`,
    { reason: 'unused', confirm: true, startAt: 'endOfTerm' },
    { headers: { 'if-match': etag } },
  )
  expect(planned.status).toBe(202)
  expect(planned.body.startAt).toBe(`${bought.body.expirationDate.slice(0, 10)}T00:00:00.000Z`)
  const operation = async () =>
    (await purchaser.get<{ status: string }>(`${duinwater}/operations/${planned.body.id}`)).body.status
  const days = Math.ceil((Date.parse(planned.body.startAt) - Date.now()) / dayMs)
  expect((await time(`+${days - 2}d`)).code).toBe(0)
  expect(await operation()).toBe('NotStarted')
  expect((await time('+3d')).code).toBe(0)
  expect(await operation()).toBe('Succeeded')
  const { body } = await read()
  expect(body.status).toBe('Deleted')
  expect(body.orderHistory.map(({ event }) => event)).toEqual(['purchased', 'cancelled'])
  expect((await time('reset')).code).toBe(0)
}, 180_000)

test('B26 the clock stops at whatever falls due on the way until that is done', async () => {
  const settings = readWhole<AppSettings>(stateFiles(state).settings) ?? {}
  const { COSMOS_ENDPOINT: endpoint = '', COSMOS_KEY: key = '' } = settings
  const connection = cosmosConnection({ endpoint, key })
  const documents = cosmosDocuments(connection)
  const { now } = movableClock(stateFiles(state).clock)
  const inDays = (days: number) => new Date(Date.now() + days * dayMs).toISOString()
  const dates = [inDays(10), inDays(25)]
  /** Nothing that the product knows, so that nobody but this test does what is due. */
  const planted = { type: 'planted', id: 'planted', tenantId, schemaVersion: 1, dueAt: dates[0] }
  await documents.commit(tenantId, [{ kind: 'create', document: planted as DocumentBase }])
  try {
    const moving = time('+40d')
    for (const [at, date] of dates.entries()) {
      await eventually(() => now() >= (date ?? ''))
      // Long enough to go on, if it did not wait.
      await new Promise((resolve) => setTimeout(resolve, 1_000))
      expect(Date.parse(now()) - Date.parse(date ?? '')).toBeLessThan(10_000)
      const set = { dueAt: dates[at + 1] ?? null }
      await documents.commit(tenantId, [{ kind: 'patch', id: 'planted', set }])
    }
    expect(await moving).toMatchObject({ code: 0, stdout: expect.stringMatching(/due dates met \d+,/) })
    expect((await time()).stdout).toContain(', 40 days ahead of')
  } finally {
    await documents.commit(tenantId, [{ kind: 'delete', id: 'planted' }])
    await connection.close()
    await time('reset')
  }
})

test('B26 whatever else is asked is refused, with what was expected', async () => {
  const wrong = await time('400d')
  expect([wrong.code, wrong.stdout]).toEqual([2, ''])
  expect(wrong.stderr).toMatch(
    /^Expected such as \+400d, .*; found "400d"\.\nnpm run time +shows the product's time\n/,
  )
  expect((await time('-1d')).stderr).toContain('The clock moves forward only')
  for (const args of [[], ['+1d'], ['reset']]) {
    const azure = await runScript('time', args, { ...environment, WEBSITE_SITE_NAME: 'seatwarden' })
    expect([azure.code, azure.stdout]).toEqual([1, ''])
    expect(azure.stderr).toBe(
      'This is Azure (WEBSITE_SITE_NAME is seatwarden): time is moved on one machine only.\n',
    )
  }
  const nothing = await runScript('time', ['+1d'], { SEATWARDEN_STATE: join(state, 'nothing') })
  expect([nothing.code, nothing.stdout]).toEqual([1, ''])
  expect(nothing.stderr).toMatch(/^Seatwarden does not run .*: start it with "npm start"\.\n$/)
  expect(await daysAhead()).toBe(0)
})

test('B26 a moved clock survives a restart, a damaged one is named, and npm run reset forgets it', async () => {
  const { clock } = stateFiles(state)
  expect((await time('+3mo')).code).toBe(0)
  const ahead = await daysAhead()
  expect(ahead).toBeGreaterThan(85)
  await system.stop()
  expect((await time()).stderr).toContain('Seatwarden does not run')
  system = await startSystem({ state })
  expect(system.output()).toContain(`Its time is ${ahead} days ahead of this machine’s`)
  expect(await daysAhead()).toBe(ahead)
  await system.stop()

  writeFileSync(clock, '{')
  const refused = spawnStart(state, 0)
  const said = outputOf(refused)
  expect(await new Promise((resolve) => refused.once('close', resolve))).toBe(1)
  expect(said()).toContain(`The clock's file ${clock} is damaged`)
  expect((await time('reset')).code).toBe(0)
  expect(existsSync(clock)).toBe(false)

  writeFileSync(clock, '{"offsetMs":1000}')
  expect((await runScript('reset', [], environment)).code).toBe(0)
  expect(existsSync(state)).toBe(false)
})
