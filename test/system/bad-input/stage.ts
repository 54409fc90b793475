import { randomUUID } from 'node:crypto'
import { expectStatus } from '#local/system/api-client.ts'
import { aReceiver } from '../../support/clients/event-receiver.ts'
import {
  anOrganisation,
  mailsTo,
  type Organisation,
  operator,
  type Person,
} from '../../support/clients/journey.ts'
import {
  addCard,
  askMove,
  assign,
  buy,
  buyCentrally,
  cancel,
  deleteSignUp,
  ended,
  move,
  type Operation,
  pages,
  products,
  read,
  type Subscription,
  signUp,
  takeControl,
} from '../../support/clients/journey-verbs.ts'
import { delegate, demoPartners, inDays } from '../../support/clients/partners.ts'
import { whileWorkersStop } from '../../support/clients/stopped-workers.ts'
import { eventually } from '../../support/clients/system.ts'
import { deliveries, makeWebhook } from '../../support/clients/webhooks.ts'

/** An organisation in which everything that a route can be asked about exists once. */
export interface Stage {
  readonly organisation: Organisation
  readonly globalReader: Person
  readonly licenseAdmin: Person
  readonly userAdmin: Person
  readonly guest: Person
  /** The global administrator's own. */
  readonly cardId: string
  /** A central purchase that the billing administrator has begun. */
  readonly orderId: string
  /** The organisation's own: its profile is charged to that card, and the invoice is open. */
  readonly bills: Bills
  readonly purchasersBills: Bills
  /** As it was exported in the end. */
  readonly policyFile: { readonly etag: string }
  /** Bought by the purchaser, as are the next five; two members hold a licence. */
  readonly selfService: Subscription
  /** Under the administrators' control; three members hold a licence. */
  readonly takenOver: Subscription
  /** The purchaser has cancelled it. */
  readonly deleted: Subscription
  /** A move out of it is paused. */
  readonly busy: Subscription
  /** Three hold it, and `full`, where they could go, has room for two. */
  readonly crowded: Subscription
  readonly full: Subscription
  /** In it the administrator asks support to cancel what the purchaser bought, and nobody has taken over. */
  readonly caseId: string
  /** Bought something that somebody else can have. */
  readonly leaver: Person
  /** Bought by the billing administrator; room for everybody. */
  readonly central: Subscription
  /** The global administrator’s own. */
  readonly signedUp: Subscription
  /** The purge of what a member had signed up for; the operators have taken it. */
  readonly workItem: { readonly id: string; readonly leaseId: string }
  /** The global administrator has asked for a licence of another product; there are free ones. */
  readonly requestId: string
  /** Two events are parked there, and its receiver is gone. */
  readonly webhook: { readonly id: string; readonly toResend: string; readonly toDrop: string }
  readonly operations: {
    /** The purchaser's own cancel. */
    readonly cancelled: Operation
    /** A move that the administrator has done with what the purchaser had bought. */
    readonly moved: Operation
    /** The administrator's move of one of several users, which can be undone. */
    readonly someMoved: Operation
    readonly paused: Operation
    readonly exported: Operation
    /** The cancel of `full`, in a month. */
    readonly planned: Operation
  }
}

export interface Bills {
  readonly profileId: string
  readonly invoiceId: string
}

export async function anEventfulOrganisation(): Promise<Stage> {
  const organisation = await anOrganisation()
  const { globalAdmin, billingAdmin, purchaser, members } = organisation
  const [globalReader, licenseAdmin, userAdmin, guest, leaver] = await organisation.add(
    { displayName: 'Rik Leest', role: 'globalReader' },
    { displayName: 'Lotte Recht', role: 'licenseAdmin' },
    { displayName: 'Uwe Kamer', role: 'userAdmin' },
    { displayName: 'Gina Gast', role: 'guest', userType: 'guest' },
    { displayName: 'Vera Vertrek', role: 'purchaser' },
  )
  const cardId = await addCard(globalAdmin)
  const { powerBiPro, visioPlan2 } = products
  const bought = async (holders: readonly Person[], productId: string = powerBiPro) => {
    const subscription = await buy(purchaser, { productId })
    await assign(purchaser, subscription, holders)
    return subscription
  }
  const taken = async (holders: readonly Person[], productId?: string) =>
    takeControl(globalAdmin, await bought(holders, productId))
  const [one, two, three] = members

  await buy(leaver, { productId: powerBiPro })
  const central = await buyCentrally(billingAdmin, { totalLicenses: 20 })
  const full = await buyCentrally(billingAdmin, { productId: visioPlan2, totalLicenses: 2 })
  const selfService = await bought([one, two])
  const takenOver = await taken([one, two, three])
  const caseId = await askSupportToCancel(globalAdmin, await bought([two]))
  const crowded = await taken([one, two, three], visioPlan2)
  const source = await taken([one])
  const moved = await ended(globalAdmin, await move(globalAdmin, source, central))
  const staying = await taken([two, three], visioPlan2)
  const chosen = { userIds: [three.id] }
  // Not where the paused move holds licences back: out of there nobody is taken meanwhile.
  const aside = await buyCentrally(billingAdmin, { productId: visioPlan2, totalLicenses: 2 })
  const someMoved = await ended(globalAdmin, await move(globalAdmin, staying, aside, chosen))
  const deleted = await bought([two])
  const cancelled = await ended(purchaser, await cancel(purchaser, deleted))
  const subscriptionIds = [takenOver.id]
  const asked = await expectStatus(globalAdmin.post<Operation>('licenses/export', { subscriptionIds }), 202)
  const exported = await ended(globalAdmin, asked.body)
  const busy = await taken([one, two])
  const paused = await whileWorkersStop(async () => {
    const { body } = await expectStatus(askMove(globalAdmin, busy, central), 202)
    return (await expectStatus(globalAdmin.post<Operation>(`operations/${body.id}/pause`), 200)).body
  })
  const workItem = await aTakenItem(organisation)
  await mailsTo(purchaser.address, 2)
  await buyCentrally(billingAdmin, { productId: products.visioPlan1, totalLicenses: 5 })
  const requested = await expectStatus(
    globalAdmin.post<{ id: string }>('licenseRequests', { productId: products.visioPlan1 }),
    201,
  )
  await delegate(globalAdmin, demoPartners.given)
  const order = { productId: powerBiPro, totalLicenses: 1 }
  const opened = await expectStatus(billingAdmin.post<{ id: string }>('orders', order), 201)
  const signedUp = await read(globalAdmin, await signUp(globalAdmin))
  // Last: what is bought afterwards would go on being told to a receiver that is gone.
  const webhook = await aWebhookWithParkedEvents(organisation)
  const bills = await billsOf(billingAdmin)
  await chargeTo(globalAdmin, bills, cardId)
  return {
    organisation,
    globalReader,
    licenseAdmin,
    userAdmin,
    guest,
    cardId,
    orderId: opened.body.id,
    bills,
    purchasersBills: await billsOf(purchaser),
    policyFile: (await expectStatus(globalAdmin.get<{ etag: string }>(policyExport), 200)).body,
    caseId,
    selfService: await read(globalAdmin, selfService),
    takenOver,
    deleted: await read(globalAdmin, deleted),
    busy: await read(globalAdmin, busy),
    crowded,
    full,
    central: await read(globalAdmin, central),
    signedUp,
    workItem,
    requestId: requested.body.id,
    webhook,
    leaver,
    operations: {
      cancelled,
      moved,
      someMoved,
      paused,
      exported,
      planned: await planCancel(globalAdmin, full),
    },
  }
}

const policyExport = 'policies/allowSelfServicePurchase/export'
async function aTakenItem({ id, billingAdmin, members }: Organisation): Promise<Stage['workItem']> {
  await deleteSignUp(billingAdmin, await signUp(members[3]))
  const [item] = await pages<{ id: string }>(operator, `/ops/workItems?tenantId=${id}`)
  if (!item) throw new Error('There is no work item.')
  const leaseId = randomUUID()
  await expectStatus(operator.post(`/ops/workItems/${item.id}/take`, { leaseId }), 200)
  return { id: item.id, leaseId }
}

/** Two purchases are told to a receiver that wants none of them. */
async function aWebhookWithParkedEvents({
  globalAdmin,
  billingAdmin,
}: Organisation): Promise<Stage['webhook']> {
  const receiver = await aReceiver(() => 410)
  const { id } = await makeWebhook(globalAdmin, receiver, ['subscription.purchased'])
  await buyCentrally(billingAdmin, { totalLicenses: 1 })
  await buyCentrally(billingAdmin, { totalLicenses: 1 })
  const [one, two] = await eventually(async () => {
    const parked = await deliveries(globalAdmin, id, 'Parked')
    return parked.length === 2 && parked.map((delivery) => delivery.id)
  })
  await receiver.close()
  return { id, toResend: one ?? '', toDrop: two ?? '' }
}

/** The newest invoice, and the profile that it is on. */
async function billsOf(person: Person): Promise<Bills> {
  const { body } = await expectStatus(
    person.get<{ value: { id: string; billingProfileId: string }[] }>('invoices'),
    200,
  )
  const [invoice] = body.value
  if (!invoice) throw new Error('There is no invoice.')
  return { profileId: invoice.billingProfileId, invoiceId: invoice.id }
}

async function askSupportToCancel(admin: Person, { id: subscriptionId }: Subscription): Promise<string> {
  const asked = { kind: 'cancelSubscription', subject: 'Cancel', description: 'The purchaser has left.' }
  const opening = admin.post<{ id: string }>('supportCases', { subscriptionId, ...asked })
  return (await expectStatus(opening, 201)).body.id
}

async function planCancel(admin: Person, subscription: Subscription): Promise<Operation> {
  const { etag } = await read(admin, subscription)
  const body = { reason: 'other', confirm: true, startAt: inDays(30) }
  const asked = admin.post<Operation>(`subscriptions/${subscription.id}/cancel`, body, {
    headers: { 'if-match': etag },
  })
  return (await expectStatus(asked, 202)).body
}

async function chargeTo(person: Person, { profileId }: Bills, paymentMethodId: string): Promise<void> {
  const path = `billingProfiles/${profileId}`
  const { body } = await expectStatus(person.get<{ etag: string }>(path), 200)
  const headers = { 'if-match': body.etag }
  await expectStatus(person.put(`${path}/paymentMethod`, { paymentMethodId }, { headers }), 200)
}
