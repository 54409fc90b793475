import { beforeEach, describe, expect, test } from 'vitest'
import type { OperationId, SubscriptionId, UserId } from '#core/kernel/ids.ts'
import { addDays, dayOf } from '#core/kernel/time.ts'
import type { Mail } from '#core/mail/mail.ts'
import { OutcomeUnknown } from '#core/ports/failures.ts'
import { transfersMax } from '#core/renewals/transfer-all.ts'
import type { ActiveSubscription, Subscription } from '#core/subscriptions/subscription.ts'
import { listed } from '../audit/trail.ts'
import { anActive, seatsOf, subscriptionId } from '../support/builders.ts'
import { globalAdmin, globalReader, type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'

/** Everything that somebody bought becomes somebody else's, in one operation. (R165) */

let at: ReturnType<typeof simulatedApp>
let gaia: Person
let anna: Person
let otto: Person
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
  anna = await at.person('Anna')
  otto = await at.person('Otto')
})

const [one, two, three] = [1, 2, 3].map(subscriptionId) as [SubscriptionId, SubscriptionId, SubscriptionId]
const stored = (id: SubscriptionId) => at.documents.peek(tenantId, id) as unknown as Subscription

async function annasAre(...given: readonly Partial<ActiveSubscription>[]) {
  const now = at.services.clock.now()
  for (const [n, over] of given.entries())
    await at.store(
      anActive({
        id: subscriptionId(n + 1),
        tenantId,
        purchaserId: anna.userId,
        purchaserName: 'Anna',
        controlledBy: null,
        expirationDate: addDays(dayOf(now), 90),
        seats: seatsOf({ total: 3, assigned: 2 }),
        orderHistory: [{ event: 'purchased', at: now, by: { id: anna.userId, name: 'Anna', tenantId } }],
        ...over,
      }),
    )
}

const ask = (from: UserId, to: UserId, person = gaia) =>
  person.ask('renewals-transfer-all', { params: { userId: from }, body: { userId: to, confirm: true } })
const codeOf = ({ status, body }: Awaited<ReturnType<typeof ask>>) =>
  status < 300 ? String(status) : `${status} ${body.error['code']}`
const message = () => at.messages.takeNext('transfer-ownership')?.message.body
const work = (body: unknown, deliveryCount = 1) =>
  at.services.jobs.of('transfer-ownership').handle(at.services, 'transfer-ownership', body, deliveryCount)
async function transferred(to = otto): Promise<OperationId> {
  const answer = await ask(anna.userId, to.userId)
  expect(codeOf(answer)).toBe('202')
  await work(message())
  return answer.body['id'] as OperationId
}
const operation = async (id: string) => (await gaia.ask('operations-get', { params: { id } })).body
async function results(id: string) {
  const { body } = await gaia.ask('operations-results', { params: { id } })
  const rows = body['value'] as readonly {
    userId: string
    outcome: string
    reason?: string
    subscription: { id: string }
    error?: { code: string; message: string }
  }[]
  return rows.map(({ userId, outcome, reason, subscription, error }) => {
    expect(userId).toBe(otto.userId)
    return [subscription.id, error?.code ?? reason ?? outcome]
  })
}

test('R165 all that a leaver bought becomes another person’s, each with its mail, and its users keep their licences', async () => {
  await annasAre({}, {}, { channel: 'central' })
  const id = await transferred()
  expect([one, two, three].map((id) => stored(id).purchaserId)).toEqual([
    otto.userId,
    otto.userId,
    anna.userId,
  ])
  expect(stored(one)).toMatchObject({
    state: 'active',
    seats: { assigned: 2 },
    billingProfileId: null,
    orderHistory: [{ event: 'purchased' }, { event: 'transferred', by: { id: gaia.userId } }],
  })
  expect(await results(id)).toEqual([
    [one, 'succeeded'],
    [two, 'succeeded'],
  ])
  expect(await operation(id)).toMatchObject({
    kind: 'transferOwnership',
    status: 'Succeeded',
    subscriptionCount: 2,
    from: { id: anna.userId, displayName: 'Anna' },
    to: { id: otto.userId, displayName: 'Otto' },
    progress: { total: 2, succeeded: 2, skipped: 0, failed: 0 },
    result: { subscriptionsTransferred: 2 },
    actions: [],
  })
  const mails = at.all<Mail>('mail').filter(({ kind }) => kind === 'ownershipTransferred')
  expect(mails.map(({ to }) => to.address)).toEqual(['otto@tulp.example', 'otto@tulp.example'])
  const trail = await listed(gaia, { action: 'subscription.transferred' })
  expect(trail.map(({ operationId, subscriptionId }) => [operationId, subscriptionId]).sort()).toEqual([
    [id, one],
    [id, two],
  ])
})

test('R165 all of it, however short the pages of the store are', async () => {
  await annasAre({}, {}, {})
  at.documents.faults.pageMax = 1
  expect(await operation(await transferred())).toMatchObject({ progress: { total: 3, succeeded: 3 } })
})

test('R165 of more than one operation takes the first are given, and it says that there are more', async () => {
  await annasAre(...Array.from({ length: transfersMax + 1 }, () => ({})))
  const all = await ask(anna.userId, otto.userId)
  expect(all.body).toMatchObject({ subscriptionCount: transfersMax, hasMore: true })
  await work(message())
  expect(
    at.all<Subscription>('subscription').filter(({ purchaserId }) => purchaserId === anna.userId),
  ).toHaveLength(1)
  const rest = (await ask(anna.userId, otto.userId)).body
  expect(rest).toMatchObject({ subscriptionCount: 1 })
  expect(rest['hasMore']).toBeUndefined()
})

test('R165 what cannot be given now says why, and does not keep the others waiting', async () => {
  const operationId = '55555555-5555-4555-8555-555555555555' as OperationId
  await annasAre({ operationId }, {}, {})
  const answer = await ask(anna.userId, otto.userId)
  const body = message()
  // Somebody gives one to a third person before it is its turn.
  await at.services.documents.commit(tenantId, [
    { kind: 'patch', id: three, set: { purchaserId: gaia.userId } },
  ])
  await work(body)
  const id = answer.body['id'] as string
  expect(await results(id)).toEqual([
    [one, 'OperationInProgress'],
    [two, 'succeeded'],
    [three, 'changedSince'],
  ])
  expect(stored(three).purchaserId).toBe(gaia.userId)
  expect(await operation(id)).toMatchObject({
    status: 'Succeeded',
    progress: { total: 3, succeeded: 1, skipped: 1, failed: 1 },
  })
})

test('where none of them can be given the operation has failed', async () => {
  const operationId = '55555555-5555-4555-8555-555555555555' as OperationId
  await annasAre({ operationId })
  const id = await transferred()
  expect(await operation(id)).toMatchObject({ status: 'Failed', error: { code: 'OperationInProgress' } })
})

test('whoever is disabled before it is their turn gets no more, and can be left out of the rest (B23)', async () => {
  await annasAre({}, {})
  const answer = await ask(anna.userId, otto.userId)
  await at.services.documents.commit(tenantId, [
    { kind: 'patch', id: `user:${otto.userId}`, set: { accountEnabled: false } },
  ])
  await work(message())
  expect(await results(answer.body['id'] as string)).toEqual([
    [one, 'UserNotActive'],
    [two, 'UserNotActive'],
  ])
})

test('a second trial of a product is nobody’s, and the rest is given all the same (B21)', async () => {
  await annasAre({ channel: 'trial' }, { channel: 'trial' })
  expect(await results(await transferred())).toEqual([
    [one, 'succeeded'],
    [two, 'TrialUsed'],
  ])
})

test('a step whose answer is lost gives nothing twice, and the message that comes again goes on', async () => {
  await annasAre({}, {}, {})
  const answer = await ask(anna.userId, otto.userId)
  const body = message()
  at.documents.faults.afterCommit = async () => {
    at.documents.faults.afterCommit = undefined
    throw new OutcomeUnknown('The answer is lost.')
  }
  await work(body)
  await work(body, 2)
  const id = answer.body['id'] as string
  expect((await results(id)).map(([, outcome]) => outcome)).toEqual(['succeeded', 'succeeded', 'succeeded'])
  for (const id of [one, two, three]) expect(stored(id).orderHistory).toHaveLength(2)
  expect(at.all<Mail>('mail')).toHaveLength(3)
})

test('it can be stopped: what was given stays given, the rest keeps its owner', async () => {
  await annasAre({}, {})
  const answer = await ask(anna.userId, otto.userId)
  const body = message()
  const id = answer.body['id'] as string
  expect((await gaia.ask('operations-cancel', { params: { id } })).status).toBe(200)
  await work(body)
  expect(stored(one).purchaserId).toBe(anna.userId)
  expect(await results(id)).toEqual([])
})

describe('a transfer is refused', () => {
  test('to a guest, to nobody, to who is disabled, and where nothing is to be given', async () => {
    await annasAre({})
    const gerda = await at.person('Gerda', { user: { userType: 'guest' } })
    const dora = await at.person('Dora', { user: { accountEnabled: false } })
    expect(codeOf(await ask(anna.userId, gerda.userId))).toBe('422 GuestCannotBeAssigned')
    expect(codeOf(await ask(anna.userId, dora.userId))).toBe('422 UserNotActive')
    expect(codeOf(await ask(anna.userId, tenantId as string as UserId))).toBe('404 UserNotFound')
    expect(codeOf(await ask(otto.userId, anna.userId))).toBe('409 NothingToTransfer')
    expect(codeOf(await ask(anna.userId, anna.userId))).toBe('409 NothingToTransfer')
    expect(codeOf(await ask(tenantId as string as UserId, otto.userId))).toBe('404 NotFound')
  })

  test('to whoever is no administrator', async () => {
    await annasAre({})
    const rita = await at.person('Rita', { roles: [globalReader] })
    expect(codeOf(await ask(anna.userId, otto.userId, rita))).toBe('403 Forbidden')
    expect(codeOf(await ask(anna.userId, otto.userId, anna))).toBe('403 Forbidden')
  })
})
