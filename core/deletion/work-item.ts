import { type Actor, auditEntry } from '../audit/audit-entry.ts'
import { changes } from '../kernel/changes.ts'
import type { ProductId, SubscriptionId, TenantId, UserId, WorkItemId } from '../kernel/ids.ts'
import { type Refusal, refuse } from '../kernel/refusals.ts'
import { addMilliseconds, type Instant } from '../kernel/time.ts'
import type { DocumentBase, Stored, Write } from '../ports/documents.ts'

/** `data.purge`: of one deleted sign-up. `tenant.purge`: of a deleted organisation. */
export const workItemKinds = ['data.purge', 'tenant.purge'] as const
export type WorkItemKind = (typeof workItemKinds)[number]

export const workItemStates = ['queued', 'taken', 'done', 'withdrawn'] as const

/**
 * Id: a GUID. Data to remove outside of this product: a system of the operators takes it, and confirms that it is done.
 * It is created in the batch of the deletion that it follows, so it is there exactly once. (R020)
 */
export type WorkItem = QueuedItem | TakenItem | DoneItem | WithdrawnItem

interface WorkItemBase extends DocumentBase {
  readonly type: 'workItem'
  readonly id: WorkItemId
  readonly kind: WorkItemKind
  /** Of what the data is; null where it is all of the organisation. */
  readonly subscriptionId: SubscriptionId | null
  readonly productId: ProductId | null
  readonly userIds: readonly UserId[]
  readonly createdAt: Instant
  /** Nobody can take it earlier; by the machine's clock, as are the leases. */
  readonly notBefore: Instant
}

interface QueuedItem extends WorkItemBase {
  readonly state: 'queued'
}

/** In the hands of whoever knows the id of the lease; when that is over, anybody can take it. */
interface TakenItem extends WorkItemBase {
  readonly state: 'taken'
  readonly lease: { readonly id: string; readonly until: Instant; readonly by: string }
}

interface DoneItem extends WorkItemBase {
  readonly state: 'done'
  readonly doneAt: Instant
}

/** What was to be removed is needed after all. */
interface WithdrawnItem extends WorkItemBase {
  readonly state: 'withdrawn'
}

export function newWorkItem(
  of: Pick<WorkItemBase, 'id' | 'kind' | 'createdAt' | 'notBefore'> & {
    readonly tenantId: TenantId
  } & Partial<Pick<WorkItemBase, 'subscriptionId' | 'productId' | 'userIds'>>,
): WorkItem {
  return {
    type: 'workItem',
    schemaVersion: 1,
    state: 'queued',
    subscriptionId: null,
    productId: null,
    userIds: [],
    ...of,
  }
}

/** Who takes or completes it, and when by each clock. */
export interface Working {
  readonly leaseId: string
  readonly by: Actor
  readonly at: Instant
  readonly now: Instant
  readonly auditId: string
}

export interface Worked {
  readonly after: WorkItem
  readonly writes: readonly Write[]
}

/** Puts it into somebody's hands for a while; with the same lease again, for longer. */
export function takeWorkItem(
  item: Stored<WorkItem>,
  working: Working,
  seconds: number,
): Refusal<'WorkItemTaken' | 'WorkItemFinished' | 'WorkItemNotReady'> | Worked {
  const { leaseId: id, by, now } = working
  switch (item.state) {
    case 'done':
    case 'withdrawn':
      return refuse('WorkItemFinished', { state: item.state })
    case 'taken':
      if (item.lease.id !== id && item.lease.until > now)
        return refuse('WorkItemTaken', { until: item.lease.until })
      break
    case 'queued':
      if (now < item.notBefore) return refuse('WorkItemNotReady', { notBefore: item.notBefore })
  }
  const lease = { id, until: addMilliseconds(now, seconds * 1_000), by: by.name }
  return worked(item, { ...item, state: 'taken', lease }, 'workItem.taken', working)
}

/** The data is gone, says whoever took it. Late is good enough, as long as nobody else has taken it since. */
export function completeWorkItem(
  item: Stored<WorkItem>,
  working: Working,
): Refusal<'WorkItemTaken' | 'WorkItemFinished' | 'WorkItemNotTaken'> | Worked {
  switch (item.state) {
    case 'done':
      return { after: item, writes: [] }
    case 'withdrawn':
      return refuse('WorkItemFinished', { state: item.state })
    case 'queued':
      return refuse('WorkItemNotTaken')
    case 'taken': {
      const { lease } = item
      if (lease.id !== working.leaseId) return refuse('WorkItemTaken', { until: lease.until })
      const done: WorkItem = { ...item, state: 'done', doneAt: working.at }
      return worked(item, done, 'workItem.completed', working)
    }
  }
}

export function worked(
  before: Stored<WorkItem>,
  after: WorkItem,
  action: string,
  { by, at, auditId }: Pick<Working, 'by' | 'at' | 'auditId'>,
): Worked {
  const { id, tenantId, kind, subscriptionId } = before
  const audit = auditEntry(auditId, action, by, at, {
    ...(subscriptionId ? { subscription: { id: subscriptionId, tenantId } } : { tenantId }),
    facts: { workItemId: id, kind },
  })
  return {
    after,
    writes: [
      { kind: 'patch', id, set: changes(before, after), ifMatch: before._etag },
      { kind: 'create', document: audit },
    ],
  }
}
