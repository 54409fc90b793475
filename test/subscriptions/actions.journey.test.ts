import { beforeAll, describe, expect, test } from 'vitest'
import type { SubscriptionAction } from '#core/subscriptions/standing.ts'
import { type Answer, expectStatus } from '#local/system/api-client.ts'
import { anOrganisation, type Organisation, type Person } from '../support/clients/journey.ts'
import {
  assign,
  buy,
  buyCentrally,
  cancel,
  ended,
  move,
  type Operation,
  read,
  type Subscription,
  said,
  signUp,
  takeControl,
} from '../support/clients/journey-verbs.ts'
import { whileWorkersStop } from '../support/clients/stopped-workers.ts'

/** What says who may do what, and in which state; everything else is said of the request. */
const standingRefusals =
  /^4\d\d (NotFound|Forbidden|SubscriptionDeleted|SubscriptionNotActive|NotSelfService|SingleUserSubscription|PaidSubscription|TakeControlRequired|UnderAdminControl|OperationInProgress)$/

let organisation: Organisation
let people: Readonly<Record<string, Person>>

beforeAll(async () => {
  organisation = await anOrganisation({ members: 3 })
  const { globalAdmin, billingAdmin, purchaser, members, add } = organisation
  const [globalReader, licenseAdmin, userAdmin, guest] = await add(
    { displayName: 'Rik Leest', role: 'globalReader' },
    { displayName: 'Lotte Recht', role: 'licenseAdmin' },
    { displayName: 'Uwe Kamer', role: 'userAdmin' },
    { displayName: 'Gina Gast', role: 'guest', userType: 'guest' },
  )
  const [member] = members
  people = { globalAdmin, billingAdmin, purchaser, globalReader, licenseAdmin, userAdmin, guest, member }
})

/** One of each state that a subscription can be in, however it was bought. */
const states: Readonly<Record<string, () => Promise<Subscription>>> = {
  'self-service': bought,
  'self-service under control': taken,
  'self-service with a move out of it': async () => {
    const source = await taken()
    await held(async () => move(organisation.globalAdmin, source, await central()))
    return source
  },
  'central with a move into it': async () => {
    const target = await central()
    await held(async () => move(organisation.globalAdmin, await taken(), target))
    return target
  },
  'self-service under control with a move into it': async () => {
    const target = await taken()
    await held(async () => move(organisation.globalAdmin, await taken(), target))
    return target
  },
  'self-service, deleted': async () => {
    const { purchaser } = organisation
    const subscription = await bought()
    await ended(purchaser, await cancel(purchaser, subscription))
    return subscription
  },
  central,
  'signed up for': async () => signUp(organisation.purchaser),
}

/** Each action asked for with a body and an ETag that are good, whoever asks. */
const calls: Readonly<
  Record<SubscriptionAction, (person: Person, on: Subscription) => Promise<Answer<unknown>>>
> = {
  takeControl: (person, { id }) => person.post(`subscriptions/${id}/takeControl`),
  moveUsers: async (person, { id, etag }) => {
    const body = { targetSubscriptionId: (await central()).id, confirm: true }
    return person.post(`subscriptions/${id}/moveUsers`, body, { headers: { 'if-match': etag } })
  },
  cancel: (person, { id, etag }) => {
    const body = { reason: 'unused', confirm: true }
    return person.post(`subscriptions/${id}/cancel`, body, { headers: { 'if-match': etag } })
  },
  delete: (person, { id, etag }) =>
    person.delete(`subscriptions/${id}`, { confirm: true }, { headers: { 'if-match': etag } }),
  requestCancellation: (person, { id }) => person.post(`subscriptions/${id}/requestCancellation`),
  assign: (person, { id }) =>
    person.post(`subscriptions/${id}/assignments`, { userIds: [organisation.members[1].id] }),
  unassign: (person, { id }) => {
    const body = { userIds: [organisation.members[0].id], confirm: true }
    return person.post(`subscriptions/${id}/assignments/remove`, body)
  },
  changeLicenses: (person, { id, etag }) =>
    person.patch(`subscriptions/${id}`, { totalLicenses: 4 }, { headers: { 'if-match': etag } }),
  changeRenewal: (person, { id, etag }) =>
    person.patch(`subscriptions/${id}`, { autoRenew: false }, { headers: { 'if-match': etag } }),
  transferOwnership: (person, { id, etag }) => {
    const body = { userId: organisation.members[2].id }
    return person.post(`subscriptions/${id}/transferOwnership`, body, { headers: { 'if-match': etag } })
  },
  askSupportToCancel: (person, { id: subscriptionId }) => {
    const asked = { kind: 'cancelSubscription', subject: 'Please', description: 'Nobody uses it.' }
    return person.post('supportCases', { subscriptionId, ...asked })
  },
}

const actions = Object.keys(calls) as SubscriptionAction[]

describe('R041 R152 R160: an action is offered exactly when it is not refused for who asks or for the state', () => {
  test.each(Object.keys(states))('%s', async (state) => {
    const make = states[state] as () => Promise<Subscription>
    const kept = await make()
    const wrong: string[] = []
    for (const [who, person] of Object.entries(people)) {
      const seen = await person.get<Subscription>(`subscriptions/${kept.id}`)
      const offered = seen.status === 200 ? seen.body.actions : []
      for (const action of actions) {
        const isOffered = offered.includes(action)
        const on = isOffered ? await make() : kept
        const fresh = await read(organisation.globalAdmin, on)
        const answer = await calls[action](person, fresh)
        const isRefused = standingRefusals.test(said(answer))
        // Taking control twice changes nothing, so it is not offered and not refused.
        const isTaken = action === 'takeControl' && fresh.controlledBy !== undefined && answer.status === 200
        // A purchaser may say so, and nobody carries it out.
        const isQuestion = action === 'askSupportToCancel' && who === 'purchaser' && answer.status === 201
        if (isTaken || isQuestion || (isOffered ? answer.status < 300 : isRefused)) continue
        wrong.push(`${who} ${action}: ${isOffered ? 'offered' : 'not offered'}, answered ${said(answer)}`)
      }
    }
    expect(wrong).toEqual([])
  })
})

async function bought(): Promise<Subscription> {
  const { purchaser, members } = organisation
  const subscription = await buy(purchaser)
  await assign(purchaser, subscription, members.slice(0, 1))
  return subscription
}

async function taken(): Promise<Subscription> {
  return takeControl(organisation.globalAdmin, await bought())
}

async function central(): Promise<Subscription> {
  return buyCentrally(organisation.billingAdmin)
}

/** Starts an operation that stays as it is. */
async function held(start: () => Promise<Operation>): Promise<void> {
  await whileWorkersStop(async () => {
    const { id } = await start()
    await expectStatus(organisation.globalAdmin.post(`operations/${id}/pause`), 200)
  })
}
