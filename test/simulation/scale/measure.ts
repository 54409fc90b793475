import { randomUUID } from 'node:crypto'
import { CosmosClient } from '@azure/cosmos'
import type { Document } from '#core/documents.ts'
import type { ProductId, SubscriptionId, UserId } from '#core/kernel/ids.ts'
import { newPolicy } from '#core/policies/policy.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { wakeUpForDue } from '#functions/billing/due-message.ts'
import type { Services } from '#functions/jobs/job.ts'
import { jobs } from '#functions/jobs.ts'
import containers from '#infra/documents/containers.json' with { type: 'json' }
import { randomIds } from '#infra/ids.ts'
import { emulatorKey } from '#local/stand-ins/cosmos/wire/authorization.ts'
import type { Cost, Facts, Measured } from '#tools/scale/cost.ts'
import { openStandIn } from '../../contract/documents/stand-in.ts'
import { anActive, anAssignment, aTenant, aUser, seatsOf, tenantId, userId } from '../../support/builders.ts'
import { globalAdmin } from '../../support/simulated/app.ts'
import { type Asked, callRoute } from '../../support/simulated/ask.ts'
import { simulatedPayments } from '../../support/simulated/payments.ts'
import { simulatedServices } from '../../support/simulated/services.ts'
import { tokenOf } from '../../support/simulated/tokens.ts'
import { FileStore } from '../file-store.ts'

const home = tenantId(1)
const product = 'CFQ7TTC0H9MP' as ProductId
/** About what an average organisation has: see population.ts. */
const people = 100
const sourceHolders = 14
const targetHolders = 43

/** Measures it all anew; takes some seconds. */
export async function measureFacts(): Promise<Facts> {
  const most = 5
  const [one, several] = [await measureSweep(1), await measureSweep(most)]
  const requestsEach = (several.requests - one.requests) / (most - 1)
  const requestUnitsEach = (several.requestUnits - one.requestUnits) / (most - 1)
  const sweep = {
    requests: rounded(one.requests - requestsEach),
    requestUnits: rounded(one.requestUnits - requestUnitsEach),
    requestsEach: rounded(requestsEach),
    requestUnitsEach: rounded(requestUnitsEach),
  }
  return { ...(await measure()), sweep }
}

/** Runs the product's own routes and jobs over the real client library and the stand-in, which charges for it. */
async function measure(): Promise<Measured> {
  const stage = await openStage()
  try {
    return { costs: await costsOf(stage), bytes: await stage.bytesByType() }
  } finally {
    await stage.close()
  }
}

/** What one look of the timer asks and costs where nothing is to be done, in so many physical partitions. */
async function measureSweep(keyRanges: number): Promise<Pick<Cost, 'requests' | 'requestUnits'>> {
  const { sweep } = await import('#functions/jobs/sweeper.ts')
  const stage = await openStage(keyRanges)
  try {
    const { requests, requestUnits } = await stage.spentBy(() => sweep(stage.services))
    return { requests, requestUnits }
  } finally {
    await stage.close()
  }
}

type Stage = Awaited<ReturnType<typeof openStage>>

async function costsOf(stage: Stage): Promise<Record<string, Cost>> {
  const { ask, spentBy, work, store, services } = stage
  const target = await stage.holding('central', targetHolders, 1_000)
  const source = await stage.holding('selfService', sourceHolders, sourceHolders)
  const [admin, member] = [stage.admin, stage.people[3] as string]
  const screen = (route: string, params = {}, query = {}) =>
    spentBy(() => ask(admin, route, { params, query }))
  const costs: Record<string, Cost> = {
    'own licences': await spentBy(() => ask(member, 'seats-own-licenses')),
    'may I buy': await spentBy(() =>
      ask(member, 'catalogue-eligibility', { query: { productId: product, channel: 'selfService' } }),
    ),
    'list of subscriptions': await screen('subscriptions-list'),
    'one subscription': await screen('subscriptions-get', { id: target }),
    'its holders': await screen('seats-list', { id: target }),
    'the audit trail, a page': await screen('audit-list'),
  }

  let bought = ''
  costs['purchase with a card'] = await spentBy(async () => {
    const card = await ask(member, 'billing-payment-methods-create', {
      body: { type: 'card', token: 'tok_ok' },
    })
    const body = {
      productId: product,
      channel: 'selfService',
      totalLicenses: 5,
      paymentMethodId: card['id'],
    }
    bought = String((await ask(member, 'purchasing-buy', { body, repeat: randomUUID() }))['id'])
    await work()
  })
  const users = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => userId(from + index))
  costs['5 licences given'] = await spentBy(async () => {
    await ask(admin, 'seats-assign', {
      params: { id: target },
      body: { userIds: users(70, 5) },
      headers: { 'if-match': await stage.etagOf(target) },
    })
    await work()
  })
  costs['request, approved'] = await spentBy(async () => {
    const asked = await ask(member, 'requests-create', { body: { productId: product }, repeat: randomUUID() })
    await work()
    await ask(admin, 'requests-approve', {
      params: { id: String(asked['id']) },
      body: { subscriptionId: target },
      headers: { 'if-match': await stage.etagOf(String(asked['id'])) },
      repeat: randomUUID(),
    })
    await work()
  })
  costs['take-over'] = await spentBy(async () => {
    await ask(admin, 'take-over-take-control', { params: { id: source } })
    await ask(admin, 'take-over-move-users', {
      params: { id: source },
      body: { targetSubscriptionId: target, confirm: true },
      headers: { 'if-match': await stage.etagOf(source) },
      repeat: randomUUID(),
    })
    await work()
  })
  costs['export'] = await spentBy(async () => {
    const { id } = await ask(admin, 'seats-licenses-export', {
      body: { subscriptionIds: [target] },
      repeat: randomUUID(),
    })
    await work()
    await ask(admin, 'seats-exports-get', { params: { id: String(id) } })
  })
  // By the purchaser's own term, the announcement first.
  for (const what of ['renewal announced', 'renewal']) {
    const { dueAt } = (await store.documents.read<Subscription>(home, bought)) ?? {}
    if (!dueAt) throw new Error(`Nothing is due of ${bought}.`)
    stage.moveTo(Date.parse(dueAt))
    costs[what] = await spentBy(async () => {
      await wakeUpForDue(services, home, what)
      await work()
    })
  }
  return costs
}

/** An organisation of a hundred people in a store of its own. */
async function openStage(keyRanges = 1) {
  const spent = { requests: 0, requestUnits: 0, executions: 0, messages: 0 }
  const store = await openStandIn({
    keyRanges,
    requestTimeoutMs: 60_000,
    observe: (_, requestUnits) => {
      spent.requests += 1
      spent.requestUnits += requestUnits
    },
  })
  const client = new CosmosClient({ endpoint: store.endpoint, key: emulatorKey })
  const container = client.database(containers.database).container('commerce')
  const simulated = simulatedServices({ settings: { rateLimitPerSecond: 1_000_000 } })
  const { messages } = simulated
  const startedAtMs = Date.parse(simulated.services.clock.now())
  const services: Services = {
    ...simulated.services,
    documents: store.documents,
    acrossTenants: store.acrossTenants,
    payments: simulatedPayments().gateway,
    files: new FileStore(() => {}).seenBy(),
    ids: randomIds,
    messages: {
      send: (...message) => {
        spent.messages += 1
        return messages.messages.send(...message)
      },
    },
    log: (level, message) => {
      if (level === 'error') throw new Error(message)
    },
  }
  await prepare()

  async function prepare() {
    const users = Array.from({ length: people }, (_, index) =>
      aUser({ userId: userId(index), displayName: `Una User ${index}` }),
    )
    await create(aTenant(), newPolicy(home), ...users.slice(0, 90))
    await create(...users.slice(90))
  }

  async function create(...documents: readonly Document[]): Promise<void> {
    const { committed } = await store.documents.commit(
      home,
      documents.map((document) => ({ kind: 'create', document })),
    )
    if (!committed) throw new Error('The stage of the measurement was not stored.')
  }

  const token = (number: number, roles: readonly string[] = []) =>
    tokenOf({
      tenantId: home,
      objectId: userId(number),
      name: `Una User ${number}`,
      userPrincipalName: `una.user.${number}@fabrikam.example`,
      directoryRoles: roles,
    })

  /** As it lies in the store; the reading of it is nobody's cost. */
  async function stored() {
    const { resources } = await container.items
      .query<Document & { readonly ttl?: number }>('SELECT * FROM c', { partitionKey: home })
      .fetchAll()
    return resources.map((one) => ({ one, bytes: Buffer.byteLength(JSON.stringify(one)) }))
  }

  async function bytesKept(): Promise<{ readonly kept: number; readonly forAWhile: number }> {
    const sum = { kept: 0, forAWhile: 0 }
    for (const { one, bytes } of await stored()) {
      if ('ttl' in one && Number(one.ttl) > 0) sum.forAWhile += bytes
      else sum.kept += bytes
    }
    return sum
  }

  return {
    services,
    store,
    admin: token(1, [globalAdmin]),
    people: Array.from({ length: people }, (_, number) => token(number)),
    moveTo: (ms: number) => simulated.moveClock(ms - startedAtMs - (nowMs() - startedAtMs)),

    /** A subscription that so many hold. */
    async holding(
      channel: 'central' | 'selfService',
      holders: number,
      total: number,
    ): Promise<SubscriptionId> {
      const id = randomIds.next() as SubscriptionId
      const seats = seatsOf({ total, assigned: holders })
      const about = { purchaserId: userId(2), productId: product, controlledBy: null }
      const subscription = anActive({ ...about, id, channel, seats, family: 'Power BI' })
      const assignments = Array.from({ length: holders }, (_, index) =>
        anAssignment(subscription, userId((channel === 'central' ? 20 : 5) + index) as UserId, {
          userPrincipalName: `una.user.${index}@fabrikam.example`,
          displayName: `Una User ${index}`,
        }),
      )
      await create(subscription, ...assignments)
      return id
    },

    async ask(
      caller: string,
      route: string,
      asked: Omit<Asked, 'token'> = {},
    ): Promise<Record<string, unknown>> {
      spent.executions += 1
      const params = { t: home, ...asked.params }
      const answer = await callRoute(services, route, { ...asked, token: caller, params })
      if ((answer.status ?? 200) >= 400)
        throw new Error(`${route}: ${answer.status} ${JSON.stringify(answer.jsonBody)}`)
      return (answer.jsonBody ?? {}) as Record<string, unknown>
    },

    /** What the queues have, until they are empty. */
    async work(): Promise<void> {
      for (let found = true; found; ) {
        found = false
        for (const queue of jobs.queues) {
          const delivery = messages.takeNext(queue)
          if (!delivery) continue
          found = true
          spent.executions += 1
          await jobs.of(queue).handle(services, queue, delivery.message.body, delivery.deliveryCount)
          messages.complete(delivery)
        }
      }
    },

    async etagOf(id: string): Promise<string> {
      const { requests, requestUnits } = spent
      const found = await store.documents.read(home, id)
      Object.assign(spent, { requests, requestUnits })
      return found?._etag ?? ''
    },

    async spentBy(act: () => Promise<unknown>): Promise<Cost> {
      const bytes = await bytesKept()
      const mails = simulated.mails.length
      Object.assign(spent, { requests: 0, requestUnits: 0, executions: 0, messages: 0 })
      await act()
      const { requestUnits, ...counts } = spent
      const after = await bytesKept()
      return {
        ...counts,
        requestUnits: Math.round(requestUnits * 10) / 10,
        mails: simulated.mails.length - mails,
        bytesKept: after.kept - bytes.kept,
        bytesForAWhile: after.forAWhile - bytes.forAWhile,
      }
    },

    async bytesByType(): Promise<Record<string, number>> {
      const sums = new Map<string, { bytes: number; count: number }>()
      for (const { one, bytes } of await stored()) {
        const sum = sums.get(one.type) ?? { bytes: 0, count: 0 }
        sums.set(one.type, { bytes: sum.bytes + bytes, count: sum.count + 1 })
      }
      const average = [...sums].map(([type, { bytes, count }]) => [type, Math.round(bytes / count)] as const)
      return Object.fromEntries(average.toSorted(([a], [b]) => (a < b ? -1 : 1)))
    },

    async close() {
      client.dispose()
      await store.close()
    },
  }

  function nowMs(): number {
    return Date.parse(services.clock.now())
  }
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10
}
