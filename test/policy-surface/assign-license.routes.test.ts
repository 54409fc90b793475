import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import type { AuditEntry } from '#core/audit/audit-entry.ts'
import type { ProductId } from '#core/kernel/ids.ts'
import type { Documents } from '#core/ports/documents.ts'
import { OutcomeUnknown } from '#core/ports/failures.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { anActive, anAssignment, anExpired, seatsOf, subscriptionId } from '../support/builders.ts'
import {
  globalAdmin,
  globalReader,
  type Person,
  type PersonOptions,
  simulatedApp,
  tenantId,
} from '../support/simulated/app.ts'

/** Licences by SKU, as Graph clients give them and take them back. */

const licenseAdmin = '4d6ac14f-3453-41d0-bef9-a3e0c569773a'
const powerBiPro = { product: 'CFQ7TTC0H9MP' as ProductId, central: 'f8a1db68-be16-40ed-86d5-cb42ce701560' }
const powerBiProDept = '3a6a908c-09c5-406a-8170-8ebb63c42882'
const visioPlan2 = { product: 'CFQ7TTC0HD32' as ProductId, central: 'c5928f49-12ba-48f7-ada3-0d743a3601d5' }

let at: ReturnType<typeof simulatedApp>
let gaia: Person
let pim: Person
let maud: Person
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
  pim = await at.person('Pim')
  maud = await at.person('Maud')
})

type Bought = Partial<Omit<Parameters<typeof anActive>[0] & object, 'seats'>> & {
  seats?: number
  held?: number
}

/** What Pim bought, or the organisation where it is `central`. */
async function bought(number: number, { seats = 5, held = 0, ...over }: Bought = {}): Promise<Subscription> {
  const subscription = anActive({
    id: subscriptionId(number),
    tenantId,
    productId: powerBiPro.product,
    purchaserId: pim.userId,
    channel: 'central',
    controlledBy: null,
    seats: seatsOf({ total: seats, assigned: held }),
    ...over,
  })
  await at.store(subscription)
  return subscription
}

interface Order {
  readonly add?: readonly (string | { skuId: string; disabledPlans?: readonly string[] })[]
  readonly remove?: readonly string[]
}

const assign = ({ add = [], remove = [] }: Order, by = gaia, to: string = maud.userId, more: object = {}) =>
  by.ask('policy-surface-assign-license', {
    params: { id: to },
    body: {
      addLicenses: add.map((one) => (typeof one === 'string' ? { skuId: one, disabledPlans: [] } : one)),
      removeLicenses: remove,
    },
    ...more,
  })
const licences = async (of = maud, by = gaia) =>
  (
    (await by.ask('policy-surface-license-details-list', { params: { id: of.userId } })).body['value'] as {
      skuId: string
    }[]
  ).map(({ skuId }) => skuId)
const seatsOn = (number: number) => at.documents.peek<Subscription>(tenantId, subscriptionId(number))?.seats
const audited = () =>
  at
    .all<AuditEntry>('audit')
    .filter(({ action }) => action !== 'call.refused')
    .map(({ action, subscriptionId: id }) => `${action} ${id}`)
    .filter((line) => line.startsWith('licences.'))
const said = ({ status, body }: Awaited<ReturnType<Person['ask']>>) =>
  `${status} ${(body.error?.['innerError'] as { code: string } | undefined)?.code ?? ''}`.trim()

describe('one request gives and takes back licences (B08)', () => {
  test('of several SKUs in one batch, with an entry for each subscription, and the lists show it', async () => {
    await bought(1)
    await bought(2, { productId: visioPlan2.product })
    expect(said(await assign({ add: [visioPlan2.central] }))).toBe('200')

    const answer = await assign({ add: [powerBiPro.central], remove: [visioPlan2.central] })

    expect(answer).toMatchObject({
      status: 200,
      body: { id: maud.userId, assignedLicenses: [{ skuId: powerBiPro.central, disabledPlans: [] }] },
    })
    expect(await licences()).toEqual([powerBiPro.central])
    expect(await licences(maud, maud)).toEqual([powerBiPro.central])
    expect([seatsOn(1), seatsOn(2)]).toMatchObject([
      { assigned: 1, available: 4 },
      { assigned: 0, available: 5 },
    ])
    expect(audited()).toEqual([
      `licences.assigned ${subscriptionId(2)}`,
      `licences.unassigned ${subscriptionId(2)}`,
      `licences.assigned ${subscriptionId(1)}`,
    ])
    const list = await gaia.ask('seats-list', { params: { id: subscriptionId(1) } })
    expect(list.body['value']).toMatchObject([{ userId: maud.userId }])
  })

  test('or none of them: one SKU without a free licence stops all', async () => {
    await bought(1)
    await bought(2, { productId: visioPlan2.product, seats: 1, held: 1 })
    const answer = await assign({ add: [powerBiPro.central, visioPlan2.central] })
    expect(answer).toMatchObject({
      status: 400,
      body: {
        error: {
          code: 'Request_BadRequest',
          message: `Subscription with SKU ${visioPlan2.central} does not have any available licenses.`,
        },
      },
    })
    expect(seatsOn(1)).toMatchObject({ assigned: 0 })
    expect(audited()).toEqual([])
  })

  test('also to somebody by the name that they sign in with', async () => {
    await bought(1)
    expect(said(await assign({ add: [powerBiPro.central] }, gaia, 'MAUD@tulp.example'))).toBe('200')
    expect(await licences()).toEqual([powerBiPro.central])
    expect(said(await assign({ add: [powerBiPro.central] }, gaia, 'nobody@tulp.example'))).toBe(
      '404 NotFound',
    )
    expect(said(await assign({ add: [powerBiPro.central] }, gaia, randomUUID()))).toBe('404 NotFound')
  })

  test('what somebody has stays, and what they have not cannot be taken back', async () => {
    await bought(1)
    await assign({ add: [powerBiPro.central] })
    expect(said(await assign({ add: [powerBiPro.central] }))).toBe('200')
    expect(seatsOn(1)).toMatchObject({ assigned: 1 })
    expect(said(await assign({ remove: [visioPlan2.central] }))).toBe('400 LicenseNotHeld')
    expect(audited()).toHaveLength(1)
  })

  test('takes a SKU back from everywhere that it came from', async () => {
    const all = [await bought(1, { held: 1 }), await bought(2, { held: 1 })]
    await at.store(...all.map(({ id }) => anAssignment({ id, tenantId }, maud.userId)))
    expect(said(await assign({ remove: [powerBiPro.central] }))).toBe('200')
    expect(await licences()).toEqual([])
    expect([seatsOn(1), seatsOn(2)]).toMatchObject([{ assigned: 0 }, { assigned: 0 }])
  })

  test.each([
    ['a repeat', undefined],
    ['a lost answer', new OutcomeUnknown('The answer was lost.')],
  ] as const)('%s gives and takes once', async (_, failure) => {
    await bought(1)
    const subscription = await bought(2, { productId: visioPlan2.product, held: 1 })
    await at.store(anAssignment({ id: subscription.id, tenantId }, maud.userId))
    if (failure) losing(failure)
    const order = { add: [powerBiPro.central], remove: [visioPlan2.central] }
    const more = { repeat: randomUUID() }
    const first = await assign(order, gaia, maud.userId, more)
    expect(said(first)).toBe('200')
    expect((await assign(order, gaia, maud.userId, more)).body).toEqual(first.body)
    expect([seatsOn(1), seatsOn(2)]).toMatchObject([{ assigned: 1 }, { assigned: 0 }])
    expect(audited()).toHaveLength(2)
  })
})

describe('a tool names no subscription (B08): the licence comes from', () => {
  test('the oldest of that SKU with a free one, and never from another SKU of the product', async () => {
    await bought(1, { channel: 'selfService' })
    await bought(2, { seats: 1, held: 1 })
    await bought(3)
    await bought(4)
    expect(said(await assign({ add: [powerBiPro.central] }))).toBe('200')
    expect([1, 2, 3, 4].map((number) => seatsOn(number)?.assigned)).toEqual([0, 1, 1, 0])
  })

  test('one that the caller may give licences of: administrators take control first', async () => {
    await bought(1, { channel: 'selfService' })
    expect(said(await assign({ add: [powerBiProDept] }))).toBe('400 TakeControlRequired')
    const by = { id: gaia.userId, name: 'Gaia', tenantId, at: at.services.clock.now() }
    await bought(2, { channel: 'selfService', controlledBy: by })
    expect(said(await assign({ add: [powerBiProDept] }))).toBe('200')
    expect([seatsOn(1), seatsOn(2)]).toMatchObject([{ assigned: 0 }, { assigned: 1 }])
    const lotte = await at.person('Lotte', { roles: [licenseAdmin] })
    expect(said(await assign({ remove: [powerBiProDept] }, lotte))).toBe('200')
  })

  test('the purchaser’s own, for the purchaser; others see none of it', async () => {
    await bought(1, { channel: 'selfService' })
    expect(said(await assign({ add: [powerBiProDept] }, pim))).toBe('200')
    expect(await licences(maud, maud)).toEqual([powerBiProDept])
    expect(said(await assign({ add: [powerBiPro.central] }, pim))).toBe('400 SkuNotHeld')
    const lotte = await at.person('Lotte', { roles: [licenseAdmin] })
    expect(said(await assign({ add: [powerBiProDept] }, lotte))).toBe('400 SkuNotHeld')
    expect(await licences(maud, lotte)).toEqual([])
  })

  test('nothing whose term is over', async () => {
    const expired = anExpired({
      id: subscriptionId(1),
      tenantId,
      productId: powerBiPro.product,
      channel: 'central',
      controlledBy: null,
      seats: 5,
    })
    await at.store(expired)
    expect(said(await assign({ add: [powerBiPro.central] }))).toBe('400 SubscriptionNotActive')
  })

  test('another one where somebody takes the last licence in between', async () => {
    await bought(1, { seats: 1 })
    await bought(2)
    const { documents } = at.services
    let done = false
    replaceCommit(async (...given) => {
      if (!done) {
        done = true
        const add = { 'seats.available': -1, 'seats.assigned': 1 }
        await documents.commit(tenantId, [{ kind: 'patch', id: subscriptionId(1), add }])
      }
      return documents.commit(...given)
    })
    expect(said(await assign({ add: [powerBiPro.central] }))).toBe('200')
    expect([seatsOn(1), seatsOn(2)]).toMatchObject([{ available: 0, assigned: 1 }, { assigned: 1 }])
  })
})

describe('is refused, and changes nothing (B08):', () => {
  test.each<[string, Order, string]>([
    ['nothing at all', {}, 'InvalidRequest'],
    ['a SKU that nobody sells', { add: [randomUUID()] }, 'SkuNotHeld'],
    ['a SKU that the organisation has not', { add: [visioPlan2.central] }, 'SkuNotHeld'],
    ['a SKU twice', { add: [powerBiPro.central, powerBiPro.central] }, 'InvalidRequest'],
    [
      'a SKU to be added and removed',
      { add: [powerBiPro.central], remove: [powerBiPro.central] },
      'InvalidRequest',
    ],
    [
      'a service plan of another SKU',
      { add: [{ skuId: powerBiPro.central, disabledPlans: [randomUUID()] }] },
      'InvalidRequest',
    ],
    [
      'a service plan that is to be off',
      { add: [{ skuId: powerBiPro.central, disabledPlans: ['70d33638-9c74-4d01-bfd3-562de28bd4ba'] }] },
      'InvalidRequest',
    ],
  ])('%s', async (_, order, code) => {
    await bought(1)
    expect(said(await assign(order))).toBe(`400 ${code}`)
    expect(seatsOn(1)).toMatchObject({ assigned: 0 })
  })

  test('for an account that is disabled, here and on our own route (B23)', async () => {
    await bought(1)
    const left = await at.person('Leo', { user: { accountEnabled: false } })
    expect(said(await assign({ add: [powerBiPro.central] }, gaia, left.userId))).toBe('400 UserNotActive')
    const own = await gaia.ask('seats-assign', {
      params: { id: subscriptionId(1) },
      body: { userIds: [maud.userId, left.userId] },
    })
    expect([own.status, own.body.error['code']]).toEqual([422, 'UserNotActive'])
    expect(seatsOn(1)).toMatchObject({ assigned: 0 })
    expect(audited()).toEqual([])
  })

  test('for guests, and by whoever may not', async () => {
    await bought(1)
    const guest = await at.person('Gina', { user: { userType: 'guest' }, accountType: 1 })
    expect(said(await assign({ add: [powerBiPro.central] }, gaia, guest.userId))).toBe(
      '400 GuestCannotBeAssigned',
    )
    expect(said(await assign({ add: [powerBiPro.central] }, guest))).toBe('403 Forbidden')
    // Nothing about a person is told to whoever has nothing to give.
    for (const to of [gaia.userId, randomUUID()])
      expect(said(await assign({ add: [powerBiPro.central] }, maud, to))).toBe('403 Forbidden')
    const options: PersonOptions = { roles: [globalReader] }
    const rik = await at.person('Rik', options)
    expect(said(await assign({ add: [powerBiPro.central] }, rik))).toBe('403 Forbidden')
    await assign({ add: [powerBiPro.central] })
    await bought(2, { channel: 'selfService', purchaserId: rik.userId })
    for (const order of [{ add: [powerBiPro.central] }, { remove: [powerBiPro.central] }])
      expect(said(await assign(order, rik))).toBe('403 Forbidden')
    expect(said(await rik.ask('policy-surface-license-details-list', { params: { id: maud.userId } }))).toBe(
      '200',
    )
    const details = await pim.ask('policy-surface-license-details-list', { params: { id: maud.userId } })
    expect(said(details)).toBe('403 Forbidden')
  })
})

function losing(failure: Error): void {
  const { documents } = at.services
  let lost = false
  replaceCommit(async (...given) => {
    const commit = await documents.commit(...given)
    if (lost) return commit
    lost = true
    throw failure
  })
}

function replaceCommit(commit: Documents['commit']): void {
  Object.assign(at.services, { documents: { ...at.services.documents, commit } })
}
