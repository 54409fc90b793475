import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { AuditEntry } from '#core/audit/audit-entry.ts'
import type { Mail } from '#core/mail/mail.ts'
import type { Write } from '#core/ports/documents.ts'
import { OutcomeUnknown } from '#core/ports/failures.ts'
import type { LatestRequest, LicenseRequest } from '#core/requests/license-request.ts'
import type { Assignment } from '#core/seats/assignment.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { Caller } from '#functions/http/caller.ts'
import { linkIn } from '#functions/requests/create.ts'
import { isOwn } from '#functions/requests/find.ts'
import { stateOfStatus } from '#functions/requests/view.ts'
import { rows, said } from '../billing/office.ts'
import { anActive, guid } from '../support/builders.ts'
import {
  billingAdmin,
  globalAdmin,
  globalReader,
  type Person,
  simulatedApp,
  tenantId,
} from '../support/simulated/app.ts'

/** Licence requests as they are called, over the simulated services. */

const licenseAdmin = '4d6ac14f-3453-41d0-bef9-a3e0c569773a'
const userAdmin = 'fe930be7-5e62-47db-91af-98c3a49a38b1'
const powerBiPro = 'CFQ7TTC0H9MP'
const visio = 'CFQ7TTC0HD32'

let at: ReturnType<typeof simulatedApp>
let anna: Person
let bob: Person
let cleo: Person
let gaia: Person
let lotte: Person
beforeEach(() => open())

async function open(over: Parameters<typeof simulatedApp>[0] = {}): Promise<void> {
  at = simulatedApp(over)
  await at.open()
  anna = await at.person('Anna', { user: { language: 'nl' } })
  bob = await at.person('Bob')
  cleo = await at.person('Cleo')
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
  lotte = await at.person('Lotte', { roles: [licenseAdmin] })
}

type Subscribed = Parameters<typeof anActive>[0]

/** A subscription of the product that is asked for here. */
async function stock(number: number, given: Subscribed = {}): Promise<string> {
  const subscription = anActive({
    id: guid(3, number),
    tenantId,
    productId: powerBiPro as Subscription['productId'],
    channel: 'central',
    controlledBy: null,
    ...given,
  })
  await at.store(subscription)
  return subscription.id
}

const ask = (person: Person, body: object = {}, repeat?: string) =>
  person.ask('requests-create', {
    body: { productId: powerBiPro, ...body },
    ...(repeat === undefined ? {} : { repeat }),
  })
const act = (person: Person, verb: 'approve' | 'reject' | 'withdraw', id: string, body: object = {}) =>
  person.ask(`requests-${verb}`, { params: { id }, body })
const read = (person: Person, id: string) => person.ask('requests-get', { params: { id } })
const list = async (person: Person, query = {}) => rows(await person.ask('requests-list', { query }))

async function asked(person: Person = anna, body: object = {}): Promise<string> {
  const answer = await ask(person, body)
  expect(answer.status).toBe(201)
  return answer.body['id'] as string
}

const requests = () => at.all<LicenseRequest>('licenseRequest')
const audited = () => at.all<AuditEntry>('audit').filter(({ action }) => action.startsWith('licenseRequest.'))
const mailsStored = () => at.all<Mail>('mail')
const holders = () =>
  at
    .all<Assignment>('assignment')
    .filter(({ seat }) => seat.state === 'active')
    .map(({ userId }) => userId)
    .sort()
const seats = (id: string) => at.all<Subscription>('subscription').find((one) => one.id === id)?.seats

describe('asking', () => {
  test('for oneself, with a reason: the request waits, and nobody has got anything', async () => {
    await stock(1, { seats: 5 })
    const answer = await ask(anna, { message: 'For the yearly figures.' })
    expect(answer).toMatchObject({
      status: 201,
      body: {
        status: 'Pending',
        product: { id: powerBiPro, displayName: 'Power BI Pro' },
        requestedBy: { id: anna.userId, displayName: 'Anna' },
        users: [{ userId: anna.userId, displayName: 'Anna', status: 'Pending' }],
        message: 'For the yearly figures.',
        decisions: [],
        actions: ['withdraw'],
      },
    })
    const id = answer.body['id'] as string
    expect(answer.headers['Location']).toContain(`/tenants/${tenantId}/licenseRequests/${id}?`)
    expect((await read(anna, id)).headers['etag']).toBe(answer.headers['etag'])
    expect(holders()).toEqual([])
    expect(mailsStored()).toEqual([])
    expect(audited()).toMatchObject([
      {
        action: 'licenseRequest.created',
        by: { id: anna.userId },
        facts: { requestId: id, productId: powerBiPro, userIds: [anna.userId] },
      },
    ])
  })

  test('for others, also for them alone; one twice counts once, and 21 are too many', async () => {
    const id = await asked(anna, { userIds: [bob.userId, cleo.userId, bob.userId] })
    expect((await read(anna, id)).body['users']).toMatchObject([
      { userId: bob.userId },
      { userId: cleo.userId },
    ])
    const tooMany = Array.from({ length: 21 }, () => randomUUID())
    expect(said(await ask(anna, { productId: visio, userIds: tooMany }))).toBe('400 InvalidRequest')
  })

  test('is not for guests, disabled accounts, strangers or products that nobody sells, and stores nothing then', async () => {
    const guest = await at.person('Gast', { user: { userType: 'guest' }, accountType: 1 })
    const gone = await at.person('Gone', { user: { accountEnabled: false } })
    const forThem = async (...userIds: string[]) => said(await ask(anna, { userIds }))
    expect(await forThem(bob.userId, guest.userId)).toBe('422 GuestCannotBeAssigned')
    expect(await forThem(bob.userId, gone.userId)).toBe('422 UserNotActive')
    expect(await forThem(bob.userId, randomUUID())).toBe('404 UserNotFound')
    expect(said(await ask(guest))).toBe('403 GuestNotAllowed')
    expect(said(await ask(anna, { productId: 'NOSUCHPRODUCT' }))).toBe('404 NotFound')
    for (const productId of ['CFQ7TTC0J203', 'POWER_BI_STANDARD']) {
      expect(said(await ask(anna, { productId }))).toBe('422 ProductNotOffered')
    }
    expect(requests()).toEqual([])
    expect(audited()).toEqual([])
  })

  test('again while the first is open is refused with its id; of another product, or by another, it is not', async () => {
    const id = await asked()
    const again = await ask(anna, { userIds: [bob.userId] })
    expect(said(again)).toBe('409 LicenseRequestOpen')
    expect(again.body.error['innererror']).toMatchObject({ requestId: id })
    await asked(anna, { productId: visio })
    await asked(bob, { userIds: [anna.userId] })
    expect(requests()).toHaveLength(3)
  })

  test('at the same moment twice comes to one request', async () => {
    const answers = await Promise.all([ask(anna), ask(anna), ask(anna)])
    expect(answers.map(said).sort()).toEqual(['201', '409 LicenseRequestOpen', '409 LicenseRequestOpen'])
    expect(requests()).toHaveLength(1)
  })

  test('is possible again once the first is decided or withdrawn, and once it is a year old', async () => {
    for (const end of ['reject', 'withdraw', 'wait'] as const) {
      const id = await asked()
      if (end === 'reject') await act(lotte, 'reject', id)
      if (end === 'withdraw') await act(anna, 'withdraw', id)
      // As far as the product is concerned: the store drops it by the time of the machine.
      if (end === 'wait') at.moveClock(367 * 24 * 3600 * 1000)
    }
    await asked()
    expect(requests()).toHaveLength(4)
    expect(at.all<LatestRequest>('latestRequest')).toHaveLength(1)
  })

  test('with the same repeatability id gives the same request', async () => {
    const repeat = randomUUID()
    const [first, second] = [await ask(anna, {}, repeat), await ask(anna, {}, repeat)]
    expect(second.body).toEqual(first.body)
    expect(requests()).toHaveLength(1)
  })
})

describe('where the organisation has its own way', () => {
  const message = 'Vraag het via (https://intranet.example/licenties?p=1). Of bel https://x.example.'
  beforeEach(() => open({ ownRequestMessage: message }))

  test('asking is refused with its text and link, and no request is stored (B10)', async () => {
    const answer = await ask(anna)
    expect(said(answer)).toBe('403 OwnRequestProcess')
    expect(answer.body.error['message']).toContain(message)
    expect(answer.body.error).toMatchObject({
      help: 'https://intranet.example/licenties?p=1',
      innererror: { message, link: 'https://intranet.example/licenties?p=1' },
    })
    expect(requests()).toEqual([])
    expect(at.all('latestRequest')).toEqual([])
    expect(audited()).toEqual([])
  })

  test('what was asked before it said so is still decided', async () => {
    await open()
    const id = await asked()
    await at.services.documents.commit(tenantId, [
      { kind: 'patch', id: 'tenant', set: { ownRequestMessage: message } },
    ])
    expect(said(await ask(bob))).toBe('403 OwnRequestProcess')
    expect(await act(gaia, 'reject', id)).toMatchObject({ status: 200, body: { status: 'Rejected' } })
  })

  test.each([
    ['https://a.example/b?c=d#e', 'https://a.example/b?c=d#e'],
    ['See <http://a.example/b>, please', 'http://a.example/b'],
    ['Kijk op “https://a.example/b”.', 'https://a.example/b'],
    ['https://[oops then https://b.example', 'https://b.example'],
    ['javascript:alert(1) or ftp://a.example', undefined],
    ['Ask Marja on the third floor.', undefined],
  ])('the link in %j is %s', (text, link) => {
    expect(linkIn(text)).toBe(link)
  })
})

describe('approving', () => {
  test('gives all of them a licence and says so of the request at once; who asked and who got one get a mail (B10)', async () => {
    const id = await stock(1, { seats: 5 })
    const request = await asked(anna, { userIds: [anna.userId, bob.userId] })
    const batches: (readonly Write[])[] = []
    at.documents.onCommit((_, writes) => batches.push(writes))

    const approved = await act(lotte, 'approve', request, { message: 'Have fun.' })

    expect(approved).toMatchObject({
      status: 200,
      body: {
        status: 'Approved',
        users: [{ status: 'Approved' }, { status: 'Approved' }],
        decisions: [
          {
            outcome: 'Approved',
            userIds: [anna.userId, bob.userId],
            by: { displayName: 'Lotte' },
            message: 'Have fun.',
            subscriptionId: id,
          },
        ],
        actions: [],
      },
    })
    expect(holders()).toEqual([anna.userId, bob.userId].sort())
    expect(seats(id)).toMatchObject({ assigned: 2, available: 3 })
    expect(batches).toHaveLength(1)
    expect(mailsStored()).toMatchObject([
      {
        kind: 'requestApproved',
        language: 'nl',
        to: { userId: anna.userId },
        facts: { people: ['Anna', 'Bob'], message: 'Have fun.', decidedBy: 'Lotte', stillOpen: 0 },
      },
      { kind: 'licenceGiven', language: 'en', to: { userId: bob.userId }, facts: { askedBy: 'Anna' } },
    ])
    expect(audited().slice(1)).toMatchObject([
      {
        action: 'licenseRequest.approved',
        subscriptionId: id,
        facts: { requestId: request, userIds: [anna.userId, bob.userId] },
      },
    ])
  })

  test('some of them leaves the others waiting; they can be rejected, or approved later', async () => {
    await stock(1, { seats: 5 })
    const all = [anna.userId, bob.userId, cleo.userId]
    const request = await asked(anna, { userIds: all })
    const first = await act(lotte, 'approve', request, { userIds: [bob.userId] })
    expect(first.body).toMatchObject({
      status: 'Pending',
      users: [{ status: 'Pending' }, { status: 'Approved' }, { status: 'Pending' }],
      actions: ['approve', 'reject'],
    })
    expect(holders()).toEqual([bob.userId])
    expect(mailsStored().map(({ kind, facts }) => [kind, facts.stillOpen])).toEqual([
      ['requestApproved', 2],
      ['licenceGiven', 2],
    ])
    const twice = await act(lotte, 'approve', request, { userIds: [bob.userId, cleo.userId] })
    expect(said(twice)).toBe('404 UserNotFound')
    const no = await act(gaia, 'reject', request, { userIds: [cleo.userId], message: 'Cleo has another.' })
    expect(no.body).toMatchObject({ status: 'Pending' })
    expect((await act(gaia, 'approve', request)).body).toMatchObject({
      status: 'PartlyApproved',
      actions: [],
    })
    expect(holders()).toEqual([anna.userId, bob.userId].sort())
    expect(said(await act(gaia, 'approve', request))).toBe('409 LicenseRequestDecided')
  })

  test('with too few free licences changes nothing, and says how many there are', async () => {
    await stock(1, { seats: 1 })
    await stock(2, { seats: 2, channel: 'selfService' })
    const request = await asked(anna, { userIds: [anna.userId, bob.userId] })
    const before = [requests(), seats(guid(3, 1))]
    const refused = await act(lotte, 'approve', request)
    expect(said(refused)).toBe('409 NotEnoughLicenses')
    expect(refused.body.error['innererror']).toMatchObject({ needed: 2, available: 1 })
    expect([requests(), seats(guid(3, 1))]).toEqual(before)
    expect(holders()).toEqual([])
    expect(mailsStored()).toEqual([])
    expect(audited()).toHaveLength(1)
  })

  test('takes a central subscription before a taken-over one, and never one in its purchaser’s hands', async () => {
    const byAnAdmin = { id: gaia.userId, name: 'Gaia', tenantId, at: at.services.clock.now() }
    await stock(1, { seats: 9, channel: 'selfService', purchaserId: lotte.userId })
    const taken = await stock(2, { seats: 1, channel: 'selfService', controlledBy: byAnAdmin })
    const central = await stock(3, { seats: 1 })
    const from = async (person: Person) => {
      const { body } = await act(lotte, 'approve', await asked(person))
      return (body['decisions'] as { subscriptionId: string }[] | undefined)?.[0]?.subscriptionId
    }
    expect(await from(anna)).toBe(central)
    expect(await from(bob)).toBe(taken)
    const request = await asked(cleo)
    expect(said(await act(lotte, 'approve', request))).toBe('409 NotEnoughLicenses')
    // The administrator's own purchase is not the organisation's to give.
    const subscriptionId = guid(3, 1)
    expect(said(await act(lotte, 'approve', request, { subscriptionId }))).toBe('409 TakeControlRequired')
    expect(said(await act(gaia, 'approve', request, { subscriptionId }))).toBe('409 TakeControlRequired')
  })

  test('takes the subscription that is named, if it is of that product and the administrator sees it', async () => {
    await stock(1, { seats: 5 })
    const named = await stock(2, { seats: 5 })
    const other = await stock(3, { seats: 5, productId: visio as Subscription['productId'] })
    const theirs = await stock(4, { seats: 5, channel: 'selfService', purchaserId: bob.userId })
    const request = await asked()
    const by = async (subscriptionId: string) =>
      said(await act(lotte, 'approve', request, { subscriptionId }))
    expect(await by(other)).toBe('422 OtherProduct')
    expect(await by(theirs)).toBe('404 NotFound')
    expect(await by(randomUUID())).toBe('404 NotFound')
    expect(await by(named)).toBe('200')
    expect(seats(named)).toMatchObject({ assigned: 1 })
  })

  test('whoever holds one already keeps it, costs no other and gets no mail', async () => {
    const id = await stock(1, { seats: 1 })
    const assign = { params: { id }, body: { userIds: [bob.userId] } }
    expect((await lotte.ask('seats-assign', assign)).status).toBe(200)
    const request = await asked(anna, { userIds: [bob.userId] })
    const approved = await act(lotte, 'approve', request)
    expect(approved.body).toMatchObject({ status: 'Approved' })
    expect(seats(id)).toMatchObject({ assigned: 1, available: 0 })
    expect(mailsStored().map(({ kind }) => kind)).toEqual(['requestApproved'])
    expect(audited().filter(({ action }) => action === 'licenseRequest.approved')).toMatchObject([
      { facts: { requestId: request, approved: [bob.userId] } },
    ])
  })

  test('is refused for whoever has become a guest, was disabled or has left since', async () => {
    await stock(1, { seats: 5 })
    const request = await asked(anna, { userIds: [anna.userId, bob.userId] })
    const change = (set: object) =>
      at.services.documents.commit(tenantId, [
        { kind: 'patch', id: `user:${bob.userId}`, set: set as Record<string, string> },
      ])
    await change({ accountEnabled: false })
    expect(said(await act(lotte, 'approve', request))).toBe('422 UserNotActive')
    await change({ accountEnabled: true, userType: 'guest' })
    expect(said(await act(lotte, 'approve', request))).toBe('422 GuestCannotBeAssigned')
    await at.services.documents.commit(tenantId, [{ kind: 'delete', id: `user:${bob.userId}` }])
    expect(said(await act(lotte, 'approve', request))).toBe('404 UserNotFound')
    expect(said(await act(lotte, 'approve', request, { userIds: [anna.userId] }))).toBe('200')
    expect((await act(lotte, 'reject', request)).body).toMatchObject({ status: 'PartlyApproved' })
  })

  test('by two administrators at once is done by one; the other hears what became of it', async () => {
    const id = await stock(1, { seats: 5 })
    const request = await asked()
    const answers = await Promise.all([
      act(lotte, 'approve', request),
      act(gaia, 'approve', request),
      act(gaia, 'reject', request),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    const { state } = requests()[0] as LicenseRequest
    for (const { status, body } of answers) {
      if (status === 200) expect(stateOfStatus[body['status'] as 'Approved']).toBe(state)
      else
        expect(body.error).toMatchObject({
          code: 'LicenseRequestDecided',
          innererror: { code: 'LicenseRequestDecided', state },
        })
    }
    expect(seats(id)).toMatchObject({ assigned: state === 'approved' ? 1 : 0 })
    expect(mailsStored()).toHaveLength(1)
  })

  test('that is full by the time of the batch goes on with the next subscription', async () => {
    const [first, second] = [await stock(1, { seats: 1 }), await stock(2, { seats: 1 })]
    const [one, two] = [await asked(anna), await asked(bob)]
    const answers = await Promise.all([act(lotte, 'approve', one), act(gaia, 'approve', two)])
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect([seats(first)?.assigned, seats(second)?.assigned]).toEqual([1, 1])
  })

  test('of which the answer was lost is done once', async () => {
    await stock(1, { seats: 5 })
    const request = await asked(anna, { userIds: [anna.userId, bob.userId] })
    let lost = 1
    at.documents.faults.afterCommit = async () => {
      if (lost-- > 0) throw new OutcomeUnknown('The answer was lost.')
    }
    expect(await act(lotte, 'approve', request)).toMatchObject({ status: 200, body: { status: 'Approved' } })
    expect(seats(guid(3, 1))).toMatchObject({ assigned: 2 })
    expect(mailsStored()).toHaveLength(2)
    expect(audited()).toHaveLength(2)
  })
})

describe('rejecting and withdrawing', () => {
  test('a rejected one gives nobody a licence, and who asked gets the message by mail (B10)', async () => {
    await stock(1, { seats: 5 })
    const request = await asked(anna, { userIds: [anna.userId, bob.userId] })
    const rejected = await act(lotte, 'reject', request, { message: 'There is no budget.' })
    expect(rejected.body).toMatchObject({
      status: 'Rejected',
      decisions: [{ outcome: 'Rejected', message: 'There is no budget.' }],
    })
    expect(holders()).toEqual([])
    expect(mailsStored()).toMatchObject([
      {
        kind: 'requestRejected',
        to: { userId: anna.userId },
        facts: { message: 'There is no budget.', people: ['Anna', 'Bob'] },
      },
    ])
    expect(audited().map(({ action }) => action)).toEqual([
      'licenseRequest.created',
      'licenseRequest.rejected',
    ])
  })

  test('one’s own can be withdrawn, by nobody else; what was approved stays', async () => {
    await stock(1, { seats: 5 })
    const request = await asked(anna, { userIds: [anna.userId, bob.userId] })
    expect(said(await act(bob, 'withdraw', request))).toBe('404 NotFound')
    expect(said(await act(gaia, 'withdraw', request))).toBe('403 NotYourself')
    await act(lotte, 'approve', request, { userIds: [bob.userId] })
    const withdrawn = await act(anna, 'withdraw', request)
    expect(withdrawn.body).toMatchObject({
      status: 'PartlyApproved',
      users: [{ status: 'Withdrawn' }, { status: 'Approved' }],
    })
    expect(said(await act(lotte, 'approve', request))).toBe('409 LicenseRequestDecided')
    expect(holders()).toEqual([bob.userId])
    expect(audited().at(-1)).toMatchObject({ action: 'licenseRequest.withdrawn' })
    const other = await asked(anna)
    expect((await act(anna, 'withdraw', other)).body).toMatchObject({ status: 'Withdrawn' })
  })

  test('somebody who is not known here any more is told nothing, and that can be seen', async () => {
    const request = await asked(anna, { userIds: [bob.userId] })
    await at.services.documents.commit(tenantId, [{ kind: 'delete', id: `user:${anna.userId}` }])
    expect((await act(lotte, 'reject', request)).status).toBe(200)
    expect(mailsStored()).toMatchObject([{ state: 'refused', to: { name: 'Anna', address: '' } }])
  })
})

describe('who sees and decides what', () => {
  test('everybody their own; administrators, readers, License and User Administrators all', async () => {
    const [mine, theirs] = [await asked(anna), await asked(bob)]
    const rita = await at.person('Rita', { roles: [globalReader] })
    const others = [
      gaia,
      lotte,
      rita,
      await at.person('Bill', { roles: [billingAdmin] }),
      await at.person('Uwe', { roles: [userAdmin] }),
    ]
    for (const person of others) {
      expect((await list(person)).map(({ id }) => id).sort()).toEqual([mine, theirs].sort())
      expect((await read(person, mine)).status).toBe(200)
    }
    expect((await list(anna)).map(({ id }) => id)).toEqual([mine])
    expect(said(await read(anna, theirs))).toBe('404 NotFound')
    expect(said(await act(anna, 'approve', mine))).toBe('403 Forbidden')
    expect(said(await act(rita, 'approve', mine))).toBe('403 Forbidden')
    expect(said(await act(rita, 'reject', mine))).toBe('403 Forbidden')
    for (const person of [others[3], others[4]] as Person[]) {
      const id = await asked(person)
      expect((await act(person, 'reject', id)).status).toBe(200)
    }
  })

  test('nothing is a partner’s own, whatever id they have at home', () => {
    const caller = { tenantId, userId: anna.userId, homeTenantId: tenantId } as Caller
    expect(isOwn(caller, { userId: anna.userId })).toBe(true)
    expect(isOwn({ ...caller, homeTenantId: guid(1, 7) }, { userId: anna.userId })).toBe(false)
  })

  test('the list is newest first, filtered, and paged to its end', async () => {
    const ids: string[] = []
    for (const [person, productId] of [
      [anna, powerBiPro],
      [anna, visio],
      [bob, powerBiPro],
    ] as const) {
      at.pass(1_000)
      ids.unshift(await asked(person, { productId }))
    }
    await act(lotte, 'reject', ids[1] as string)
    const found = async (query: object) => (await list(lotte, query)).map(({ id }) => id)
    expect(await found({})).toEqual(ids)
    expect(await found({ status: 'Pending' })).toEqual([ids[0], ids[2]])
    expect(await found({ status: 'Rejected,Withdrawn' })).toEqual([ids[1]])
    expect(await found({ productId: powerBiPro })).toEqual([ids[0], ids[2]])
    const seen: unknown[] = []
    for (let continuation: string | undefined; ; ) {
      const query = { maxpagesize: '1', ...(continuation ? { continuation } : {}) }
      const { body } = await lotte.ask('requests-list', { query })
      seen.push(...(body['value'] as { id: string }[]).map(({ id }) => id))
      if (!body['nextLink']) break
      continuation = new URL(body['nextLink'] as string).searchParams.get('continuation') ?? ''
    }
    expect(seen).toEqual(ids)
  })

  test('requests are kept for 12 months from the day on which they were made (B10)', async () => {
    await stock(1, { seats: 5 })
    const request = await asked(anna, { userIds: [anna.userId, bob.userId] })
    const day = 24 * 3600
    expect(requests()[0]?.ttl).toBeGreaterThan(365 * day)
    expect(requests()[0]?.ttl).toBeLessThanOrEqual(366 * day)
    at.moveClock(300 * day * 1000)
    await act(lotte, 'approve', request, { userIds: [bob.userId] })
    // Whatever is decided: the store drops it on the same day.
    expect(requests()[0]?.ttl).toBeGreaterThan(65 * day)
    expect(requests()[0]?.ttl).toBeLessThanOrEqual(66 * day)
    at.moveClock(64 * day * 1000)
    expect((await read(anna, request)).status).toBe(200)
    expect(await list(lotte)).toHaveLength(1)
    at.moveClock(2 * day * 1000)
    expect(said(await read(anna, request))).toBe('404 NotFound')
    expect(said(await act(lotte, 'approve', request))).toBe('404 NotFound')
    expect(await list(lotte)).toEqual([])
  })
})

test.each<[string, Partial<Extract<Write, { kind: 'patch' }>>]>([
  ['full', { add: { 'seats.available': -1, 'seats.assigned': 1 } }],
  ['held', { set: { operationId: guid(4, 1) } }],
  ['deleted', { set: { state: 'deleted', deletedAt: '2026-11-21T10:00:00.000Z' } }],
])(
  'B10 a subscription that is %s once it is read again is passed over for one that has room',
  async (_, change) => {
    const first = await stock(1, { seats: { total: 1, assigned: 0, reserved: 0, available: 1 } })
    const second = await stock(2)
    const id = await asked()
    const { documents } = at.services
    const read = documents.read.bind(documents)
    let isChanged = false
    // It was found, and somebody else is faster.
    vi.spyOn(documents, 'read').mockImplementation(async (where, what) => {
      if (what === first && !isChanged) {
        isChanged = true
        await documents.commit(where, [{ kind: 'patch', id: first, ...change }])
      }
      return read(where, what) as never
    })
    const answer = await act(gaia, 'approve', id)
    expect(isChanged).toBe(true)
    expect(answer.body['decisions']).toMatchObject([{ subscriptionId: second }])
  },
)
