import { beforeEach, expect, test } from 'vitest'
import type { UserId } from '#core/kernel/ids.ts'
import type { Day } from '#core/kernel/time.ts'
import { anActive, anAssignment, guid, seatsOf, subscriptionId } from '../support/builders.ts'
import { globalAdmin, type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'

const powerBiPro = 'CFQ7TTC0H9MP'
const [source, soon, late, full, others, notOurs] = [1, 2, 3, 4, 5, 6].map(subscriptionId)

let at: ReturnType<typeof simulatedApp>
let gaia: Person

beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
  const users = [1, 2, 3].map((n) => guid<UserId>(2, n))
  const target = (id: typeof source, expirationDate: string, room: number, over: object = {}) =>
    anActive({
      id: id as never,
      tenantId,
      channel: 'central',
      productId: powerBiPro as never,
      family: 'Power Platform',
      controlledBy: null,
      expirationDate: expirationDate as Day,
      seats: seatsOf({ total: room }),
      ...over,
    })
  await at.store(
    target(source, '2027-01-01', 3, {
      channel: 'selfService',
      productId: 'CFQ7TTC0H6RP',
      controlledBy: { id: gaia.userId, name: 'Gaia', tenantId, at: at.services.clock.now() },
      seats: seatsOf({ total: 3, assigned: 3 }),
    }),
    target(soon, '2027-03-01', 9),
    target(late, '2027-09-01', 3),
    target(full, '2027-12-01', 2),
    target(others, '2028-01-01', 9, { productId: 'CFQ7TTC0LH2H' }),
    // Somebody's own, whom nobody has taken it from.
    target(notOurs, '2028-01-01', 9, { channel: 'selfService' }),
    ...users.map((userId) => anAssignment({ id: source as never, tenantId }, userId)),
  )
})

const move = (body: object) =>
  gaia.ask('take-over-move-users', {
    params: { id: source as string },
    headers: { 'if-match': at.documents.peek(tenantId, source as never)?._etag ?? '' },
    body: { confirm: true, ...body },
  })
const preview = (body: object) =>
  gaia.ask('take-over-preview-move', { params: { id: source as string }, body })

test('users move into the subscription of the product that has room for all and ends last (R190)', async () => {
  const shown = await preview({ targetProductId: powerBiPro })
  expect(shown.body).toMatchObject({ targetSubscriptionId: late, usersToMove: 3, seatsFree: 3 })
  const started = await move({ targetProductId: powerBiPro })
  expect(started.status).toBe(202)
  expect(at.all('operation')).toMatchObject([{ targetSubscriptionId: late }])
})

test('of chosen users as many must find room, and then the later one does (R190)', async () => {
  const userIds = [guid<UserId>(2, 1), guid<UserId>(2, 2)]
  expect((await preview({ targetProductId: powerBiPro, userIds })).body).toMatchObject({
    targetSubscriptionId: full,
  })
})

test('where none has room it is NotEnoughLicenses, and nothing changes (R073, R190)', async () => {
  const before = at.documents.all(tenantId)
  for (const id of [soon, late]) {
    const etag = at.documents.peek(tenantId, id as never)?._etag ?? ''
    await at.services.documents.commit(tenantId, [
      { kind: 'patch', id: id as string, add: { 'seats.total': -1, 'seats.available': -1 }, ifMatch: etag },
    ])
  }
  await at.services.documents.commit(tenantId, [
    { kind: 'patch', id: soon as string, add: { 'seats.total': -6, 'seats.available': -6 } },
  ])
  const refused = await move({ targetProductId: powerBiPro })
  expect([refused.status, refused.body.error]).toMatchObject([
    409,
    { code: 'NotEnoughLicenses', innererror: { needed: 3, available: 2 } },
  ])
  expect(at.documents.all(tenantId)).toHaveLength(before.length)
})

test('both targets, or neither, is 400; a product of another family or of nobody is refused (R190)', async () => {
  expect((await move({})).status).toBe(400)
  expect((await move({ targetProductId: powerBiPro, targetSubscriptionId: late })).status).toBe(400)
  const dutch = await gaia.ask('take-over-preview-move', {
    params: { id: source as string },
    body: {},
    headers: { 'accept-language': 'nl' },
  })
  expect(JSON.stringify(dutch.body)).toContain('een van beide')
  expect((await preview({ targetProductId: 'CFQ7TTC0N8SS' })).status).toBe(422)
  expect((await preview({ targetProductId: 'NO-SUCH' })).status).toBe(404)
})

test('the state of the source and the version come before the seats, as where the target is named (R068, R190)', async () => {
  const fill = [soon, late, full].map(
    (id) => ({ kind: 'patch', id: id as string, set: { 'seats.available': 0 } }) as const,
  )
  await at.services.documents.commit(tenantId, fill)
  const said = async (answer: Promise<{ status: number; body: { error: Record<string, unknown> } }>) => {
    const { status, body } = await answer
    return [status, body.error['code']]
  }
  const stale = (body: object) =>
    gaia.ask('take-over-move-users', {
      params: { id: source as string },
      headers: { 'if-match': '"older"' },
      body: { confirm: true, ...body },
    })
  const byProduct = { targetProductId: powerBiPro }
  expect(await said(stale({ targetSubscriptionId: late }))).toEqual([412, 'PreconditionFailed'])
  expect(await said(stale(byProduct))).toEqual([412, 'PreconditionFailed'])
  await at.services.documents.commit(tenantId, [
    { kind: 'patch', id: source as string, set: { controlledBy: null } },
  ])
  expect(await said(move({ targetSubscriptionId: late }))).toEqual([409, 'TakeControlRequired'])
  expect(await said(move(byProduct))).toEqual([409, 'TakeControlRequired'])
  // Another family is 422, which comes after them.
  expect(await said(move({ targetProductId: 'CFQ7TTC0N8SS' }))).toEqual([409, 'TakeControlRequired'])
  await at.services.documents.commit(tenantId, [
    { kind: 'patch', id: source as string, set: { operationId: 'op' } },
  ])
  expect(await said(preview(byProduct))).toEqual([409, 'OperationInProgress'])
})

test('subscriptions that are too small for the users in any case are not searched for who holds both (R190)', async () => {
  const crowd = Array.from({ length: 30 }, (_, n) => n + 0x20)
  await at.store(
    ...crowd.map((n) =>
      anActive({
        id: subscriptionId(n),
        tenantId,
        channel: 'central',
        productId: powerBiPro as never,
        family: 'Power Platform',
        controlledBy: null,
        seats: seatsOf({ total: 2, assigned: 2 }),
      }),
    ),
  )
  const { documents } = at.services
  const { page, pages } = documents
  let asked = 0
  Object.assign(documents, {
    page: (...given: Parameters<typeof page>) => {
      asked += 1
      return page(...given)
    },
    pages: (...given: Parameters<typeof pages>) => {
      asked += 1
      return pages(...given)
    },
  })
  await at.services.documents.commit(tenantId, [
    { kind: 'patch', id: soon as string, set: { 'seats.available': 0 } },
    { kind: 'patch', id: late as string, set: { 'seats.available': 0 } },
  ])
  expect((await preview({ targetProductId: powerBiPro })).status).toBe(409)
  expect(asked).toBeLessThan(10)
})
