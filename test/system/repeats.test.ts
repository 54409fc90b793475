import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer } from '#local/system/api-client.ts'
import { sendPoison } from '#local/system/poison-message.ts'
import { deadLetter, dropAll } from '../support/clients/dead-letters.ts'
import { anOrganisation, mailsTo, type Organisation, type Person } from '../support/clients/journey.ts'
import {
  addCard,
  askMove,
  askTotal,
  assign,
  buy,
  buyCentrally,
  ended,
  holders,
  idsOf,
  type Operation,
  pages,
  products,
  read,
  type Subscription,
  said,
  takeControl,
} from '../support/clients/journey-verbs.ts'
import { sharedSettings } from '../support/clients/state-hash.ts'
import { eventually } from '../support/clients/system.ts'
import { codeOf, readEndpoints } from './bad-input/api.ts'
import type { Scene } from './bad-input/bad-class.ts'
import { freshScenes } from './bad-input/fresh-scenes.ts'
import { type Request, send } from './bad-input/request.ts'
import { aScene, goodRequestsOf } from './bad-input/scene.ts'

afterAll(dropAll)

describe('a hundred times the same POST at once is one (B14):', () => {
  test('one operation, one reservation and one mail, and every caller is told the same', async () => {
    const { organisation, source, target, holding } = await aTakenOne()
    const { globalAdmin, purchaser } = organisation
    const { etag } = await read(globalAdmin, source)
    const body = { targetSubscriptionId: target.id, confirm: true }
    const headers = { 'if-match': etag, ...once(randomUUID()) }
    const answers = await atOnce(100, () =>
      globalAdmin.post<Operation>(`subscriptions/${source.id}/moveUsers`, body, { headers }),
    )
    expect(distinct(answers)).toHaveLength(1)
    const [first] = answers
    expect(first).toMatchObject({ status: 202, body: { kind: 'moveUsers' } })
    expect((await ended(globalAdmin, first?.body as Operation)).progress).toMatchObject({
      succeeded: holding.length,
    })
    expect(await pages<Operation>(globalAdmin, 'operations')).toHaveLength(1)
    expect(await read(globalAdmin, target)).toMatchObject({
      assignedLicenses: holding.length,
      reservedLicenses: 0,
    })
    await mailsTo(purchaser.address, 1)

    const muchLater = await globalAdmin.post(`subscriptions/${source.id}/moveUsers`, body, { headers })
    expect(distinct([...answers, muchLater])).toHaveLength(1)
    expect(muchLater.headers.get('operation-location')).toContain(`/operations/${first?.body.id}?`)
    expect(muchLater.headers.get('repeatability-result')).toBe('accepted')
  })

  test('one subscription and one charge', async () => {
    const { purchaser } = await anOrganisation()
    const paymentMethodId = await addCard(purchaser)
    const order = {
      productId: products.powerBiPro,
      channel: 'selfService',
      totalLicenses: 3,
      paymentMethodId,
    }
    const before = await charges()
    const headers = once(randomUUID())
    const answers = await atOnce(100, () => purchaser.post<Subscription>('subscriptions', order, { headers }))
    expect(distinct(answers)).toHaveLength(1)
    expect(answers[0]?.status).toBe(201)
    expect(await pages<Subscription>(purchaser, 'subscriptions')).toHaveLength(1)
    expect(await charges()).toBe(before + 1)
  })
})

const changing = (await readEndpoints()).filter(({ canBeRepeated }) => canBeRepeated)

describe('every POST that changes something can be repeated (B14):', () => {
  const freshScene = freshScenes()
  let scene: Scene

  beforeAll(async () => {
    scene = await aScene()
  })

  test.each(changing)('$path', async (endpoint) => {
    const { name, path } = endpoint
    const endsSomething =
      /\/(operations|licenseRequests)\/|\/(cancel|moveUsers|consolidate|complete)$|^\/support\//
    const at = endsSomething.test(path) ? await freshScene(endpoint) : scene
    const [good] = await goodRequestsOf(endpoint, at)
    if (!good) throw new Error(`There is no request for ${name}.`)
    const isTold = /\/operations\/\{id\}\/(pause|resume|cancel)$/.test(path)
    const place = isTold ? { id: at.stage.operations.paused.id } : {}
    const request: Request = {
      ...good,
      ...(/\/deadLetters\/(?:resubmit|drop)$/.test(path)
        ? { body: { ...(good.body as object), ...(await aLetter()) } }
        : {}),
      params: { ...good.params, ...place },
      headers: { ...good.headers, ...once(randomUUID()) },
    }
    const answers = await atOnce(10, () => send(request))
    expect(distinct(answers)).toHaveLength(1)
    for (const answer of answers) {
      expect(answer.status, answer.text).toBeLessThan(300)
      expect(answer.headers.get('repeatability-result')).toBe('accepted')
    }
    // The very same request but for a space: what is compared is what was sent.
    const raw = { content: `${JSON.stringify(request.body ?? {})} `, contentType: 'application/json' }
    const mismatch = await send({ ...request, raw })
    const status = good.endpoint.scope === 'surface' ? 400 : 422
    expect([mismatch.status, codeOf(mismatch.body)]).toEqual([status, 'RepeatabilityMismatch'])
  })
})

describe('a kept answer (B14)', () => {
  let organisation: Organisation
  let admin: Person
  let subscriptionIds: readonly string[]

  beforeAll(async () => {
    organisation = await anOrganisation()
    admin = organisation.globalAdmin
    subscriptionIds = [(await buyCentrally(organisation.billingAdmin)).id]
  })

  const askExport = (person: Person, headers: Record<string, string>, ids = subscriptionIds) =>
    person.post<Operation>('licenses/export', { subscriptionIds: ids }, { headers })

  test('is found under Idempotency-Key as well, and is the same for the same id', async () => {
    const key = randomUUID()
    const [one, two, other] = [
      await askExport(admin, { 'idempotency-key': key }),
      await askExport(admin, { 'idempotency-key': key }),
      await askExport(admin, { 'idempotency-key': `${key}-2` }),
    ]
    expect(one.status).toBe(202)
    expect(two.text).toBe(one.text)
    expect(other.body.id).not.toBe(one.body.id)
    const byOtherName = await askExport(admin, once(key.toUpperCase()))
    expect(byOtherName.text).toBe(one.text)
  })

  test('is the caller’s own, and of that route alone', async () => {
    const headers = once(randomUUID())
    const mine = await askExport(admin, headers)
    const theirs = await askExport(organisation.billingAdmin, headers)
    expect(theirs.status).toBe(202)
    expect(theirs.body.id).not.toBe(mine.body.id)
    const order = { productId: products.powerBiPro, channel: 'central', totalLicenses: 1 }
    expect((await admin.post('subscriptions', order, { headers })).status).toBe(201)
  })

  test('is none when the answer was no: the same id may succeed later', async () => {
    const { organisation: at, source, target, holding } = await aTakenOne({ seats: 2 })
    const headers = once(randomUUID())
    const refused = await askMove(at.globalAdmin, source, target, {}, headers)
    expect(said(refused)).toBe('409 NotEnoughLicenses')
    expect(said(await askMove(at.globalAdmin, source, target, {}, headers))).toBe('409 NotEnoughLicenses')
    expect((await askTotal(at.globalAdmin, target, 10)).status).toBe(200)
    const accepted = await askMove(at.globalAdmin, source, target, {}, headers)
    expect(accepted.status).toBe(202)
    expect((await ended(at.globalAdmin, accepted.body)).status).toBe('Succeeded')
    expect(await holders(at.globalAdmin, target)).toEqual(idsOf(holding))
  })

  test('is none for a POST that only reads', async () => {
    const headers = once(randomUUID())
    const quote = (totalLicenses: number) =>
      admin.post<{ total: { amount: number } }>(
        'quotes',
        { productId: products.powerBiPro, channel: 'central', totalLicenses },
        { headers },
      )
    const [one, two] = [await quote(1), await quote(2)]
    expect([one.status, two.status]).toEqual([200, 200])
    expect(two.body.total.amount).toBeGreaterThan(one.body.total.amount)
  })

  test('of an operation that went on since is still the first one', async () => {
    const headers = once(randomUUID())
    const first = await askExport(admin, headers)
    await eventually(async () => (await ended(admin, first.body)).status === 'Succeeded')
    const again = await askExport(admin, headers)
    expect(again.text).toBe(first.text)
    expect(again.body.status).toBe('NotStarted')
  })
})

/** Where a dead letter lies that nobody else touches. */
async function aLetter() {
  const { SERVICE_BUS_CONNECTION: connection = '' } = sharedSettings()
  const sent = await sendPoison(connection, 'unknown-kind', { queue: 'send-email', tenantId: randomUUID() })
  const { queue, sequenceNumber } = await deadLetter(({ messageId }) => messageId === sent.messageId)
  return { queue, sequenceNumber }
}

/** Bought by one, taken over, held by all members; and where they could go. */
async function aTakenOne({ seats = 10 }: { seats?: number } = {}) {
  const organisation = await anOrganisation()
  const { globalAdmin, billingAdmin, purchaser, members } = organisation
  const source = await buy(purchaser)
  await assign(purchaser, source, members)
  const target = await buyCentrally(billingAdmin, { totalLicenses: seats })
  await takeControl(globalAdmin, source)
  return { organisation, source, target, holding: members }
}

function once(id: string): Record<string, string> {
  return { 'repeatability-request-id': id, 'repeatability-first-sent': new Date().toUTCString() }
}

function atOnce<T>(count: number, ask: () => Promise<T>): Promise<readonly T[]> {
  return Promise.all(Array.from({ length: count }, ask))
}

/** The different answers among many. */
function distinct(answers: readonly Answer<unknown>[]): readonly string[] {
  return [...new Set(answers.map(({ status, text }) => `${status} ${text}`))]
}

async function charges(): Promise<number> {
  const answer = await fetch(`${sharedSettings()['PAYMENT_GATEWAY_URL']}/charges`)
  const list = (await answer.json()) as readonly unknown[] | { readonly value: readonly unknown[] }
  return 'value' in list ? list.value.length : list.length
}
