import { beforeEach, expect, test } from 'vitest'
import type { AuditEntry } from '#core/audit/audit-entry.ts'
import type { ProductId, SubscriptionId } from '#core/kernel/ids.ts'
import type { Mail } from '#core/mail/mail.ts'
import { renderMail } from '#core/mail/render.ts'
import { type UsedTrial, usedTrial } from '#core/purchasing/used-trial.ts'
import type { ActiveSubscription, Subscription } from '#core/subscriptions/subscription.ts'
import { mailJob } from '#functions/mail/jobs.ts'
import { cancelJob, moveUsersJob } from '#functions/take-over/jobs.ts'
import { said } from '../billing/office.ts'
import { anActive, aUser, seatsOf, subscriptionId } from '../support/builders.ts'
import { globalAdmin, type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'

/** What somebody bought and somebody else has by now. */

let at: ReturnType<typeof simulatedApp>
let [gaia, anna, otto]: Person[] = []
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
  anna = await at.person('Anna')
  otto = await at.person('Otto')
})

const id = subscriptionId(1)
const central = subscriptionId(2)
const stored = <D = Subscription>(of: string = id) => at.documents.peek(tenantId, of) as unknown as D

async function annasSubscription(over: Partial<ActiveSubscription> = {}): Promise<void> {
  const { userId } = person(anna)
  const by = { id: userId, name: 'Anna', tenantId }
  const now = at.services.clock.now()
  await at.store(
    anActive({
      id,
      tenantId,
      purchaserId: userId,
      purchaserName: 'Anna',
      controlledBy: { id: person(gaia).userId, name: 'Gaia', tenantId, at: now },
      orderHistory: [{ event: 'purchased', at: now, by, totalLicenses: 3 }],
      ...over,
      seats: seatsOf({ total: 3 }),
    }),
    anActive({ id: central, tenantId, channel: 'central', seats: seatsOf({ total: 9 }) }),
  )
}

const ask = (route: string, body: object, of: SubscriptionId = id) =>
  person(gaia).ask(route, {
    params: { id: of },
    headers: { 'if-match': stored<{ _etag: string }>(of)._etag },
    body,
  })
const giveTo = ({ userId }: Person) => ask('renewals-transfer-ownership', { userId })
const asked = { reason: 'unused', confirm: true }

async function end(call: 'move' | 'cancel'): Promise<void> {
  const answer =
    call === 'cancel'
      ? await ask('take-over-cancel', asked)
      : await ask('take-over-move-users', { targetSubscriptionId: central, confirm: true })
  expect(said(answer)).toBe('202')
  const queue = call === 'cancel' ? 'cancel-with-email' : 'move-users'
  const body = at.messages.takeNext(queue)?.message.body
  await (call === 'cancel' ? cancelJob : moveUsersJob).handle(at.services, queue, body, 1)
}

const mailsOf = (...kinds: Mail['kind'][]) => at.all<Mail>('mail').filter(({ kind }) => kinds.includes(kind))
const addressOf = (name: string) => `${name}@tulp.example`

test.each(['move', 'cancel'] as const)(
  'R189 the mail of a %s goes to the present owner, with a copy to who bought it: one mail',
  async (call) => {
    await annasSubscription()
    expect(said(await giveTo(person(otto)))).toBe('200')
    const preview =
      call === 'cancel'
        ? await ask('take-over-preview-cancel', {})
        : await ask('take-over-preview-move', { targetSubscriptionId: central })
    const both = { to: addressOf('otto'), cc: addressOf('anna') }
    expect(preview.body['mail']).toMatchObject(both)
    at.messages.takeNext('send-email')

    await end(call)

    const ended = mailsOf('cancelled', 'cancelledByMove')
    expect(ended).toMatchObject([{ to: { address: both.to }, cc: { address: both.cc, name: 'Anna' } }])
    const sending = at.messages.takeNext('send-email')
    await mailJob.handle(at.services, 'send-email', sending?.message.body, 1)
    expect(at.mails).toMatchObject([{ to: { address: both.to }, cc: { address: both.cc } }])
    expect(at.mails[0]?.text).toContain('Hello Otto')
  },
)

test.each([
  ['is disabled', () => aUser({ tenantId, userId: person(anna).userId, accountEnabled: false })],
  ['is gone', () => undefined],
])('R189 nobody gets a copy when the account of who bought it %s', async (_, account) => {
  await annasSubscription()
  expect(said(await giveTo(person(otto)))).toBe('200')
  const now = account()
  await at.services.documents.commit(tenantId, [
    now ? { kind: 'upsert', document: now } : { kind: 'delete', id: `user:${person(anna).userId}` },
  ])
  const { body } = await ask('take-over-preview-cancel', {})
  expect(body['mail']).not.toHaveProperty('cc')
  await end('cancel')
  expect(mailsOf('cancelled')).toMatchObject([{ to: { address: addressOf('otto') } }])
  expect(mailsOf('cancelled')[0]).not.toHaveProperty('cc')
})

test('R189 there is no copy of what was never given to anybody else, nor once it is given back', async () => {
  await annasSubscription()
  expect((await ask('take-over-preview-cancel', {})).body['mail']).not.toHaveProperty('cc')
  await giveTo(person(otto))
  await giveTo(person(anna))
  await end('cancel')
  expect(mailsOf('cancelled')).toMatchObject([{ to: { address: addressOf('anna') } }])
  expect(mailsOf('cancelled')[0]).not.toHaveProperty('cc')
})

test.each([
  ['decide who has its licences, where they can', null, 'you decide who has a licence'],
  ['hear that administrators do, where these took control', undefined, 'administrators have taken control'],
])('R189 the mail to the new owner: they %s', async (_, controlledBy, words) => {
  await annasSubscription(controlledBy === undefined ? {} : { controlledBy })
  await giveTo(person(otto))
  const [mail] = at.all<Mail>('mail')
  const rendered = renderMail({ ...(mail as Mail), language: 'en' }, { portalUrl: 'https://portal.example' })
  expect(rendered.text).toContain(words)
})

test('R189 only the mails of a move and a cancel have a copy', async () => {
  await annasSubscription()
  await giveTo(person(otto))
  expect(said(await ask('take-over-request-cancellation', {}))).toBe('202')
  expect(mailsOf('ownershipTransferred', 'requestToCancel').map(({ to, cc }) => [to.address, cc])).toEqual([
    [addressOf('otto'), undefined],
    [addressOf('otto'), undefined],
  ])
})

const product = 'CFQ7TTC0L3PB' as ProductId
const trials = () => at.all<UsedTrial>('usedTrial').map(({ userId }) => userId)

test('B21 a trial is the one trial of who is given it', async () => {
  await annasSubscription({ channel: 'trial' })
  await at.store(usedTrial(tenantId, person(anna).userId, product))
  expect(said(await giveTo(person(otto)))).toBe('200')
  expect(trials()).toEqual([person(anna).userId, person(otto).userId])
})

test('B21 a trial is not given to somebody who has had theirs of that product: nothing changes', async () => {
  await annasSubscription({ channel: 'trial' })
  await at.store(usedTrial(tenantId, person(otto).userId, product))
  const refused = await giveTo(person(otto))
  expect(said(refused)).toBe('409 TrialUsed')
  expect(refused.body.error['message']).toContain('This person has had their trial')
  expect(stored()).toMatchObject({ purchaserId: person(anna).userId })
  expect(at.all<AuditEntry>('audit')).toEqual([])
  // What was paid for is another matter.
  await at.services.documents.commit(tenantId, [{ kind: 'patch', id, set: { channel: 'selfService' } }])
  expect(said(await giveTo(person(otto)))).toBe('200')
  expect(trials()).toEqual([person(otto).userId])
})

test('B21 of a trial that is given and one that is begun at the same moment, one counts', async () => {
  await annasSubscription({ channel: 'trial' })
  at.documents.faults.beforeCommit = async () => {
    at.documents.faults.beforeCommit = undefined
    await at.store(usedTrial(tenantId, person(otto).userId, product))
  }
  expect(said(await giveTo(person(otto)))).toBe('409 TrialUsed')
  expect(stored()).toMatchObject({ purchaserId: person(anna).userId })
})

const request = (admin = person(gaia)) =>
  admin.ask('take-over-request-cancellation', { params: { id }, body: {} })
const days = 24 * 3_600_000

test('B24 a purchaser is asked to cancel once a week: a second request is told the day, and sends no mail', async () => {
  await annasSubscription()
  const before = stored()
  expect(said(await request())).toBe('202')
  at.pass(7 * days - 60_000)
  const refused = await request()
  expect(said(refused)).toBe('409 CancellationAlreadyRequested')
  const facts = { requestedOn: '2026-11-21', againAt: '2026-11-28T10:00:00.000Z' }
  expect(refused.body.error['innererror']).toMatchObject(facts)
  expect(refused.body.error['message']).toContain('2026-11-28')
  expect(mailsOf('requestToCancel')).toHaveLength(1)
  expect(at.all<AuditEntry>('audit')).toHaveLength(1)
  expect(stored()).toEqual(before)

  at.pass(60_000)
  expect(said(await request())).toBe('202')
  expect(mailsOf('requestToCancel')).toHaveLength(2)
  expect(said(await request())).toBe('409 CancellationAlreadyRequested')
})

test('B24 of several administrators who ask at once, one is heard', async () => {
  await annasSubscription()
  const second = await at.person('Greta', { roles: [globalAdmin] })
  const answers = await Promise.all([gaia, second, gaia, second].map((admin) => request(person(admin))))
  expect(answers.map(said).sort()).toEqual(['202', ...Array(3).fill('409 CancellationAlreadyRequested')])
  expect(mailsOf('requestToCancel')).toHaveLength(1)
})

test('B24 another owner has not been asked yet, and a clock that is put back makes nobody wait', async () => {
  await annasSubscription()
  expect(said(await request())).toBe('202')
  expect(said(await giveTo(person(otto)))).toBe('200')
  expect(said(await request())).toBe('202')
  expect(mailsOf('requestToCancel').map(({ to }) => to.name)).toEqual(['Anna', 'Otto'])
  at.moveClock(-30 * days)
  expect(said(await request())).toBe('202')
})

test('B24 whoever is given it back within the week is not asked again', async () => {
  await annasSubscription()
  const request = () => ask('take-over-request-cancellation', {})
  expect(said(await request())).toBe('202')
  await giveTo(person(otto))
  expect(said(await request())).toBe('202')
  await giveTo(person(anna))
  expect(said(await request())).toBe('409 CancellationAlreadyRequested')
  expect(mailsOf('requestToCancel').map(({ to }) => to.address)).toEqual([
    addressOf('anna'),
    addressOf('otto'),
  ])
})

test('B24 what has another reason to be refused says so first', async () => {
  await annasSubscription()
  expect(said(await request())).toBe('202')
  await end('cancel')
  expect(said(await request())).toBe('409 SubscriptionDeleted')
})

function person(one: Person | undefined): Person {
  if (!one) throw new Error('Nobody is there yet.')
  return one
}
