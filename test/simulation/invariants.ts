import type { AuditEntry } from '#core/audit/audit-entry.ts'
import type { Document, Operation } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { OperationId, SubscriptionId, TenantId, UserId } from '#core/kernel/ids.ts'
import type { Mail } from '#core/mail/mail.ts'
import type { DocumentBase, Write } from '#core/ports/documents.ts'
import type { Assignment } from '#core/seats/assignment.ts'
import type { ExportUsersOperation } from '#core/seats/export.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { Selection } from '#core/take-over/selection.ts'
import type { SimulatedDocuments } from '../support/simulated/documents.ts'
import { freeIn, type JobRecord, lotIdOf, mayGetSeats, seenAtSwitch, targetOf } from './job-record.ts'
import { isOfList, ListLedger } from './lists/invariants.ts'
import { miscounted } from './operation-counts.ts'
import { lotsDoNotFit, SeatHistory } from './seat-history.ts'
import { SeatLedger, wrongSeatChange } from './seat-ledger.ts'
import { isTransfer, OwnerLedger } from './transfer/invariants.ts'
import { heldBackByUndo, UndoLedger } from './undo/invariants.ts'
import { isUndo } from './undo/seat-change.ts'

type Breaks = (invariant: string, seen: string) => void

export interface InvariantsOptions {
  readonly documents: SimulatedDocuments
  readonly home: TenantId
  readonly operators: TenantId
  /** An organisation that others look after. */
  readonly others?: TenantId | undefined
  readonly breaks: Breaks
  /** Hears what has happened that is not seen in every run. */
  readonly saw: (what: string) => void
}

/** Looks at every batch the moment it is stored: what must hold at all times holds then. */
export class Invariants {
  readonly ledger = new SeatLedger()
  readonly history = new SeatHistory()
  readonly jobs = new Map<OperationId, JobRecord>()
  readonly #documents: SimulatedDocuments
  readonly #home: TenantId
  readonly #operators: TenantId
  readonly #others: TenantId | undefined
  readonly #lists: ListLedger
  readonly #undos: UndoLedger
  readonly #owners: OwnerLedger
  readonly #breaks: Breaks
  readonly #saw: (what: string) => void
  /** Set once there are workers: an operation is marked only when one of its own messages was on its last try. */
  mayWantAttention: (operation: Operation) => boolean = () => false

  constructor({ documents, home, operators, others, breaks, saw }: InvariantsOptions) {
    this.#documents = documents
    this.#home = home
    this.#operators = operators
    this.#others = others
    const peek = (id: string) => this.#peek(id)
    this.#lists = new ListLedger({ breaks, saw, peek })
    this.#undos = new UndoLedger({ jobs: this.jobs, ledger: this.ledger, peek, breaks, saw })
    this.#owners = new OwnerLedger(peek, breaks)
    this.#breaks = breaks
    this.#saw = saw
    for (const document of documents.all(home)) {
      if (document.type === 'assignment') {
        this.ledger.follow(document)
        this.#undos.follow(document, undefined)
      }
      if (document.type === 'subscription') {
        this.ledger.followSubscription(document)
        this.#owners.follow(document)
      }
    }
    for (const document of documents.all(home))
      if (document.type === 'subscription') this.history.note(document, this.ledger.holders(document.id))
    this.history.together()
    documents.onCommit((tenantId, writes) => this.#look(tenantId, writes))
  }

  #look(tenantId: TenantId, writes: readonly Write[]): void {
    if (tenantId === this.#operators || tenantId === this.#others) return
    if (writes.every((write) => write.kind === 'create' && isOfDeadLetter(write.document))) return
    if (tenantId !== this.#home) {
      this.#breaks('tenant isolation', `a batch of ${writes.length} writes went to another tenant`)
      return
    }
    const documents = writes.map((write) => this.#peek('document' in write ? write.document.id : write.id))
    const touched = new Set<SubscriptionId>()
    const job = this.#operation(documents.find((document) => document?.type === 'operation'))
    const onSource =
      job && job.operation.kind !== 'exportUsers' && !isOfList(job.operation)
        ? this.ledger.holders(job.operation.subscriptionId)
        : new Map<UserId, number>()
    const undo = job && isUndo(job.operation) ? job.operation : undefined
    const before = undo && this.#undos.before(undo, this.ledger.subscription(undo.subscriptionId))
    const changed = documents.filter((document) => document?.type === 'subscription')
    if (job) this.#owners.check(job, changed)
    for (const document of changed) {
      this.#owners.follow(document)
      this.ledger.followSubscription(document)
      touched.add(document.id)
    }
    for (const document of documents) {
      if (document?.type === 'assignment') this.#assignment(document, job, touched)
    }
    for (const document of documents) {
      if (document?.type !== 'bulkPart') continue
      const { subscriptionId } = job?.operation ?? {}
      const holders = subscriptionId ? this.ledger.holders(subscriptionId) : new Map<UserId, number>()
      this.#lists.follow(document, job, (userId) => holders.has(userId))
    }
    if (job && before)
      this.#undos.check(
        job,
        before,
        documents.find((one) => one?.type === 'undoPart'),
      )
    for (const document of documents) if (document?.type === 'assignment') this.#undos.follow(document, job)
    if (job) this.#switch(job, onSource)
    const target = job && targetOf(job.operation)
    if (target) touched.add(target)
    if (job && isOfList(job.operation)) touched.add(job.operation.subscriptionId)
    for (const id of touched) this.#subscription(id)
    this.history.together()
    if (job?.operation.kind === 'exportUsers') this.#export(job.operation, documents)
    else if (job && isOfList(job.operation)) {
      this.#lists.check(job)
      if (job.operation.completedAt) this.#audited(job.operation)
    } else if (job && (isUndo(job.operation) || isTransfer(job.operation))) {
      this.#undos.checkEnd(job.operation)
      if (job.operation.completedAt) this.#audited(job.operation)
    } else if (job) this.#job(job)
    if (job) this.#lookAtTarget(job)
    this.#counts()
  }

  #counts(): void {
    const operations = Array.from(this.jobs.values(), ({ operation }) => operation)
    const wrong = miscounted(operations, (id) => this.#documents.peek(this.#home, id))
    if (wrong) this.#breaks('counts equal operations', wrong)
  }

  #lookAtTarget(job: JobRecord): void {
    const target = this.#stored(targetOf(job.operation) ?? '')
    job.leastFree = target ? freeIn(target) : 0
    job.targetWasHeld ||= (target?.operationId ?? null) !== null
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
        started: document,
        users: this.#usersOf(document),
        done: new Set(),
        skipped: new Set(),
        leastFree: Number.POSITIVE_INFINITY,
        targetWasHeld: false,
      }
      this.jobs.set(document.id, job)
      if (
        document.kind !== 'exportUsers' &&
        !isOfList(document) &&
        !isTransfer(document) &&
        job.users.size !== document.progress.total
      ) {
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
    if (operation.kind === 'exportUsers' || isTransfer(operation)) return new Set()
    if (isOfList(operation)) return this.#lists.usersOf(operation)
    if (isUndo(operation)) return this.#undos.usersOf(operation)
    const selection = this.#peek(documentId.selection(operation.id)) as Selection | undefined
    return new Set(selection?.userIds ?? this.ledger.holders(operation.subscriptionId).keys())
  }

  #assignment(document: Assignment, job: JobRecord | undefined, touched: Set<SubscriptionId>): void {
    const before = this.ledger.follow(document)
    const { seat, userId } = document
    const [from] = before?.state === 'active' ? this.ledger.ownersOf(before.lotId) : []
    const [to] = seat.state === 'active' ? this.ledger.ownersOf(seat.lotId) : []
    for (const id of [from, to]) if (id) touched.add(id)
    if (before?.state === seat.state && before.lotId === seat.lotId) return
    if (to && !mayGetSeats(seat.lotId, this.#stored(to), job))
      this.#breaks('a closed lot gets no seats', `${userId} got one in ${seat.lotId}`)
    if (seat.state === 'active' && !to)
      this.#breaks('a lot is in one place', `${userId} got a seat in ${seat.lotId}, which is nowhere`)
    if (seat.state === 'active' && before?.state === 'revoked') this.#saw('seat given again')
    if (job && seat.lotId !== lotIdOf(job) && before?.lotId === lotIdOf(job)) this.#saw('seat put back')
    if (!job) {
      if (seat.state === 'revoked' && from) this.ledger.remember(from, userId)
      return
    }
    const target = targetOf(job.operation)
    const holdsTarget = target !== undefined && this.ledger.holders(target).has(userId)
    const wrong = wrongSeatChange(job, { userId, from, to, holdsTarget })
    if (wrong) this.#breaks('nobody gains or loses a licence by a job', wrong)
    if (isUndo(job.operation)) {
      if (from && !to) this.ledger.remember(from, userId)
      return
    }
    if (isOfList(job.operation)) {
      job.done.add(userId)
      if (from && !to) this.ledger.remember(from, userId)
      if (from && !to && seat.leftBy !== job.operation.id)
        this.#breaks('who took a seat is noted', `not of ${userId}`)
      return
    }
    if (to === undefined) job.skipped.add(userId)
    else if (to === target) job.done.add(userId)
    if (to === target && from && before?.lotId !== this.#stored(from)?.openLotId)
      this.#saw('chosen user left a closed lot')
  }

  /** All at once: who was on the source is on the target now, or held it before. */
  #switch(job: JobRecord, before: ReadonlyMap<UserId, number>): void {
    const { operation } = job
    if (operation.state !== 'Succeeded') return
    const target = targetOf(operation)
    if (operation.kind === 'moveUsers' && operation.onlySelected) return
    if (operation.kind !== 'moveUsers' && operation.kind !== 'cancel') return
    const aside = this.ledger.inLot(lotIdOf(job))
    const stored = target && this.#stored(target)
    for (const what of seenAtSwitch(job, aside.size, stored)) this.#saw(what)
    for (const userId of before.keys()) {
      const isAside = target !== undefined && aside.has(userId)
      ;(isAside ? job.skipped : job.done).add(userId)
      if (target && !this.ledger.holders(target).has(userId))
        this.#breaks('nobody gains or loses a licence by a job', `left ${userId} with neither licence`)
    }
  }

  /** Its subscriptions are as they were at one time. */
  #export(operation: ExportUsersOperation, batch: readonly (Document | undefined)[]): void {
    if (operation.sequence > 0 || !batch.includes(operation)) return
    if (!this.history.wereTogether(operation.subscriptions))
      this.#breaks('nobody twice, nobody missing in an export', 'its subscriptions never were so together')
  }

  #stored(id: string): Subscription | undefined {
    const document = this.#peek(id)
    return document?.type === 'subscription' ? document : undefined
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
    for (const lotId of subscription.lotIds) {
      const owners = this.ledger.ownersOf(lotId)
      if (owners.length > 1) this.#breaks('a lot is in one place', `${lotId} is in ${owners.join(' and ')}`)
    }
    const misfit = lotsDoNotFit(subscription)
    if (misfit) this.#breaks('lots and their stays fit', misfit)
    const holders = this.ledger.holders(id)
    const unnoticed = this.history.note(subscription, holders)
    if (unnoticed) this.#breaks('whatever changes who holds a seat raises the sequence', unnoticed)
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
      if (operation.kind === 'assignUsers' && operation.subscriptionId === id) holdsBack += operation.reserved
      holdsBack += heldBackByUndo(operation, id)
      if (operation.kind !== 'moveUsers' || operation.targetSubscriptionId !== id) continue
      if (operation.completedAt) continue
      holdsBack += operation.reserved
      job.leastFree = Math.min(job.leastFree, freeIn(subscription))
      job.targetWasHeld ||= subscription.operationId !== null
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

  /** How many users of the source would have no seat in the target, what is held back for them aside. */
  #seatless(operation: Operation): number {
    const target = targetOf(operation)
    if (!target || operation.kind !== 'moveUsers') return 0
    const there = this.ledger.holders(target)
    return [...this.ledger.holders(operation.subscriptionId).keys()].filter((userId) => !there.has(userId))
      .length
  }

  /** A job fails for want of seats or because an operator dropped it, and for nothing else. */
  #failed({ operation, leastFree, targetWasHeld }: JobRecord): void {
    const act = this.#peek(documentId.audit(`${operation.id}:${operation.sequence}`)) as
      | AuditEntry
      | undefined
    if (act?.action === 'operation.drop') return
    const { error } = operation
    // It may have looked at any moment since its last batch: what was freed later it could not know.
    if (error?.code === 'NotEnoughLicenses' && leastFree < this.#seatless(operation)) return
    const target = this.#stored(targetOf(operation) ?? '')
    if (error?.code === 'SubscriptionDeleted' && target?.state === 'deleted') return
    if (error?.code === 'OperationInProgress' && targetWasHeld) return
    this.#breaks(
      'a job fails only for want of seats',
      `${operation.error?.code}, ${leastFree} free all the time`,
    )
  }
}

/** What an operator has done to a dead letter is told in the organisation that it names, and changes nothing there. */
export function isOfDeadLetter(document: DocumentBase): boolean {
  return document.type === 'audit' && (document as AuditEntry).action.startsWith('deadLetter.')
}
