import { beforeEach, describe, expect, test } from 'vitest'
import type { AuditEntry } from '#core/audit/audit-entry.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { LotId, OperationId, UserId } from '#core/kernel/ids.ts'
import type { Stored, Write } from '#core/ports/documents.ts'
import { OutcomeUnknown, Unavailable } from '#core/ports/failures.ts'
import { assign } from '#core/seats/assign.ts'
import { type Assignment, isHeldIn, newSeat } from '#core/seats/assignment.ts'
import type { BulkPart } from '#core/seats/bulk.ts'
import { unassign } from '#core/seats/unassign.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { anActive, anAdmin, anAssignment, aUser, guid, seatsOf, subscriptionId } from '../support/builders.ts'
import { type Answered, globalAdmin, type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'

const team = subscriptionId(1)
const users = Array.from({ length: 200 }, (_, n) => guid<UserId>(2, n + 1))
const admin = { purchaser: false, admin: true, reader: true, licenseAdmin: false }

let at: ReturnType<typeof simulatedApp>
let gaia: Person
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
  for (let from = 0; from < users.length; from += 100) {
    await at.store(...users.slice(from, from + 100).map((userId) => member(userId)))
  }
  await at.store(anActive({ id: team, tenantId, channel: 'central', seats: seatsOf({ total: 250 }) }))
})

function member(userId: UserId, over: object = {}) {
  const userPrincipalName = `${nameOf(userId)}@tulp.example`
  const search = { name: nameOf(userId), surname: '', userPrincipalName }
  return aUser({ tenantId, userId, displayName: nameOf(userId), userPrincipalName, search, ...over })
}

const nameOf = (userId: UserId) => `u${Number.parseInt(userId.slice(-12), 16)}`

const ask = (userIds: readonly string[], more: object = {}) =>
  gaia.ask('seats-bulk-assign', { params: { id: team }, body: { userIds }, ...more })
const askRemoval = (userIds: readonly string[], more: object = {}) =>
  gaia.ask('seats-bulk-remove', { params: { id: team }, body: { userIds, confirm: true }, ...more })
const askCsv = (route: string, csv: string, query = {}) =>
  gaia.ask(route, { params: { id: team }, csv, query })

/** Carries the operation on with whatever message there is, until it ends. */
async function work(queue: string): Promise<void> {
  for (let tries = 0; at.messages.visible(queue) > 0 && tries < 50; tries += 1) {
    const delivery = at.messages.takeNext(queue)
    if (!delivery) return
    await at.services.jobs.of(queue).handle(at.services, queue, delivery.message.body, delivery.deliveryCount)
    at.messages.complete(delivery)
  }
}

async function assigned(userIds: readonly string[]): Promise<Answered['body']> {
  const { body, status } = await ask(userIds)
  expect(status).toBe(202)
  await work('assign-users')
  return (await gaia.ask('operations-get', { params: { id: body['id'] as string } })).body
}

const idOf = ({ body }: Answered) => body['id'] as OperationId
const operation = async (id: string) => (await gaia.ask('operations-get', { params: { id } })).body
const subscription = () => at.documents.peek(tenantId, team) as Stored<Subscription>
const holders = () =>
  at
    .all<Assignment>('assignment')
    .filter((one) => isHeldIn(one, subscription()))
    .map(({ userId }) => userId)

async function results(id: unknown, query: Record<string, string> = {}): Promise<Answered['body'][]> {
  const rows: Answered['body'][] = []
  for (let next: Record<string, string> | undefined = query; next; ) {
    const page = await gaia.ask('operations-results', { params: { id: id as string }, query: next })
    expect(page.status).toBe(200)
    rows.push(...(page.body['value'] as Answered['body'][]))
    const link = page.body['nextLink'] as string | undefined
    const continuation = link && new URL(link).searchParams.get('continuation')
    next = continuation ? { ...query, continuation } : undefined
  }
  return rows
}

/** What becomes of the entries that changed nothing, by their place in the list. */
async function skipped(id: unknown) {
  const rows = await results(id, { outcome: 'skipped' })
  return rows.map(({ position, userId, reason }) => [position, userId, reason])
}

describe('a list of users', () => {
  test('B12 of which the first parts are kept no longer still tells of the others', async () => {
    const done = await assigned(users)
    const forgotten = [0, 1].map((part) => documentId.bulkPart(done['id'] as OperationId, part))
    await at.services.documents.commit(
      tenantId,
      forgotten.map((id) => ({ kind: 'delete', id }) as const),
    )
    for (const maxpagesize of ['7', '50', '1000'])
      expect((await results(done['id'], { maxpagesize })).map(({ position }) => position)).toEqual(
        Array.from({ length: 20 }, (_, place) => 181 + place),
      )
  })

  test('B12 gives everybody on it a licence whom it can, and says of each other entry why not', async () => {
    const [first, second, third] = users as [UserId, UserId, UserId]
    const guest = guid<UserId>(2, 900)
    const disabled = guid<UserId>(2, 901)
    await at.store(
      member(guest, { userType: 'guest' }),
      member(disabled, { accountEnabled: false }),
      anAssignment({ id: team, tenantId }, third),
    )
    await at.services.documents.commit(tenantId, [
      { kind: 'patch', id: team, add: { 'seats.assigned': 1, 'seats.available': -1 } },
    ])
    const stranger = guid<UserId>(9, 1)
    const list = [
      first,
      'U2@Tulp.example',
      third,
      'nobody@tulp.example',
      stranger,
      'x',
      guest,
      disabled,
      first,
    ]
    const whole = [...list, second, '', ...users.slice(3, 180)]
    const before = at.documents.all(tenantId)
    const preview = await gaia.ask('seats-preview-bulk', {
      params: { id: team },
      query: { action: 'assign' },
      body: { userIds: whole },
    })
    expect(preview.body).toMatchObject({
      total: 188,
      toDo: 179,
      availableLicenses: 249,
      skipped: [
        { reason: 'alreadyHolding', count: 1 },
        { reason: 'unknown', count: 4 },
        { reason: 'userNotActive', count: 1 },
        { reason: 'guest', count: 1 },
        { reason: 'duplicate', count: 2 },
      ],
    })
    expect(preview.body['entries']).toHaveLength(9)
    expect(preview.body['entries']).toContainEqual({
      position: 4,
      given: 'nobody@tulp.example',
      reason: 'unknown',
    })
    expect(at.documents.all(tenantId)).toEqual(before)
    const done = await assigned(whole)
    expect(done).toMatchObject({
      kind: 'assignUsers',
      status: 'Succeeded',
      progress: { total: 188, succeeded: 179, skipped: 9, failed: 0 },
      result: { usersAssigned: 179 },
    })
    expect(await skipped(done['id'])).toEqual([
      [3, third, 'alreadyHolding'],
      [4, 'nobody@tulp.example', 'unknown'],
      [5, stranger, 'unknown'],
      [6, 'x', 'unknown'],
      [7, guest, 'guest'],
      [8, disabled, 'userNotActive'],
      [9, first, 'duplicate'],
      [10, second, 'duplicate'],
      [11, '', 'unknown'],
    ])
    const placesOf = async (query: Record<string, string>) =>
      (await results(done['id'], query)).map(({ position }) => position)
    expect(await placesOf({ reason: 'unknown' })).toEqual([4, 5, 6, 11])
    expect(await placesOf({ outcome: 'skipped', reason: 'guest' })).toEqual([7])
    expect(await placesOf({ outcome: 'succeeded', reason: 'guest' })).toEqual([])
    expect(new Set(holders())).toEqual(new Set(users.slice(0, 180)))
    expect(subscription().seats).toEqual({ total: 250, assigned: 180, reserved: 0, available: 70 })
    const rows = await results(done['id'], { maxpagesize: '7' })
    expect(rows.map(({ position }) => position)).toEqual(Array.from({ length: 188 }, (_, n) => n + 1))
    expect(rows[1]).toMatchObject({ userId: second, displayName: 'u2', outcome: 'succeeded' })
    expect(await results(done['id'], { outcome: 'succeeded', maxpagesize: '50' })).toHaveLength(179)
  })

  test('B12 too few licences for all who would get one: 409, and neither a licence nor a list is stored', async () => {
    await at.services.documents.commit(tenantId, [
      { kind: 'patch', id: team, set: { seats: { total: 199, assigned: 0, reserved: 0, available: 199 } } },
    ])
    const before = at.documents.all(tenantId)
    const { status, body } = await ask(users)
    expect([status, body.error['code'], body.error['innererror']]).toEqual([
      409,
      'NotEnoughLicenses',
      expect.objectContaining({ needed: 200, available: 199 }),
    ])
    expect(at.documents.all(tenantId)).toEqual(before)
  })

  test('B12 licences are held for all of it from the first moment, and what cancelling leaves over is free', async () => {
    const started = await ask(users)
    expect(subscription().seats).toMatchObject({ assigned: 0, reserved: 200, available: 50 })
    let steps = 0
    at.documents.faults.afterCommit = async () => {
      steps += 1
      if (steps === 1) Object.assign(at.services.shutdown, { begun: true })
    }
    await work('assign-users').catch(() => {})
    const half = await operation(idOf(started))
    expect(half).toMatchObject({ status: 'Running', progress: { total: 200, skipped: 0 } })
    const given = (half['progress'] as { succeeded: number }).succeeded
    expect(given).toBeGreaterThan(0)
    expect(subscription().seats).toMatchObject({ assigned: given, reserved: 200 - given })
    const cancelled = await gaia.ask('operations-cancel', { params: { id: idOf(started) } })
    expect(cancelled.body).toMatchObject({ status: 'Canceled', progress: { succeeded: given, failed: 0 } })
    expect(subscription().seats).toMatchObject({ assigned: given, reserved: 0, available: 250 - given })
    expect(await results(idOf(started))).toHaveLength(given)
  })

  test('B12 takes the licences of everybody on it back', async () => {
    await assigned(users)
    const stranger = guid<UserId>(9, 1)
    const none = await at.person('Nina')
    const asked = await askRemoval([...users.slice(0, 120), none.userId, stranger])
    expect(subscription().seats).toMatchObject({ assigned: 200, reserved: 0 })
    await work('unassign-users')
    expect(await operation(idOf(asked))).toMatchObject({
      kind: 'unassignUsers',
      status: 'Succeeded',
      progress: { total: 122, succeeded: 120, skipped: 2 },
      result: { usersUnassigned: 120 },
    })
    expect(await skipped(idOf(asked))).toEqual([
      [121, none.userId, 'notAssigned'],
      [122, stranger, 'unknown'],
    ])
    expect(new Set(holders())).toEqual(new Set(users.slice(120)))
    expect(subscription().seats).toEqual({ total: 250, assigned: 80, reserved: 0, available: 170 })
  })

  test('B12 whoever is not known here any more, and holds a licence, can lose it', async () => {
    await assigned(users.slice(0, 2))
    const [gone] = users as [UserId]
    await at.services.documents.commit(tenantId, [{ kind: 'delete', id: documentId.user(gone) }])
    const asked = await askRemoval([gone])
    await work('unassign-users')
    expect(await results(idOf(asked))).toMatchObject([
      { userId: gone, displayName: 'u1', outcome: 'succeeded' },
    ])
    expect(holders()).toEqual([users[1]])
  })

  test('B12 with nothing to do ends as well', async () => {
    const done = await assigned(['nobody@tulp.example'])
    expect(done).toMatchObject({ status: 'Succeeded', progress: { total: 1, succeeded: 0, skipped: 1 } })
    expect(at.all<AuditEntry>('audit').map(({ action }) => action)).toContain('licences.assignStarted')
  })

  test('each step is told in the audit trail, with whom it gave a licence or took it from', async () => {
    const done = await assigned(users.slice(0, 100))
    const given = at.all<AuditEntry>('audit').filter(({ action }) => action === 'licences.assigned')
    expect(given.flatMap(({ facts }) => facts['userIds'])).toEqual(users.slice(0, 100))
    expect(new Set(given.map(({ operationId }) => operationId))).toEqual(new Set([done['id']]))
    await askRemoval(users.slice(0, 2))
    await work('unassign-users')
    const taken = at.all<AuditEntry>('audit').filter(({ action }) => action === 'licences.unassigned')
    expect(taken[0]?.revoked).toMatchObject({
      of: 'users',
      users: [{ displayName: 'u1' }, { displayName: 'u2' }],
    })
  })
})

describe('while a list is worked on', () => {
  /** Does something once, right before the first step of the job is stored. */
  function beforeFirstStep(happens: () => Promise<void>): void {
    at.documents.faults.beforeCommit = async (_, writes) => {
      if (!writes.some((write) => 'document' in write && write.document.type === 'bulkPart')) return
      if (writes[0]?.kind !== 'patch') return
      delete at.documents.faults.beforeCommit
      await happens()
    }
  }
  const byHand = async (writes: readonly Write[]) =>
    expect((await at.services.documents.commit(tenantId, writes)).committed).toBe(true)
  const now = () => at.services.clock.now()

  test('B12 whoever is given a licence, is disabled or has gone meanwhile is skipped, and their seat is free', async () => {
    const [lucky, disabled, gone] = users as [UserId, UserId, UserId]
    // They were moved away once: the next seat that they are given here is another document.
    const elsewhere = newSeat({ id: subscriptionId(2), openLotId: guid<LotId>(7, 1) }, 1)
    const moved = anAssignment({ id: team, tenantId }, lucky, { seat: elsewhere })
    await at.store(moved)
    const started = await ask(users.slice(0, 10))
    const given = assign({
      subscription: subscription(),
      standing: admin,
      users: [member(lucky)],
      present: [moved as Stored<Assignment>],
      by: anAdmin,
      at: now(),
      auditId: 'audit:lucky',
      nonce: 'x',
    })
    if ('refused' in given) throw new Error(given.refused)
    beforeFirstStep(async () => {
      await byHand(given.writes)
      await byHand([
        { kind: 'patch', id: documentId.user(disabled), set: { accountEnabled: false } },
        { kind: 'delete', id: documentId.user(gone) },
      ])
    })
    await work('assign-users')
    expect(await skipped(idOf(started))).toEqual([
      [1, lucky, 'alreadyHolding'],
      [2, disabled, 'userNotActive'],
      [3, gone, 'unknown'],
    ])
    expect(subscription().seats).toEqual({ total: 250, assigned: 8, reserved: 0, available: 242 })
  })

  test('B12 whoever has lost the licence before it was their turn is told so', async () => {
    await assigned(users.slice(0, 10))
    const started = await askRemoval(users.slice(0, 10))
    const [first] = users as [UserId]
    beforeFirstStep(async () => {
      const held = at.documents.peek(tenantId, `${team}:${first}`) as Stored<Assignment>
      await byHand(
        unassign({ subscription: subscription(), held: [held], by: anAdmin, at: now(), auditId: 'audit:1' }),
      )
    })
    await work('unassign-users')
    expect(await skipped(idOf(started))).toEqual([[1, first, 'leftBefore']])
    expect(subscription().seats).toEqual({ total: 250, assigned: 0, reserved: 0, available: 250 })
  })

  test.each([
    ['expired', 'SubscriptionNotActive'],
    ['deleted', 'SubscriptionDeleted'],
  ])(
    'B12 a subscription that is %s gets no further licences: the rest fails with the reason',
    async (state, code) => {
      const started = await ask(users)
      beforeFirstStep(() => byHand([{ kind: 'patch', id: team, set: { state } }]))
      await work('assign-users')
      expect(await operation(idOf(started))).toMatchObject({ status: 'Failed', error: { code } })
      expect(subscription().seats).toMatchObject({ assigned: 0, reserved: 0 })
      const rows = await results(idOf(started), { outcome: 'failed' })
      expect(rows).toHaveLength(200)
      expect(rows[0]).toMatchObject({ outcome: 'failed', error: { code } })
    },
  )

  test('B12 an expired subscription still loses users, a disabled one is left alone', async () => {
    await assigned(users.slice(0, 10))
    const started = await askRemoval(users.slice(0, 5))
    beforeFirstStep(() => byHand([{ kind: 'patch', id: team, set: { state: 'expired' } }]))
    await work('unassign-users')
    expect(await operation(idOf(started))).toMatchObject({ status: 'Succeeded' })
    const another = await askRemoval(users.slice(5, 10))
    beforeFirstStep(() => byHand([{ kind: 'patch', id: team, set: { state: 'disabled' } }]))
    await work('unassign-users')
    expect(await operation(idOf(another))).toMatchObject({
      status: 'Failed',
      error: { code: 'SubscriptionNotActive' },
      progress: { succeeded: 0, failed: 5 },
    })
  })

  test('B12 an operation whose list is not kept any more fails, and holds nothing', async () => {
    const started = await ask(users)
    const parts = at.all<BulkPart>('bulkPart')
    await byHand(parts.slice(1).map(({ id }) => ({ kind: 'delete', id })))
    await work('assign-users')
    expect(await operation(idOf(started))).toMatchObject({
      status: 'Failed',
      error: { code: 'ListForgotten' },
    })
    expect(subscription().seats).toMatchObject({ assigned: 0, reserved: 0, available: 250 })
    expect(await results(idOf(started))).toHaveLength(90)
  })

  test('B12 a step that is stored twice over counts once, also when its answer was lost', async () => {
    const started = await ask(users)
    let lost = 0
    at.documents.faults.afterCommit = async (_, writes) => {
      if (writes[0]?.kind !== 'patch' || lost >= 2) return
      lost += 1
      throw new OutcomeUnknown('lost')
    }
    await work('assign-users')
    expect(lost).toBe(2)
    expect(await operation(idOf(started))).toMatchObject({
      status: 'Succeeded',
      progress: { total: 200, succeeded: 200, skipped: 0 },
    })
    expect(subscription().seats).toEqual({ total: 250, assigned: 200, reserved: 0, available: 50 })
  })

  test('B12 while licences are held for it no move begins on the subscription, and it can be assigned to one at a time', async () => {
    await ask(users.slice(0, 20))
    const etag = subscription()._etag
    const cancelling = await gaia.ask('take-over-cancel', {
      params: { id: team },
      headers: { 'if-match': etag },
      body: { confirm: true, reason: 'other' },
    })
    expect([cancelling.status, cancelling.body.error['code']]).toEqual([409, 'OperationInProgress'])
    const one = await gaia.ask('seats-assign', { params: { id: team }, body: { userIds: [users[30]] } })
    expect(one.status).toBe(200)
  })
})

describe('accepting a list', () => {
  test('B12 nothing begins when the list cannot be stored; a batch whose answer was lost is sent again', async () => {
    at.documents.faults.beforeCommit = async () => {
      throw new Unavailable('away')
    }
    expect((await ask(users)).status).toBe(503)
    expect(at.all('operation')).toEqual([])
    delete at.documents.faults.beforeCommit
    let lost = false
    at.documents.faults.afterCommit = async () => {
      if (lost) return
      lost = true
      throw new OutcomeUnknown('lost')
    }
    expect((await ask(users)).status).toBe(202)
    expect(at.all('operation')).toHaveLength(1)
  })

  test('B12 the licences may go to others while the list is stored: 409, and nothing begins', async () => {
    at.documents.faults.afterCommit = async (_, writes) => {
      if (!writes.some((write) => 'document' in write && write.document.type === 'bulkPart')) return
      delete at.documents.faults.afterCommit
      await at.services.documents.commit(tenantId, [
        { kind: 'patch', id: team, add: { 'seats.available': -60, 'seats.assigned': 60 } },
      ])
    }
    const { status, body } = await ask(users)
    expect([status, body.error['code']]).toEqual([409, 'NotEnoughLicenses'])
    expect(at.all('operation')).toEqual([])
    expect(subscription().seats).toMatchObject({ reserved: 0 })
  })

  test('B12 a list that is repeated with its id is answered as before, and worked on once', async () => {
    const repeat = '0b7c1f5e-6b1e-4d37-9d3b-6a3a5c5f7e11'
    const first = await ask(users, { repeat })
    const again = await ask(users, { repeat })
    expect(idOf(again)).toBe(idOf(first))
    expect(at.all('operation')).toHaveLength(1)
  })

  test('R066 a CSV file names users in a column of their ids or of their names to sign in with', async () => {
    const [first, second, third] = users as [UserId, UserId, UserId]
    const exported = `"userId","userPrincipalName","displayName","subscriptionId"\r\n"${first}","u1@tulp.example","Een, ""Twee""","${team}"\r\n`
    const answers = [
      await askCsv('seats-bulk-assign', exported),
      await askCsv('seats-bulk-assign', `\uFEFFName;UserPrincipalName\nTwee;U2@tulp.example\n\n`),
      await askCsv('seats-bulk-assign', `userId,userPrincipalName\n,u3@tulp.example\n${third},\n`),
    ]
    await work('assign-users')
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202])
    expect(holders()).toEqual([first, second, third])
    const last = await skipped(answers[2]?.body['id'])
    expect(last).toEqual([[2, third, 'duplicate']])
  })

  test('R066 a file that is no CSV, or names no users, is refused with what was expected', async () => {
    const details = async (csv: string) => {
      const { status, body } = await askCsv('seats-bulk-assign', csv)
      const [detail] = (body.error['details'] ?? [{}]) as { message?: string }[]
      return `${status} ${body.error['code']}: ${detail?.message}`
    }
    expect(await details('name,mail\nx,y\n')).toBe(
      '400 InvalidRequest: Expected a column userId or userPrincipalName in the first line.',
    )
    expect(await details('userId\n"no end')).toMatch(/^400 InvalidRequest: Expected a CSV file/)
    expect(await details('userId\n')).toMatch(/^400 InvalidRequest/)
    expect(await details('userId\n4111 1111 1111 1111\n')).toMatch(/^400 CardNumberNotAllowed/)
  })

  test('B12 at most 100,000 entries and 5 MB; other routes keep to 1 MB, and take no CSV', async () => {
    const many = Array.from({ length: 100_001 }, (_, n) => `${n}`)
    expect((await ask(many)).status).toBe(400)
    expect((await ask(['x'.repeat(5 * 1024 * 1024)])).status).toBe(413)
    expect((await ask(['x'.repeat(2 * 1024 * 1024)])).status).toBe(202)
    const plain = { params: { id: team }, body: { userIds: ['x'.repeat(2 * 1024 * 1024)] } }
    expect((await gaia.ask('seats-assign', plain)).status).toBe(413)
    expect((await askCsv('seats-assign', 'userId\n1\n')).status).toBe(415)
  })

  test('B12 taking back asks to be confirmed, in the body or beside a CSV file', async () => {
    const unconfirmed = await askRemoval(users, { body: { userIds: users } })
    expect([unconfirmed.status, unconfirmed.body.error['code']]).toEqual([400, 'ConfirmationRequired'])
    const csv = `userId\n${users[0]}\n`
    expect((await askCsv('seats-bulk-remove', csv)).status).toBe(400)
    expect((await askCsv('seats-bulk-remove', csv, { confirm: 'true' })).status).toBe(202)
  })
})
