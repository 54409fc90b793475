import { call, expectStatus, tokenOf } from '#local/system/api-client.ts'
import type { BenchSystem } from './bench-system.ts'
import type { Figure } from './figures.ts'
import {
  addPair,
  adminPersona,
  memberIds,
  onboard,
  openStore,
  purchaserId,
  purchaserPersona,
  tenantId,
} from './organisation.ts'
import { readStatistics, resetStatistics } from './statistics.ts'

/** What the same took when an assignment said itself which subscription it is of. */
const before = { assign: 6, unassign: 6, own: 4, holders: 4 }

/** What everyday requests ask of the store. */
export async function measureEveryday(system: BenchSystem): Promise<Figure[]> {
  await onboard(system)
  const store = openStore(system)
  const { targetId } = await addPair(store.documents, 1_000, { others: 1_000 })
  await store.close()
  const [admin, purchaser] = [
    await tokenOf(system.signIn, adminPersona),
    await tokenOf(system.signIn, purchaserPersona),
  ]
  const path = `/tenants/${tenantId}/subscriptions/${targetId}/assignments`
  const requestsOf = async (token: string, method: string, path: string, body?: object) => {
    await resetStatistics(system)
    await expectStatus(call(system.api, method, path, { token, body, headers: {} }), 200)
    return (await readStatistics(system)).requests
  }
  await requestsOf(admin, 'POST', path, { userIds: [purchaserId] })
  const userIds = memberIds.slice(0, 20)
  const now = {
    assign: await requestsOf(admin, 'POST', path, { userIds }),
    holders: await requestsOf(admin, 'GET', `${path}?maxpagesize=100`),
    own: await requestsOf(purchaser, 'GET', `/tenants/${tenantId}/users/me/licenses`),
    unassign: await requestsOf(admin, 'POST', `${path}/remove`, { userIds, confirm: true }),
  }
  const names = { assign: 'assign 20', unassign: 'unassign 20', own: 'own list', holders: 'list of holders' }
  return (Object.keys(now) as (keyof typeof now)[]).map((name) => ({
    what: `Storage requests, ${names[name]}`,
    figure: String(now[name]),
    target: `≤ ${before[name]} + 1`,
    met: now[name] <= before[name] + 1,
  }))
}
