import type { Document } from '#core/documents.ts'
import type { ProductId, SubscriptionId, TenantId, UserId } from '#core/kernel/ids.ts'
import { newPolicy } from '#core/policies/policy.ts'
import { withDue } from '#core/subscriptions/due.ts'
import {
  anActive,
  anAssignment,
  aTenant,
  aUser,
  guid,
  seatsOf,
  tenantId as tenantIdOf,
} from '../../support/builders.ts'
import { globalAdmin } from '../../support/simulated/app.ts'
import { tokenOf } from '../../support/simulated/tokens.ts'
import type { Cloud } from './cloud.ts'

/** What is to be taken over in one organisation. */
export interface Shape {
  /** Subscriptions that are emptied, each held by so many. */
  readonly sources: number
  readonly usersEach: number
  /** Of these, who holds the target already. */
  readonly both: number
  /** Others who hold the target. */
  readonly others: number
  /** Only so many of each source are moved, by name; 0: all of them. */
  readonly chosen: number
}

export interface Organisation {
  readonly tenantId: TenantId
  readonly sourceIds: readonly SubscriptionId[]
  readonly targetIds: readonly SubscriptionId[]
  readonly holders: readonly UserId[]
  /** What its administrator calls with. */
  readonly token: string
}

const product = 'CFQ7TTC0L3PB' as ProductId

/**
 * Stores an organisation with an administrator, a purchaser, and what they hold. Ids begin with its number, so that no
 * two organisations share one.
 */
export async function found(cloud: Cloud, number: number, shape: Shape): Promise<Organisation> {
  const { sources, usersEach, both, others } = shape
  const tenantId = tenantIdOf(number + 10)
  const idOf = <Id extends string>(kind: number, index: number) => guid<Id>(kind, number * 2 ** 20 + index)
  const userIdOf = (index: number) => idOf<UserId>(0x20, index)
  const subscriptionIdOf = (index: number) => idOf<SubscriptionId>(0x30, index)
  const admin = aUser({ tenantId, userId: idOf(0x21, 1), displayName: 'Ada Admin' })
  const purchaser = aUser({ tenantId, userId: idOf(0x21, 2), displayName: 'Una Purchaser' })
  const targets = shape.chosen > 0 ? sources : 1
  const seatsEach = Math.ceil((others + sources * usersEach) / targets)
  const documents: Document[] = [aTenant({ tenantId }), newPolicy(tenantId), admin, purchaser]
  const holders = Array.from({ length: usersEach }, (_, index) => userIdOf(index))
  const sourceIds = Array.from({ length: sources }, (_, index) => subscriptionIdOf(index))
  const targetIds = Array.from({ length: targets }, (_, index) => subscriptionIdOf(sources + index))
  const purchaserId = purchaser.userId
  const shared = { tenantId, purchaserId, purchaserName: purchaser.displayName, productId: product }
  for (const [at, id] of sourceIds.entries()) {
    const seats = seatsOf({ total: usersEach, assigned: usersEach })
    documents.push(withDue(anActive({ ...shared, id, seats, controlledBy: null })))
    for (let index = 0; index < usersEach; index += 1)
      documents.push(assignment(tenantId, id, shape.chosen > 0 ? index : at * usersEach + index))
  }
  for (const id of targetIds) {
    const assigned = both + others
    const seats = seatsOf({ total: assigned + seatsEach + sources * usersEach, assigned })
    documents.push(withDue(anActive({ ...shared, id, channel: 'central', seats, controlledBy: null })))
    for (let index = 0; index < both; index += 1) documents.push(assignment(tenantId, id, index))
    for (let index = 0; index < others; index += 1)
      documents.push(assignment(tenantId, id, sources * usersEach + index))
  }
  await store(cloud, tenantId, documents)
  const token = tokenOf({
    tenantId,
    objectId: admin.userId,
    name: admin.displayName,
    directoryRoles: [globalAdmin],
  })
  return { tenantId, sourceIds, targetIds, holders, token }

  function assignment(tenantId: TenantId, id: SubscriptionId, index: number) {
    return anAssignment({ id, tenantId }, userIdOf(index))
  }
}

async function store(cloud: Cloud, tenantId: TenantId, documents: readonly Document[]): Promise<void> {
  for (let from = 0; from < documents.length; from += 100) {
    const some = documents.slice(from, from + 100)
    const commit = await cloud.calm.documents.commit(
      tenantId,
      some.map((document) => ({ kind: 'create', document })),
    )
    if (!commit.committed) throw new Error(`The organisation ${tenantId} was not stored.`)
  }
}
