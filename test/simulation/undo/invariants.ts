import type { AuditEntry } from '#core/audit/audit-entry.ts'
import type { Document, Operation } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { LotId, OperationId, SubscriptionId, UserId } from '#core/kernel/ids.ts'
import type { Assignment, Seat } from '#core/seats/assignment.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { UndoOperation } from '#core/take-over/undo-operation.ts'
import type { UndoneUser, UndoPart } from '#core/take-over/undo-part.ts'
import type { JobRecord } from '../job-record.ts'
import type { SeatLedger } from '../seat-ledger.ts'
import { isUndo } from './seat-change.ts'

type Breaks = (invariant: string, seen: string) => void

interface Held {
  readonly userId: UserId
  readonly seat: Seat
}

/** Who held what in the moment before a batch. */
export interface Before {
  readonly onSource: ReadonlySet<UserId>
  /** Whoever an undo of all at once has to give back. */
  readonly inLots: ReadonlySet<UserId>
  readonly ownersOf: (lotId: LotId) => readonly SubscriptionId[]
}

export interface UndoLedgerOptions {
  readonly jobs: ReadonlyMap<OperationId, JobRecord>
  readonly ledger: SeatLedger
  readonly peek: (id: string) => Document | undefined
  readonly breaks: Breaks
  readonly saw: (what: string) => void
}

/**
 * Follows what operations left behind, user by user, so that an undo can be held to it: who is as they were left comes back,
 * who has changed since is left alone, and the results say so.
 */
export class UndoLedger {
  /** Every seat as it was before the batch that is looked at. */
  readonly #seats = new Map<string, Held>()
  /** The mark that a job left on the seat of a user. */
  readonly #left = new Map<OperationId, Map<UserId, string>>()
  readonly #parts = new Map<OperationId, UndoPart[]>()
  readonly #jobs: ReadonlyMap<OperationId, JobRecord>
  readonly #ledger: SeatLedger
  readonly #peek: (id: string) => Document | undefined
  readonly #breaks: Breaks
  readonly #saw: (what: string) => void

  constructor({ jobs, ledger, peek, breaks, saw }: UndoLedgerOptions) {
    this.#jobs = jobs
    this.#ledger = ledger
    this.#peek = peek
    this.#breaks = breaks
    this.#saw = saw
  }

  /** Whom an undo is about: all whom the operation has touched. */
  usersOf({ undoes, id }: UndoOperation): ReadonlySet<UserId> {
    const others = [...this.#jobs.values()].filter(
      ({ operation }) => isUndo(operation) && operation.undoes.id === undoes.id && operation.id !== id,
    )
    if (others.some(({ operation }) => operation.completedAt === null || operation.state === 'Succeeded'))
      this.#breaks('an undo is done once', `${undoes.id} is being undone, or is undone`)
    const undone = this.#jobs.get(undoes.id)
    if (!undone?.operation.completedAt) {
      this.#breaks('only what has ended is undone', `${undoes.id} is ${undone?.operation.state}`)
      return new Set()
    }
    return undoes.kind === 'moveUsers' ? new Set([...undone.done, ...undone.skipped]) : undone.done
  }

  before(undo: UndoOperation, source: Subscription | undefined): Before {
    const { targetSubscriptionId, undoes } = undo
    const owners = new Map<LotId, readonly SubscriptionId[]>()
    for (const { seat } of this.#seats.values()) {
      if (!owners.has(seat.lotId)) owners.set(seat.lotId, this.#livingOwnersOf(seat.lotId))
    }
    const moved = (undoes.switched?.lots ?? [])
      .map(({ lotId }) => lotId)
      .filter((lotId) => undoes.kind === 'moveUsers' && owners.get(lotId)?.[0] === targetSubscriptionId)
    const inLots = new Set<UserId>()
    for (const lotId of [...moved, ...(source?.lotIds ?? [])])
      for (const userId of this.#ledger.inLot(lotId).keys()) inLots.add(userId)
    return {
      onSource: new Set(this.#ledger.holders(undo.subscriptionId).keys()),
      inLots,
      ownersOf: (lotId) => owners.get(lotId) ?? [],
    }
  }

  /** A seat of what is deleted is held by nobody. */
  #livingOwnersOf(lotId: LotId): readonly SubscriptionId[] {
    const owners = this.#ledger.ownersOf(lotId)
    return owners.filter((id) => this.#ledger.subscription(id)?.state !== 'deleted')
  }

  /** After the batch: what each seat is from now on, and by whom. */
  follow({ id, userId, seat }: Assignment, job: JobRecord | undefined): void {
    this.#seats.set(id, { userId, seat })
    if (!job || isUndo(job.operation)) return
    const left = this.#left.get(job.operation.id) ?? new Map<UserId, string>()
    this.#left.set(job.operation.id, left.set(userId, seat.touched))
  }

  /** What a batch of an undo did: all at once, or what its part says. */
  check(job: JobRecord, before: Before, part: UndoPart | undefined): void {
    const { operation, started } = job
    if (!isUndo(operation)) return
    const now = this.#ledger.holders(operation.subscriptionId)
    if (part) {
      this.#parts.set(operation.id, [...(this.#parts.get(operation.id) ?? []), part])
      for (const user of part.users) this.#checkUser(job, operation, user, before, now)
    } else if (operation.how === 'whole' && operation.state === 'Succeeded') {
      for (const userId of new Set([...job.users, ...now.keys()])) {
        if (before.inLots.has(userId) !== now.has(userId))
          this.#breaks('an undo leaves alone who changed', `${userId} holds it: ${now.has(userId)}`)
        if (now.has(userId)) job.done.add(userId)
      }
    }
    const { progress, completedAt, state } = operation
    const counted = `${job.done.size} back, ${job.skipped.size} skipped, ${JSON.stringify(progress)}`
    if (progress.succeeded !== job.done.size) this.#breaks('progress equals outcomes', counted)
    if (!completedAt) return
    if (operation.reserved !== 0) this.#breaks('reservations are released', `${operation.reserved} are not`)
    if (state !== 'Succeeded') return
    if (progress.succeeded + progress.skipped !== job.users.size || progress.total !== job.users.size)
      this.#breaks('nobody is overlooked by an undo', `${counted} of ${started.progress.total}`)
    const told = (this.#parts.get(operation.id) ?? []).flatMap(({ users }) => users)
    const names = new Set(told.map(({ userId }) => userId))
    if (operation.how !== 'whole' && (names.size !== job.users.size || told.length !== names.size))
      this.#breaks('outcomes are told', `${told.length} told of ${job.users.size}`)
  }

  /** What it held is let go, and what it undid is marked where it is undone, and there alone. */
  checkEnd(operation: Operation): void {
    if (!this.#peek(documentId.audit(`${operation.id}:start`)))
      this.#breaks('audit complete', 'no entry of the start')
    if (!operation.completedAt) return
    this.#saw(`${operation.kind} ended: ${operation.state}`)
    if (!isUndo(operation)) return
    const { id, state, undoes, subscriptionId, targetSubscriptionId } = operation
    this.#saw(`undo of ${undoes.kind}, ${operation.how}: ${state}`)
    const undone = this.#peek(undoes.id) as Operation | undefined
    const isMarked = undone?.undoneBy === id
    if (isMarked !== (state === 'Succeeded'))
      this.#breaks('an undo that is given up lets go', `${state}, marked: ${isMarked}`)
    for (const side of [subscriptionId, targetSubscriptionId])
      if (side && this.#ledger.subscription(side)?.operationId === id)
        this.#breaks('an ended job lets go', `${side} is still held`)
    if (state === 'Failed') this.#checkFailed(operation)
  }

  /** It has met another end of what it was about, or nothing was left of it. */
  #checkFailed({ id, sequence, error, subscriptionId }: UndoOperation): void {
    const act = this.#peek(documentId.audit(`${id}:${sequence}`)) as AuditEntry | undefined
    const { state } = this.#ledger.subscription(subscriptionId) ?? {}
    const isRight =
      act?.action === 'operation.drop' ||
      (error?.code === 'SubscriptionDeleted' && state === 'deleted') ||
      (error?.code === 'SubscriptionNotActive' && state !== 'active') ||
      error?.code === 'NotUndoable' ||
      error?.code === 'OperationInProgress'
    if (!isRight) this.#breaks('an undo fails only where nothing is left of it', `${error?.code}, ${state}`)
  }

  #checkUser(
    job: JobRecord,
    undo: UndoOperation,
    { userId, outcome, reason }: UndoneUser,
    before: Before,
    now: ReadonlyMap<UserId, number>,
  ): void {
    if (!job.users.has(userId)) this.#breaks('only what was done is undone', `${userId} was not touched`)
    if (job.done.has(userId) || job.skipped.has(userId))
      this.#breaks('nobody is undone twice', `${userId} is`)
    ;(outcome === 'succeeded' ? job.done : job.skipped).add(userId)
    const isTaken = undo.undoes.kind === 'assignUsers'
    const shouldBe = this.#rightOf(undo, userId, before)
    const told = reason ?? outcome
    const isRight = told === shouldBe || (told === 'noLicenseLeft' && shouldBe === 'succeeded')
    if (!isRight)
      this.#breaks('an undo leaves alone who changed', `${userId} is ${told}, and should be ${shouldBe}`)
    const holds = now.has(userId)
    if (outcome === 'succeeded' ? holds === isTaken : holds !== before.onSource.has(userId))
      this.#breaks('an undo leaves alone who changed', `${userId} is ${told}, and holds it: ${holds}`)
  }

  #rightOf({ undoes, subscriptionId, targetSubscriptionId }: UndoOperation, userId: UserId, before: Before) {
    const mark = this.#left.get(undoes.id)?.get(userId)
    const [seat] = [...this.#seats.values()].flatMap((one) =>
      one.userId === userId && one.seat.touched === mark ? [one.seat] : [],
    )
    const owner = seat && before.ownersOf(seat.lotId)[0]
    if (undoes.kind === 'assignUsers')
      return seat?.state === 'active' && owner === subscriptionId ? 'succeeded' : 'changedSince'
    if (before.onSource.has(userId)) return 'alreadyHolding'
    if (!seat) return 'changedSince'
    if (seat.state === 'active') return owner === targetSubscriptionId ? 'succeeded' : 'changedSince'
    return this.#peek(documentId.user(userId)) ? 'succeeded' : 'userNotActive'
  }
}

/** Seats that unfinished undos hold back in a subscription. */
export function heldBackByUndo(operation: Operation, id: SubscriptionId): number {
  return isUndo(operation) && operation.subscriptionId === id && !operation.completedAt
    ? operation.reserved
    : 0
}
