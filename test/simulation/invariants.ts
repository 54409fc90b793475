import type { AuditEntry } from '#core/audit/audit-entry.ts'
import type { Document, Operation } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { OperationId, SubscriptionId, TenantId, UserId } from '#core/kernel/ids.ts'
import type { Mail } from '#core/mail/mail.ts'
import type { Write } from '#core/ports/documents.ts'
import type { Assignment } from '#core/seats/assignment.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { Selection } from '#core/take-over/selection.ts'
import type { SimulatedDocuments } from '../support/simulated/documents.ts'
import { type JobRecord, SeatLedger, wrongSeatChange } from './seat-ledger.ts'

type Breaks = (invariant: string, seen: string) => void

/** Looks at every batch the moment it is stored: what must hold at all times holds then. */
export class Invariants {
  readonly ledger = new SeatLedger()
  readonly jobs = new Map<OperationId, JobRecord>()
  readonly #documents: SimulatedDocuments
  readonly #home: TenantId
  readonly #operators: TenantId
  readonly #breaks: Breaks
  /** Set once there are workers: an operation is marked only when one of its own messages was on its last try. */
  mayWantAttention: (operation: Operation) => boolean = () => false

  constructor(documents: SimulatedDocuments, home: TenantId, operators: TenantId, breaks: Breaks) {
    this.#documents = documents
    this.#home = home
    this.#operators = operators
    this.#breaks = breaks
    for (const document of documents.all(home)) {
      if (document.type === 'assignment') this.ledger.follow(document)
    }
    documents.onCommit((tenantId, writes) => this.#look(tenantId, writes))
  }

  #look(tenantId: TenantId, writes: readonly Write[]): void {
    if (tenantId === this.#operators) return
    if (tenantId !== this.#home) {
      this.#breaks('tenant isolation', `a batch of ${writes.length} writes went to another tenant`)
      return
    }
    const documents = writes.map((write) => this.#peek('document' in write ? write.document.id : write.id))
    const touched = new Set<SubscriptionId>()
    const job = this.#operation(documents.find((document) => document?.type === 'operation'))
    for (const document of documents) {
      if (document?.type === 'assignment') this.#assignment(document, job, touched)
      if (document?.type === 'subscription') touched.add(document.id)
    }
    const target = job && targetOf(job.operation)
    if (target) touched.add(target)
    for (const id of touched) this.#subscription(id)
    if (job) this.#job(job)
    if (job) job.leastFree = this.#free(job)
  }

  #free({ operation }: JobRecord): number {
    const target = this.#peek(targetOf(operation) ?? '') as Subscription | undefined
    return target ? freeIn(target) : 0
  }

  #peek(id: string): Document | undefined {
    return this.#documents.peek(this.#home, id)
  }

  #operation(document: Document | undefined): JobRecord | undefined {
    if (document?.type !== 'operation') return undefined
    const known = this.jobs.get(document.id)
    if (!known) {
      const job: JobRecord = {
        operation: document,
        users: this.#usersOf(document),
        done: new Set(),
        skipped: new Set(),
        leastFree: Number.POSITIVE_INFINITY,
      }
      this.jobs.set(document.id, job)
      if (job.users.size !== document.progress.total) {
        this.#breaks('progress adds up', `started with ${document.progress.total} of ${job.users.size} users`)
      }
      return job
    }
    const before = known.operation
    if (document.sequence !== before.sequence + 1) {
      this.#breaks('one step at a time', `sequence ${before.sequence} became ${document.sequence}`)
    }
    if (before.completedAt) this.#breaks('an end is final', `${before.state} became ${document.state}`)
    if (document.needsAttention && !before.needsAttention && !this.mayWantAttention(document)) {
      this.#breaks('nobody is called without need', `${document.kind} ${document.id} was marked`)
    }
    known.operation = document
    return known
  }

  #usersOf(operation: Operation): ReadonlySet<UserId> {
    const selection = this.#peek(documentId.selection(operation.id)) as Selection | undefined
    return new Set(selection?.userIds ?? this.ledger.holders(operation.subscriptionId).keys())
  }

  #assignment(document: Assignment, job: JobRecord | undefined, touched: Set<SubscriptionId>): void {
    const before = this.ledger.follow(document)
    const { seat, userId } = document
    touched.add(seat.subscriptionId)
    if (before) touched.add(before.subscriptionId)
    if (before?.state === seat.state && before.subscriptionId === seat.subscriptionId) return
    if (!job) {
      if (seat.state === 'revoked') this.ledger.remember(seat.subscriptionId, userId)
      return
    }
    const target = targetOf(job.operation)
    const holdsTarget = target !== undefined && this.ledger.holders(target).has(userId)
    const wrong = wrongSeatChange(job, before, document, holdsTarget)
    if (wrong) this.#breaks('nobody gains or loses a licence by a job', wrong)
    const done = job.operation.kind === 'cancel' || seat.state === 'active'
    ;(done ? job.done : job.skipped).add(userId)
  }

  #subscription(id: SubscriptionId): void {
    const subscription = this.#peek(id) as Subscription | undefined
    if (!subscription) return
    const { total, assigned, reserved, available } = subscription.seats
    const numbers = JSON.stringify(subscription.seats)
    if (assigned + reserved > total) this.#breaks('assigned + reserved <= total', numbers)
    if (total !== available + assigned + reserved || Math.min(available, assigned, reserved) < 0) {
      this.#breaks('total = available + assigned + reserved', numbers)
    }
    const holders = this.ledger.holders(id)
    let held = 0
    for (const [userId, count] of holders) {
      held += count
      if (count > 1)
        this.#breaks('one licence per user and subscription', `${userId} holds ${count} of ${id}`)
    }
    if (held !== assigned) this.#breaks('counters equal assignments', `${held} held, ${numbers}`)
    if (subscription.state === 'deleted' && held > 0) {
      this.#breaks('a deleted subscription has no users', `${held} still hold ${id}`)
    }
    let holdsBack = 0
    for (const job of this.jobs.values()) {
      const { operation } = job
      if (operation.kind !== 'moveUsers' || operation.targetSubscriptionId !== id) continue
      if (operation.completedAt) continue
      holdsBack += operation.reserved
      job.leastFree = Math.min(job.leastFree, freeIn(subscription))
    }
    if (holdsBack !== reserved) {
      this.#breaks('reserved equals what running jobs hold back', `${holdsBack} held back, ${numbers}`)
    }
  }

  #job(job: JobRecord): void {
    const { operation, done, skipped, users } = job
    const { progress, state } = operation
    const counted = `${done.size} done, ${skipped.size} skipped, ${JSON.stringify(progress)}`
    if (progress.succeeded !== done.size) this.#breaks('progress equals outcomes', counted)
    if (state !== 'Succeeded' && progress.skipped !== skipped.size) {
      this.#breaks('progress equals outcomes', counted)
    }
    if (!this.#peek(documentId.audit(`${operation.id}:start`)))
      this.#breaks('audit complete', 'no entry of the start')
    if (!operation.completedAt) return
    const sum = progress.succeeded + progress.skipped + progress.failed
    if (state !== 'Canceled' && sum !== progress.total) this.#breaks('progress adds up', counted)
    this.#audited(operation)
    const mail = this.#peek(documentId.mail(operation.id)) as Mail | undefined
    const source = this.#peek(operation.subscriptionId) as Subscription
    const deletes = state === 'Succeeded' && !(operation.kind === 'moveUsers' && operation.onlySelected)
    if ((source.state === 'deleted') !== deletes)
      this.#breaks('only a whole job deletes', `${state}, ${source.state}`)
    if ((mail !== undefined) !== deletes) {
      this.#breaks('one mail', mail ? `a mail although ${state}` : 'no mail in the batch that deletes')
    }
    if (source.operationId === operation.id)
      this.#breaks('an ended job lets go', `${source.id} is still held`)
    if (state === 'Succeeded') {
      for (const userId of users) {
        if (this.ledger.holders(source.id).has(userId)) {
          this.#breaks('nobody is overlooked', `${userId} still holds the source`)
        }
        const left = done.has(userId) || skipped.has(userId) || this.ledger.left.get(source.id)?.has(userId)
        if (!left) this.#breaks('nobody is overlooked', `${userId} vanished from the source`)
      }
    }
    if (state === 'Failed') this.#failed(job)
  }

  #audited(operation: Operation): void {
    const end = this.#peek(documentId.audit(`${operation.id}:end`))
    const act = this.#peek(documentId.audit(`${operation.id}:${operation.sequence}`)) as
      | AuditEntry
      | undefined
    if (!end && !act) this.#breaks('audit complete', `no entry of the end, ${operation.state}`)
    if (end && act) this.#breaks('audit complete', 'two entries of the end')
  }

  /** A job fails for want of seats or because an operator dropped it, and for nothing else. */
  #failed({ operation, leastFree }: JobRecord): void {
    const act = this.#peek(documentId.audit(`${operation.id}:${operation.sequence}`)) as
      | AuditEntry
      | undefined
    if (act?.action === 'operation.drop') return
    // It may have looked at any moment since its last batch: what was freed later it could not know.
    if (operation.error?.code === 'NotEnoughLicenses' && leastFree === 0) return
    this.#breaks(
      'a job fails only for want of seats',
      `${operation.error?.code}, ${leastFree} free all the time`,
    )
  }
}

/** A target that is itself being emptied has no seat to give. */
function freeIn({ state, operationId, seats }: Subscription): number {
  return state === 'active' && operationId === null ? seats.available : 0
}

function targetOf(operation: Operation): SubscriptionId | undefined {
  return operation.kind === 'moveUsers' ? operation.targetSubscriptionId : undefined
}
