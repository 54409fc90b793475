import { type Actor, auditEntry } from '../audit/audit-entry.ts'
import type { Books } from '../billing/give-back.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { OperationId, ProductId, SubscriptionId, UserId } from '../kernel/ids.ts'
import { notFound, type Refusal, refuse } from '../kernel/refusals.ts'
import type { Instant } from '../kernel/time.ts'
import { type Changed, type Delivery, newOperation, type OperationBase } from '../operations/operation.ts'
import { begun, changedTo, ended, stepped } from '../operations/step.ts'
import type { User } from '../organisation/user.ts'
import type { Comparison, Query, Stored, Write } from '../ports/documents.ts'
import type { Standing } from '../subscriptions/standing.ts'
import { type Subscription, workingStates } from '../subscriptions/subscription.ts'
import type { Telling } from './tell.ts'
import { refuseTransfer, transferOwnership } from './transfer-ownership.ts'

/** Gives everything that somebody bought to somebody else, one subscription a step. (R165) */
export interface TransferOwnershipOperation extends OperationBase {
  readonly kind: 'transferOwnership'
  readonly from: Owner
  readonly to: Owner
  /** What was theirs when it was asked for, in the order in which it was bought, and what became of each so far. */
  readonly items: readonly TransferItem[]
  /** They had bought more than one operation takes: the rest is asked for again. */
  readonly hasMore?: true
}

export interface Owner {
  readonly userId: UserId
  readonly displayName: string
  readonly userPrincipalName: string
}

export interface TransferItem {
  readonly subscriptionId: SubscriptionId
  readonly productId: ProductId
  readonly outcome: 'toDo' | 'succeeded' | 'skipped' | 'failed'
  /** Why, of one that failed. */
  readonly refusal?: Refusal
}

/** So many in one operation: they stand in its document. Who has more asks again for the rest. */
export const transfersMax = 1_000

/** What somebody bought that can be somebody else's. What is bought for the organisation is its own. */
export function transferable(userId: UserId): Query {
  const where: readonly Comparison[] = [
    { field: 'type', is: '=', value: 'subscription' },
    { field: 'purchaserId', is: '=', value: userId },
    { field: 'channel', is: 'in', values: ['selfService', 'trial'] },
    { field: 'state', is: 'in', values: [...workingStates] },
  ]
  return { where, orderBy: { field: 'createdAt', direction: 'ascending' } }
}

export interface TransferRequest {
  readonly operationId: OperationId
  /** More than `transfersMax` of them: those are left for another one, and it says so. */
  readonly subscriptions: readonly Subscription[]
  readonly from: Owner
  readonly to: User
  readonly by: Actor
  readonly at: Instant
  readonly traceparent: string
}

/** Begins it; whether each can be given is decided when it is its turn. */
export function startTransfer(
  request: TransferRequest,
):
  | Refusal<'NothingToTransfer' | 'GuestCannotBeAssigned' | 'UserNotActive'>
  | Changed<TransferOwnershipOperation> {
  const { from, to, by, at, operationId: id } = request
  const subscriptions = request.subscriptions.slice(0, transfersMax)
  const hasMore = request.subscriptions.length > transfersMax
  const target = { target: 'userId' }
  if (to.userType === 'guest') return refuse('GuestCannotBeAssigned', {}, target)
  if (!to.accountEnabled) return refuse('UserNotActive', {}, target)
  const [first] = subscriptions
  if (!first || to.userId === from.userId) return refuse('NothingToTransfer')
  const operation: TransferOwnershipOperation = {
    ...newOperation({
      ...request,
      id,
      kind: 'transferOwnership',
      subscription: first,
      total: subscriptions.length,
    }),
    from,
    to: ownerOf(to),
    items: subscriptions.map(({ id, productId }) => ({ subscriptionId: id, productId, outcome: 'toDo' })),
    ...(hasMore ? { hasMore } : {}),
  }
  const audit = auditEntry(documentId.audit(`${id}:start`), 'subscriptions.transferStarted', by, at, {
    tenantId: first.tenantId,
    operationId: id,
    facts: { from: from.userId, to: to.userId, total: subscriptions.length, ...(hasMore ? { hasMore } : {}) },
  })
  return begun(operation, [{ kind: 'create', document: audit }])
}

export function ownerOf({ userId, displayName, userPrincipalName }: Owner): Owner {
  return { userId, displayName, userPrincipalName }
}

/** Where the operation stands: the first that nobody has dealt with. */
export function nextTransfer({ items }: TransferOwnershipOperation): TransferItem | undefined {
  return items.find(({ outcome }) => outcome === 'toDo')
}

export interface TransferStep {
  readonly operation: TransferOwnershipOperation
  readonly subscription: Stored<Subscription> | undefined
  /** Undefined where they are gone by now. */
  readonly owner: User | undefined
  readonly hadTrial: boolean
  readonly books: Books | undefined
  readonly telling: Omit<Telling, 'purchaser'>
  readonly worker: Delivery
  readonly at: Instant
}

/** The next subscription becomes theirs, or the results say why not; with the last one it ends. */
export function planTransfer(step: TransferStep): Changed<TransferOwnershipOperation> {
  const { operation, worker, at } = step
  const { item, writes } = transferOne(step)
  const items = operation.items.map((one) => (one.subscriptionId === item.subscriptionId ? item : one))
  const stepping: TransferOwnershipOperation = {
    ...stepped(operation, worker, at),
    items,
    progress: {
      total: items.length,
      succeeded: countOf(items, 'succeeded'),
      skipped: countOf(items, 'skipped'),
      failed: countOf(items, 'failed'),
    },
  }
  if (nextTransfer(stepping)) return changedTo(operation, stepping, writes)
  const after = endOf(stepping, at)
  return changedTo(operation, after, [...writes, { kind: 'create', document: auditOfEnd(after, at) }])
}

function auditOfEnd(
  { id, tenantId, startedBy, from, to, progress }: TransferOwnershipOperation,
  at: Instant,
) {
  return auditEntry(documentId.audit(`${id}:end`), 'subscriptions.transferEnded', startedBy, at, {
    tenantId,
    operationId: id,
    facts: { from: from.userId, to: to.userId, ...progress },
  })
}

/** Where not one of them could be given that is no success. */
function endOf(operation: TransferOwnershipOperation, at: Instant): TransferOwnershipOperation {
  const { progress, items } = operation
  const code = items.find(({ outcome }) => outcome === 'failed')?.refusal?.refused
  if (progress.failed < progress.total || !code) return ended(operation, 'Succeeded', at)
  const message = 'None of the subscriptions could be given to the other person; the results say why.'
  return { ...ended(operation, 'Failed', at), error: { code, message } }
}

function countOf(items: readonly TransferItem[], wanted: TransferItem['outcome']): number {
  return items.filter(({ outcome }) => outcome === wanted).length
}

/** Who asked was an administrator then, and every administrator can stop it. */
const asAdministrator: Standing = { purchaser: false, admin: true, reader: true, licenseAdmin: false }

function transferOne(step: TransferStep): { readonly item: TransferItem; readonly writes: readonly Write[] } {
  const { operation, subscription, owner, hadTrial, books, telling, at } = step
  const item = nextTransfer(operation)
  if (!item) throw new Error(`Everything of ${operation.id} is dealt with.`)
  const failed = (refusal: Refusal) => ({
    item: { ...item, outcome: 'failed', refusal } as const,
    writes: [],
  })
  if (!subscription) return failed(notFound())
  // Somebody has given it to somebody else meanwhile: that counts.
  if (subscription.purchaserId !== operation.from.userId)
    return { item: { ...item, outcome: 'skipped' }, writes: [] }
  if (!owner) return failed(refuse('UserNotFound', {}, { target: 'userId' }))
  const refusal = refuseTransfer(subscription, asAdministrator, owner, hadTrial)
  if (refusal) return failed(refusal)
  const { writes } = transferOwnership(
    subscription,
    owner,
    {
      ...telling,
      purchaser: owner,
      by: operation.startedBy,
      at,
      operationId: operation.id,
      // Its mail is called after it, and the message of that takes 128 characters.
      auditId: documentId.audit(`${operation.id}:item${operation.items.indexOf(item)}`),
    },
    books,
  )
  return { item: { ...item, outcome: 'succeeded' }, writes }
}
