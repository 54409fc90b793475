import type { Document } from '#core/documents.ts'
import type { Services } from '#functions/jobs/job.ts'
import { sweep } from '#functions/jobs/sweeper.ts'
import type { Observe } from '#infra/documents/observe-requests.ts'
import type { Store } from '../../contract/documents/suite.ts'
import { adminId, crowded, holderOf, moved, rowsOf, scenery } from '../../contract/lists/rows.ts'
import { anActive, tenantId, userId } from '../../support/builders.ts'
import { callRoute } from '../../support/simulated/ask.ts'
import { simulatedServices } from '../../support/simulated/services.ts'
import { tokenOf } from '../../support/simulated/tokens.ts'

export interface Charge {
  readonly what: string
  readonly requests: number
  readonly requestUnits: number
}

export interface WatchedStore {
  readonly store: Pick<Store, 'documents' | 'acrossTenants'>
  /** Called once for every request that the store sends from now on. */
  watch(observe: Observe): void
}

const admin = tokenOf({
  tenantId: tenantId(1),
  objectId: adminId,
  directoryRoles: ['62e90394-69f5-4237-9190-012177145e10'],
})
const member = tokenOf({ tenantId: tenantId(1), objectId: adminId })
const t = tenantId(1)
const newcomer = userId(0x10_000_000)

/** What a Monday consists of: what every page asks first, what is polled, and what is written most. */
const calls: readonly (readonly [what: string, route: string, asked: Parameters<typeof callRoute>[2]])[] = [
  ['who am I', 'organisation-me', { token: member }],
  ['the policy, as the module reads it', 'policies-get', { token: admin, params: { t } }],
  [
    'may I buy this',
    'catalogue-eligibility',
    { token: member, params: { t }, query: { productId: anActive().productId } },
  ],
  ['100 subscriptions', 'subscriptions-list', { token: admin, params: { t }, query: { maxpagesize: '100' } }],
  ['one subscription', 'subscriptions-get', { token: admin, params: { t, id: crowded.id } }],
  [
    '100 of its users',
    'seats-list',
    { token: admin, params: { t, id: crowded.id }, query: { maxpagesize: '100' } },
  ],
  ['people by a prefix', 'organisation-people', { token: admin, params: { t }, query: { search: 'rob' } }],
  ['an operation, polled', 'operations-get', { token: admin, params: { t, id: moved.id } }],
  [
    'assigning one user',
    'seats-assign',
    { token: admin, params: { t, id: 'OWN' }, body: { userIds: [newcomer] } },
  ],
]

/** The ten hottest calls, each through its whole route, and what the store charges for each. */
export async function lookAtCalls({ store, watch }: WatchedStore): Promise<Charge[]> {
  const simulated = simulatedServices({ settings: { rateLimitPerSecond: 1_000_000 } })
  const services: Services = { ...simulated.services, ...store }
  const rows = Array.from({ length: 120 }, (_, number) => number)
  const holders = Array.from({ length: 300 }, (_, number) => number)
  await create(store.documents, [
    ...scenery,
    ...rows.flatMap(rowsOf).filter(isUsual),
    ...holders.map(holderOf),
  ])
  const own = rowsOf(0).find((document) => document.type === 'subscription')?.id ?? ''

  const spent = { requests: 0, requestUnits: 0 }
  watch((_, requestUnits) => {
    spent.requests += 1
    spent.requestUnits += requestUnits
  })
  const charge = async (what: string, work: () => Promise<unknown>): Promise<Charge> => {
    Object.assign(spent, { requests: 0, requestUnits: 0 })
    await work()
    return { what, ...spent }
  }
  const charges: Charge[] = []
  for (const [what, route, asked] of calls) {
    const params = asked.params?.['id'] === 'OWN' ? { ...asked.params, id: own } : asked.params
    charges.push(
      await charge(what, async () => {
        const answer = await callRoute(services, route, { ...asked, ...(params ? { params } : {}) })
        if (Number(answer.status) >= 300)
          throw new Error(`${route}: ${answer.status} ${JSON.stringify(answer.jsonBody)}`)
      }),
    )
  }
  charges.push(await charge('a tick of the timer', () => sweep(services)))
  return charges
}

/** Nobody has customers, unfinished work or money on its way by the hundred. */
function isUsual({ type }: Document): boolean {
  return !['delegation', 'operation', 'refund'].includes(type)
}

async function create(documents: Store['documents'], all: readonly Document[]): Promise<void> {
  for (const [tenant, ofTenant] of Map.groupBy(all, (document) => document.tenantId)) {
    for (let from = 0; from < ofTenant.length; from += 100) {
      const writes = ofTenant
        .slice(from, from + 100)
        .map((document) => ({ kind: 'create', document }) as const)
      const { committed } = await documents.commit(tenant, writes)
      if (!committed) throw new Error('A document was there already.')
    }
  }
}
