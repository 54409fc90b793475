import { beforeAll, describe, expect, test } from 'vitest'
import { expectStatus } from '#local/system/api-client.ts'
import { anOrganisation, mailsTo, type Organisation, type Person } from '../support/clients/journey.ts'
import {
  addCard,
  askCancel,
  askTotal,
  assign,
  buy,
  buyCentrally,
  cancel,
  ended,
  holders,
  move,
  products,
  read,
  type Subscription,
  said,
  takeControl,
} from '../support/clients/journey-verbs.ts'
import { whileWorkersStop } from '../support/clients/stopped-workers.ts'

interface Money {
  readonly amount: number
  readonly currency: string
}
interface Amounts {
  readonly net: Money
  readonly tax: Money
  readonly total: Money
}
interface Invoice {
  readonly id: string
  readonly kind: string
  readonly status: string
  readonly subscriptionId: string
  readonly total: Money
  readonly etag: string
}

let organisation: Organisation
let purchaser: Person
beforeAll(async () => {
  organisation = await anOrganisation()
  purchaser = organisation.purchaser
})

const preview = async <Body>(person: Person, { id }: Subscription, what: string, body: object = {}) =>
  (await expectStatus(person.post<Body>(`subscriptions/${id}/${what}`, body), 200)).body
const lastEvent = async (person: Person, subscription: Subscription) =>
  (await read(person, subscription)).orderHistory?.at(-1)
const invoices = async (person: Person, { id }: Subscription) => {
  const { body } = await expectStatus(person.get<{ value: Invoice[] }>('invoices?maxpagesize=1000'), 200)
  return body.value.filter(({ subscriptionId }) => subscriptionId === id).reverse()
}
/** The licences of theirs that are of it. */
const held = async (person: Person, { id }: Subscription) => {
  const own = await expectStatus(
    person.get<{ value: { subscriptionId: string }[] }>('users/me/licenses'),
    200,
  )
  return own.body.value.filter(({ subscriptionId }) => subscriptionId === id)
}
const patch = async (person: Person, subscription: Subscription, body: object) => {
  const { etag } = await read(person, subscription)
  return person.patch<Subscription>(`subscriptions/${subscription.id}`, body, {
    headers: { 'if-match': etag },
  })
}

describe('B25 a change in the middle of a term', () => {
  test('R099 R100 R101 costs and gives back to the cent what the preview said, with an invoice and a credit note', async () => {
    const bought = await buy(purchaser, { totalLicenses: 3 })
    const more = await preview<{ charged: Amounts }>(purchaser, bought, 'previewChange', { totalLicenses: 5 })
    await expectStatus(askTotal(purchaser, bought, 5), 200)
    expect((await lastEvent(purchaser, bought))?.charged).toEqual(more.charged.total)

    const fewer = await preview<{ credited: Amounts }>(purchaser, bought, 'previewChange', {
      totalLicenses: 1,
    })
    await expectStatus(askTotal(purchaser, bought, 1), 200)
    expect((await lastEvent(purchaser, bought))?.credited).toEqual(fewer.credited.total)

    const all = await invoices(purchaser, bought)
    const [first, second, ...notes] = all
    expect([first, second].map((invoice) => `${invoice?.kind} ${invoice?.status}`)).toEqual([
      'invoice Paid',
      // All that was added went again on the same day.
      'invoice Credited',
    ])
    expect(second?.total).toEqual(more.charged.total)
    const back = notes.reduce((sum, { total }) => sum + total.amount, 0)
    expect(back).toBe(fewer.credited.total.amount)
    expect(first?.total.amount).toBe(more.charged.total.amount * 1.5)
  })

  test('a cancel on the day gives back everything, and the mail says so', async () => {
    const [buyer] = await organisation.add({ displayName: 'Mia Murdoch' })
    const bought = await buy(buyer, { totalLicenses: 2 })
    const coming = await preview<{ credited: Amounts }>(buyer, bought, 'previewCancel')
    const [invoice] = await invoices(buyer, bought)
    expect(coming.credited.total).toEqual(invoice?.total)
    await ended(buyer, await cancel(buyer, bought))
    const after = await read(buyer, bought)
    expect(after).toMatchObject({ status: 'Deleted', deletedBecause: 'cancelled' })
    expect(after.orderHistory?.at(-1)).toMatchObject({ event: 'cancelled', credited: invoice?.total })
    const [mail] = await mailsTo(buyer.address)
    const { amount } = coming.credited.total
    expect(mail?.text).toContain(`€${(amount / 100).toFixed(2)}`)
    expect((await invoices(buyer, bought)).map(({ status }) => status)).toEqual(['Credited', 'Credited'])
  })

  test('one change at a time, and at least one', async () => {
    const bought = await buy(purchaser)
    expect(said(await patch(purchaser, bought, {}))).toBe('400 InvalidRequest')
    const both = { totalLicenses: 6, autoRenew: false }
    expect(said(await patch(purchaser, bought, both))).toBe('400 InvalidRequest')
    expect(await read(purchaser, bought)).toMatchObject({ totalLicenses: 5, autoRenew: true })
  })

  test('whether it renews stays the purchaser’s to say under an administrator’s control', async () => {
    const { globalAdmin } = organisation
    const bought = await buy(purchaser)
    expect(said(await patch(globalAdmin, bought, { autoRenew: false }))).toBe('409 TakeControlRequired')
    await takeControl(globalAdmin, bought)
    expect((await patch(purchaser, bought, { autoRenew: false })).body.autoRenew).toBe(false)
    expect((await patch(globalAdmin, bought, { autoRenew: true })).body.autoRenew).toBe(true)
    expect(said(await patch(purchaser, bought, { totalLicenses: 4 }))).toBe('409 UnderAdminControl')
  })
})

test('B21 who had a trial goes on in what is bought from it: the same person holds the licence', async () => {
  const [member] = organisation.members
  const product = products.visioPlan1
  const trial = (
    await expectStatus(
      member.post<Subscription>('subscriptions', { productId: product, channel: 'trial' }),
      201,
    )
  ).body
  const order = {
    productId: product,
    channel: 'selfService',
    totalLicenses: 2,
    paymentMethodId: await addCard(member),
    fromTrial: trial.id,
  }
  const bought = (await expectStatus(member.post<Subscription>('subscriptions', order), 201)).body
  expect(bought).toMatchObject({ totalLicenses: 2, assignedLicenses: 1, availableLicenses: 1 })
  expect(await holders(member, bought)).toEqual([member.id])
  expect(await read(member, trial)).toMatchObject({ status: 'Deleted', deletedBecause: 'purchased' })
  const again = { productId: product, channel: 'trial' }
  expect(said(await member.post('subscriptions', again))).toBe('409 TrialUsed')
  // The trial is gone: nobody goes on from it twice.
  expect(said(await member.post('subscriptions', order))).toBe('409 SubscriptionDeleted')
})

describe('B22 what was bought centrally', () => {
  test('is cancelled by an administrator, its open invoice credited, and who ordered it gets the mail', async () => {
    const { billingAdmin, globalAdmin, members } = organisation
    const central = await buyCentrally(billingAdmin, { totalLicenses: 3 })
    await assign(globalAdmin, central, members.slice(0, 2))
    expect(said(await askCancel(globalAdmin, central, { confirm: undefined }))).toBe(
      '400 ConfirmationRequired',
    )
    await ended(globalAdmin, await cancel(globalAdmin, central))
    expect(await read(globalAdmin, central)).toMatchObject({ status: 'Deleted', assignedLicenses: 0 })
    expect((await invoices(billingAdmin, central)).map(({ status }) => status)).toEqual([
      'Credited',
      'Credited',
    ])
    for (const member of members.slice(0, 2)) expect(await held(member, central)).toEqual([])
    const [mail] = await mailsTo(billingAdmin.address)
    expect(mail?.subject).toBe('Your subscription to Power BI Pro was cancelled')
  })

  test('is not, while seats in it are reserved for users who move there', async () => {
    const { billingAdmin, globalAdmin, members } = organisation
    const central = await buyCentrally(billingAdmin, { totalLicenses: 3 })
    const source = await buy(purchaser, { totalLicenses: 2 })
    await assign(purchaser, source, members.slice(0, 2))
    await takeControl(globalAdmin, source)
    await whileWorkersStop(async () => {
      await move(globalAdmin, source, central)
      expect(said(await askCancel(globalAdmin, central))).toBe('409 OperationInProgress')
    })
  })

  test('R155 is paid by hand with an administrator’s card, once', async () => {
    const { billingAdmin } = organisation
    const central = await buyCentrally(billingAdmin, { totalLicenses: 3 })
    const [open] = await invoices(billingAdmin, central)
    expect(open?.status).toBe('Open')
    const paymentMethodId = await addCard(billingAdmin)
    const pay = () => billingAdmin.post<Invoice>(`invoices/${open?.id}/pay`, { paymentMethodId })
    const answers = await Promise.all(Array.from({ length: 5 }, pay))
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0)
    expect(said(await pay())).toBe('409 AlreadyPaid')
    expect((await invoices(billingAdmin, central)).map(({ status }) => status)).toEqual(['Paid'])
  })
})

test('R189 a subscription that is given to somebody else is theirs, and they are asked for a card', async () => {
  const { globalAdmin, members } = organisation
  const [, , heir] = members
  const bought = await buy(purchaser, { totalLicenses: 2 })
  const give = async (userId: string) => {
    const { etag } = await read(globalAdmin, bought)
    return globalAdmin.post<Subscription>(
      `subscriptions/${bought.id}/transferOwnership`,
      { userId },
      { headers: { 'if-match': etag } },
    )
  }
  const [guest] = await organisation.add({ displayName: 'Gus Guest', userType: 'guest' })
  expect(said(await give(guest.id))).toBe('422 GuestCannotBeAssigned')
  expect(said(await give(globalAdmin.tenantId))).toBe('404 UserNotFound')
  expect((await expectStatus(give(heir.id), 200)).body.purchaser.id).toBe(heir.id)
  expect(said(await purchaser.get(`subscriptions/${bought.id}`))).toBe('404 NotFound')
  expect((await read(heir, bought)).status).toBe('Active')
  // What was paid before stays between those who paid and the bank.
  expect(await invoices(heir, bought)).toEqual([])
  expect(await invoices(purchaser, bought)).toHaveLength(1)
  expect(said(await askTotal(heir, bought, 3))).toBe('422 PaymentMethodNotSupported')
  const [mail] = await mailsTo(heir.address)
  expect(mail?.text).toContain('add a card')
  await addCard(heir)
  await expectStatus(askTotal(heir, bought, 3), 200)
  expect(await invoices(heir, bought)).toHaveLength(1)
})
