import { expect, test } from 'vitest'
import { anOrganisation } from '../support/clients/journey.ts'
import {
  addCard,
  askCancel,
  askMove,
  askTotal,
  buy,
  buyCentrally,
  cancel,
  ended,
  holders,
  products,
  read,
  said,
  signUp,
  takeControl,
} from '../support/clients/journey-verbs.ts'
import { auditedOn } from '../support/clients/stored-documents.ts'

test('R068 R076 R077 R087: an administrator takes control, and may then move and cancel', async () => {
  const { globalAdmin, purchaser, id } = await anOrganisation()
  const bought = await buy(purchaser)
  expect((await read(globalAdmin, bought)).actions).toEqual([
    'takeControl',
    'requestCancellation',
    'transferOwnership',
    'askSupportToCancel',
  ])
  expect((await read(purchaser, bought)).actions).not.toContain('takeControl')

  const answer = await globalAdmin.post(`subscriptions/${bought.id}/takeControl`)

  expect(answer.status).toBe(200)
  const taken = await read(globalAdmin, bought)
  expect(answer.headers.get('etag')).toBe(taken.etag)
  expect(taken.actions).toEqual(expect.arrayContaining(['moveUsers', 'cancel']))
  expect(taken.controlledBy).toMatchObject({ id: globalAdmin.id, displayName: 'Vera Zandstra' })
  expect(taken.orderHistory?.map(({ event }) => event)).toEqual(['purchased', 'controlTaken'])
  expect(await auditedOn(id, bought.id)).toEqual(['subscription.purchased', 'subscription.controlTaken'])
})

test('R068 R156: taking control twice changes nothing the second time, whoever asks', async () => {
  const { globalAdmin, billingAdmin, purchaser, id } = await anOrganisation()
  const taken = await takeControl(globalAdmin, await buy(purchaser))

  expect(await takeControl(billingAdmin, taken)).toEqual({ ...taken })
  expect(await auditedOn(id, taken.id)).toHaveLength(2)
})

test('R068: only an administrator of the organisation can, and only where somebody bought for themselves', async () => {
  const { globalAdmin, purchaser, path, members, add } = await anOrganisation()
  const [colleague] = members
  const [reader] = await add({ role: 'globalReader' })
  const other = await anOrganisation()
  const bought = await buy(purchaser)
  const takeControlOf = (id: string) => `subscriptions/${id}/takeControl`

  expect(said(await purchaser.post(takeControlOf(bought.id)))).toBe('403 Forbidden')
  expect(said(await colleague.post(takeControlOf(bought.id)))).toBe('403 Forbidden')
  expect(said(await reader.post(takeControlOf(bought.id)))).toBe('403 Forbidden')
  expect(said(await other.globalAdmin.post(path(takeControlOf(bought.id))))).toBe('404 NotFound')
  expect(said(await other.globalAdmin.post(takeControlOf(bought.id)))).toBe('404 NotFound')

  const central = await buyCentrally(globalAdmin)
  expect(said(await globalAdmin.post(takeControlOf(central.id)))).toBe('409 NotSelfService')
  const free = await signUp(purchaser)
  expect(said(await globalAdmin.post(takeControlOf(free.id)))).toBe('409 NotSelfService')
  expect((await read(globalAdmin, bought)).controlledBy).toBeUndefined()
})

test('R042 R097: before that, nothing of it is for administrators to change', async () => {
  const { globalAdmin, purchaser, members } = await anOrganisation()
  const [colleague] = members
  const bought = await buy(purchaser)
  const target = await buyCentrally(globalAdmin)
  const userIds = [colleague.id]
  const before = await read(globalAdmin, bought)

  const seats = `subscriptions/${bought.id}/assignments`
  expect(said(await globalAdmin.post(seats, { userIds }))).toBe('409 TakeControlRequired')
  const removal = await globalAdmin.post(`${seats}/remove`, { userIds, confirm: true })
  expect(said(removal)).toBe('409 TakeControlRequired')
  expect(said(await askTotal(globalAdmin, bought, 7))).toBe('409 TakeControlRequired')
  expect(said(await askMove(globalAdmin, bought, target))).toBe('409 TakeControlRequired')
  expect(said(await askCancel(globalAdmin, bought))).toBe('409 TakeControlRequired')

  expect(await read(globalAdmin, bought)).toEqual(before)
  expect(await holders(globalAdmin, bought)).toEqual([])
})

test('R043 R097 R108: afterwards the seats are the administrators’, and the purchaser only looks on', async () => {
  const { billingAdmin, purchaser, members } = await anOrganisation()
  const [colleague, other] = members
  const bought = await takeControl(billingAdmin, await buy(purchaser))
  const seats = `subscriptions/${bought.id}/assignments`

  expect((await billingAdmin.post(seats, { userIds: [colleague.id, other.id] })).status).toBe(200)
  const removal = await billingAdmin.post(`${seats}/remove`, { userIds: [other.id], confirm: true })
  expect(removal.status).toBe(200)
  expect(await holders(billingAdmin, bought)).toEqual([colleague.id])

  expect(said(await purchaser.post(seats, { userIds: [other.id] }))).toBe('409 UnderAdminControl')
  const own = await purchaser.post(`${seats}/remove`, { userIds: [colleague.id], confirm: true })
  expect(said(own)).toBe('409 UnderAdminControl')
  expect(said(await askTotal(purchaser, bought, 9))).toBe('409 UnderAdminControl')
  expect(said(await askCancel(purchaser, bought))).toBe('409 UnderAdminControl')
  expect(await holders(purchaser, bought)).toEqual([colleague.id])
  // What it costs stays theirs to say: whether another term follows.
  expect((await read(purchaser, bought)).actions).toEqual(['changeRenewal'])
})

test('R075: only active self-service rows that are not under control offer to take control', async () => {
  const { globalAdmin, purchaser } = await anOrganisation()
  const open = await buy(purchaser)
  const taken = await takeControl(globalAdmin, await buy(purchaser))
  const gone = await buy(purchaser, { productId: products.visioPlan2 })
  await ended(purchaser, await cancel(purchaser, gone))
  await buyCentrally(globalAdmin)
  await signUp(purchaser)

  const { body } = await globalAdmin.get<{ value: { id: string; actions: string[] }[] }>('subscriptions')
  expect(body.value).toHaveLength(5)
  const offering = body.value.filter(({ actions }) => actions.includes('takeControl'))
  expect(offering.map(({ id }) => id)).toEqual([open.id])
  expect(taken.actions).not.toContain('takeControl')
  expect(said(await globalAdmin.post(`subscriptions/${gone.id}/takeControl`))).toBe('409 SubscriptionDeleted')
})

test('R160: an administrator who buys for themselves is a purchaser until somebody takes control', async () => {
  const { globalAdmin, billingAdmin, members } = await anOrganisation()
  await addCard(globalAdmin)
  const own = await buy(globalAdmin)
  const userIds = [members[0].id]
  expect((await globalAdmin.post(`subscriptions/${own.id}/assignments`, { userIds })).status).toBe(200)
  const asOther = await billingAdmin.post(`subscriptions/${own.id}/assignments`, { userIds })
  expect(said(asOther)).toBe('409 TakeControlRequired')
})
