import type { Actor } from '../audit/audit-entry.ts'
import type { OperationId, ProductId, SubscriptionId, UserId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { DocumentBase, Write } from '../ports/documents.ts'

export const operationStates = ['NotStarted', 'Running', 'Paused', 'Succeeded', 'Failed', 'Canceled'] as const
export type OperationState = (typeof operationStates)[number]

export interface Progress {
  readonly total: number
  readonly succeeded: number
  readonly skipped: number
  readonly failed: number
  /** Of a whole move: users of the source who have been looked at before all of them move at once. */
  readonly compared?: number
}

/** Time in which an operation could get on: from when it was asked for, but not paused or waiting for a person. */
export interface WorkingTime {
  /** Up to the last interruption, in milliseconds. */
  readonly ms: number
  /** Since when it goes on; null while it does not. */
  readonly since: Instant | null
}

/** A subscription as it was when work on it was asked for: a list of operations has its names without reading it. */
export interface Subject {
  readonly id: SubscriptionId
  readonly productId: ProductId
  readonly purchaserId: UserId
  readonly purchaserName: string
}

export function subjectOf({ id, productId, purchaserId, purchaserName }: Subject): Subject {
  return { id, productId, purchaserId, purchaserName }
}

/** What all long work has in common; each kind adds its own in its feature, and core/documents.ts unites them. */
export interface OperationBase extends DocumentBase {
  readonly type: 'operation'
  readonly id: OperationId
  readonly kind: string
  readonly state: OperationState
  /** Goes up by one with every step; a step that expects another number does nothing. */
  readonly sequence: number
  /** Who took the last step, so that a worker knows its own work after a lost answer. */
  readonly lastStep: { readonly by: string; readonly deliveryCount: number }
  /** The subscription it works on; for several the first. */
  readonly subscriptionId: SubscriptionId
  /** That subscription; absent where an earlier release began the operation. */
  readonly subject?: Subject
  readonly progress: Progress
  readonly startedBy: Actor
  readonly createdAt: Instant
  /** Asked for that time: it does not begin before. Until then it holds nothing, and can be changed and revoked. (B11) */
  readonly startAt?: Instant
  /** When it began, of one that was asked for a time. */
  readonly begunAt?: Instant
  /** The operation that runs this as one of several. (B05) */
  readonly parentId?: OperationId
  readonly updatedAt: Instant
  readonly completedAt: Instant | null
  readonly work: WorkingTime
  readonly error: { readonly code: string; readonly message: string } | null
  /** Its message is among the dead letters: somebody has to look. */
  readonly needsAttention: boolean
  readonly traceparent: string
  /** The operation that undoes it, or has; absent or null while there is none. (B20) */
  readonly undoneBy?: OperationId | null
  /** When that was done. */
  readonly undoneAt?: Instant
  /** Seconds after the last change until it is forgotten; -1 while it runs. */
  readonly ttl: number
}

/** Asked for a time, and not begun: it is a plan, which holds nothing. */
export function isWaiting({
  startAt,
  begunAt,
  completedAt,
}: Pick<OperationBase, 'startAt' | 'begunAt' | 'completedAt'>): boolean {
  return startAt !== undefined && begunAt === undefined && completedAt === null
}

/** What every operation begins with, whatever its kind. */
export function newOperation<Kind extends string>(of: {
  readonly kind: Kind
  readonly id: OperationId
  readonly subscription: Subject & { readonly tenantId: OperationBase['tenantId'] }
  readonly total: number
  readonly by: Actor
  readonly at: Instant
  readonly traceparent: string
  readonly startAt?: Instant | undefined
  readonly parentId?: OperationId | undefined
}): OperationBase & { readonly kind: Kind } {
  return {
    type: 'operation',
    id: of.id,
    tenantId: of.subscription.tenantId,
    schemaVersion: 1,
    kind: of.kind,
    state: 'NotStarted',
    sequence: 0,
    lastStep: { by: '', deliveryCount: 0 },
    subscriptionId: of.subscription.id,
    subject: subjectOf(of.subscription),
    progress: { total: of.total, succeeded: 0, skipped: 0, failed: 0 },
    startedBy: of.by,
    createdAt: of.at,
    ...(of.startAt === undefined ? {} : { startAt: of.startAt }),
    ...(of.parentId === undefined ? {} : { parentId: of.parentId }),
    updatedAt: of.at,
    completedAt: null,
    work: { ms: 0, since: of.startAt === undefined ? of.at : null },
    error: null,
    needsAttention: false,
    traceparent: of.traceparent,
    ttl: -1,
  }
}

/** One invocation of a worker. */
export interface Delivery {
  /** So that a step whose answer was lost is recognised as its own. */
  readonly by: string
  /** 1 at the first delivery of the message. */
  readonly deliveryCount: number
}

/** An operation that has changed, and the writes that make it so. */
export interface Changed<O extends OperationBase> {
  readonly operation: O
  readonly writes: readonly Write[]
}

/** Gives back what an unfinished operation holds, such as reserved seats: part of the batch that ends it early. */
export type Release<O extends OperationBase> = (operation: O) => Changed<O>

/** For work that holds nothing. */
export function releaseNothing<O extends OperationBase>(operation: O): Changed<O> {
  return { operation, writes: [] }
}

/** 30 days: how long a finished operation can be read. */
export const operationTtlSeconds = 30 * 24 * 3600

/** What an unfinished operation works from is kept from its beginning on: it may be paused, and is read after its end. */
export const listTtlSeconds = 3 * operationTtlSeconds
