import { beforeEach, expect, test } from 'vitest'
import type { Operation } from '#core/documents.ts'
import type { SubscriptionId } from '#core/kernel/ids.ts'
import type { Mail } from '#core/mail/mail.ts'
import { OutcomeUnknown, Unavailable } from '#core/ports/failures.ts'
import type { Assignment } from '#core/seats/assignment.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { anActive, subscriptionId } from '../support/builders.ts'
import { globalAdmin, type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'

/** The store takes a batch and its answer never comes, to callers who sent no repeat id. */

let at: ReturnType<typeof simulatedApp>
let gaia: Person
let source: SubscriptionId
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
  source = subscriptionId(1)
  const target = { id: subscriptionId(2), tenantId, channel: 'central', seats: 9 } as const
  await at.store(anActive({ id: source, tenantId, seats: 5, purchaserId: gaia.userId }), anActive(target))
})

function loseOneAnswer() {
  at.documents.faults.afterCommit = async () => {
    at.documents.faults.afterCommit = undefined
    throw new OutcomeUnknown('lost')
  }
}
const ofSource = () => ({
  params: { id: source },
  headers: { 'if-match': at.documents.peek(tenantId, source)?._etag ?? '' },
})

test('what may have been done is not said to be not done, when the store is away after it', async () => {
  const { faults } = at.documents
  const away = async () => {
    throw new Unavailable('The store is away.')
  }
  const outcome = async () => {
    const asked = await gaia.ask('take-over-cancel', {
      ...ofSource(),
      body: { reason: 'unused', confirm: true },
    })
    return [asked.status, asked.body.error['innererror']]
  }
  faults.beforeRead = away
  expect(await outcome()).toMatchObject([503, { outcome: 'notDone' }])
  faults.beforeRead = undefined
  faults.afterCommit = async () => {
    faults.beforeRead = away
    throw new OutcomeUnknown('lost')
  }
  expect(await outcome()).toMatchObject([503, { outcome: 'unknown' }])
  expect(at.all<Operation>('operation')).toHaveLength(1)
})

test('asking a purchaser to cancel sends one mail', async () => {
  loseOneAnswer()
  const asked = await gaia.ask('take-over-request-cancellation', { params: { id: source } })
  expect(asked.status).toBe(202)
  expect(at.all<Mail>('mail').map(({ id }) => id)).toEqual([asked.body['mailId']])
})

test('an export is started once', async () => {
  loseOneAnswer()
  const asked = await gaia.ask('seats-licenses-export', { body: { subscriptionIds: [source] } })
  expect(asked.status).toBe(202)
  expect(at.all<Operation>('operation').map(({ id }) => id)).toEqual([asked.body['id']])
})

test('a move and a cancel that have started are answered as started', async () => {
  loseOneAnswer()
  const move = await gaia.ask('take-over-move-users', {
    ...ofSource(),
    body: { targetSubscriptionId: subscriptionId(2), confirm: true },
  })
  expect(move.status).toBe(202)
  expect(at.all<Operation>('operation').map(({ id }) => id)).toEqual([move.body['id']])
  expect(move.headers['etag']).toBe(at.documents.peek(tenantId, move.body['id'] as string)?._etag)

  source = subscriptionId(3)
  await at.store(anActive({ id: source, tenantId, purchaserId: gaia.userId }))
  loseOneAnswer()
  const cancel = await gaia.ask('take-over-cancel', {
    ...ofSource(),
    body: { reason: 'unused', confirm: true },
  })
  expect(cancel.status).toBe(202)
})

test('who was taken a licence from is not told to have had none', async () => {
  const userIds = [gaia.userId]
  await gaia.ask('seats-assign', { params: { id: source }, body: { userIds } })
  loseOneAnswer()
  const taken = await gaia.ask('seats-unassign', {
    params: { id: source },
    body: { userIds, confirm: true },
  })
  expect(taken.body).toEqual({ removed: userIds, notAssigned: [] })
})

/** And reads come from a replica that has not got the batch yet. */
function loseOneAnswerAndFallBehind() {
  const { documents, services } = at
  const now = { ...services.documents }
  const before = documents.version
  documents.faults.afterCommit = async () => {
    documents.faults.afterCommit = undefined
    Object.assign(services.documents, documents.asOf(before))
    throw new OutcomeUnknown('lost')
  }
  return () => Object.assign(services.documents, now)
}

test('nothing happens twice although what happened cannot be seen yet', async () => {
  const catchUp = loseOneAnswerAndFallBehind()
  const body = { productId: 'CFQ7TTC0H9MP', channel: 'central', totalLicenses: 3 }
  const bought = await gaia.ask('purchasing-buy', { body })
  catchUp()
  expect(bought.status).toBe(201)
  const added = at.all<Subscription>('subscription').slice(2)
  expect(added.map(({ id }) => id)).toEqual([bought.body['id']])
})

test('who was taken a licence from is not told to have had none, although it cannot be seen yet', async () => {
  const userIds = [gaia.userId]
  await gaia.ask('seats-assign', { params: { id: source }, body: { userIds } })
  const catchUp = loseOneAnswerAndFallBehind()
  const body = { userIds, confirm: true }
  const taken = await gaia.ask('seats-unassign', { params: { id: source }, body })
  catchUp()
  expect(taken.body).toEqual({ removed: userIds, notAssigned: [] })
  expect(at.all<Assignment>('assignment').map(({ seat }) => seat.state)).toEqual(['revoked'])
})
