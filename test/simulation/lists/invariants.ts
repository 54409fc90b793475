import type { Document } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { OperationId, UserId } from '#core/kernel/ids.ts'
import type { BulkOperation, BulkPart } from '#core/seats/bulk.ts'
import type { JobRecord } from '../job-record.ts'

type Breaks = (invariant: string, seen: string) => void

export function isOfList(operation: { readonly kind: string }): operation is BulkOperation {
  return operation.kind === 'assignUsers' || operation.kind === 'unassignUsers'
}

interface ListLedgerOptions {
  readonly breaks: Breaks
  readonly saw: (what: string) => void
  readonly peek: (id: string) => Document | undefined
}

/** Follows what the parts of lists say of their entries, beside what has happened to the seats. */
export class ListLedger {
  readonly #parts = new Map<string, BulkPart>()
  readonly #breaks: Breaks
  readonly #saw: (what: string) => void
  readonly #peek: (id: string) => Document | undefined

  constructor({ breaks, saw, peek }: ListLedgerOptions) {
    this.#breaks = breaks
    this.#saw = saw
    this.#peek = peek
  }

  /** Everybody of whom something is to be done, by the parts that are there when the operation begins. */
  usersOf(operation: BulkOperation): ReadonlySet<UserId> {
    const entries = this.#of(operation.id).flatMap((part) => part.entries)
    const users = entries.flatMap(({ is, userId }) => (is === 'toDo' && userId ? [userId] : []))
    if (this.#of(operation.id).length !== operation.parts || entries.length !== operation.progress.total)
      this.#breaks('a list is there before anything begins with it', `${entries.length} entries are`)
    if (new Set(users).size !== users.length) this.#breaks('nobody is on a list twice', `${users.length} are`)
    if (operation.progress.skipped !== entries.length - users.length)
      this.#breaks('progress adds up', `${users.length} to do, ${JSON.stringify(operation.progress)}`)
    if (operation.kind === 'assignUsers' && operation.reserved !== users.length)
      this.#breaks('seats are held for a whole list', `${operation.reserved} for ${users.length}`)
    return new Set(users)
  }

  /** After the seats of the batch: what it says of each entry is what has happened in it. */
  follow(part: BulkPart, job: JobRecord | undefined, holds: (userId: UserId) => boolean): void {
    const before = this.#parts.get(part.id)
    this.#parts.set(part.id, part)
    if (!before) return
    for (const [at, { is, userId }] of part.entries.entries()) {
      const was = before.entries[at]
      if (was?.is === is) continue
      if (was?.is !== 'toDo' || was.userId !== userId || !userId || !job) {
        this.#breaks('an entry is worked on once', `${was?.userId}: ${was?.is} became ${is}`)
        continue
      }
      if (is !== 'succeeded') job.skipped.add(userId)
      const holdsNow = holds(userId)
      const isTrue =
        is === 'succeeded'
          ? job.done.has(userId) && holdsNow === (job.operation.kind === 'assignUsers')
          : is === (job.operation.kind === 'assignUsers' ? 'alreadyHolding' : 'leftBefore') &&
            holdsNow === (job.operation.kind === 'assignUsers')
      if (!isTrue) this.#breaks('outcomes are told', `${userId} is ${is}, and holds it: ${holdsNow}`)
    }
  }

  check(job: JobRecord): void {
    const { operation, done, skipped, started, users } = job
    const { progress, state } = operation
    const counted = `${done.size} done, ${skipped.size} skipped, ${JSON.stringify(progress)}`
    const isRight =
      progress.succeeded === done.size && progress.skipped === started.progress.skipped + skipped.size
    if (!isRight) this.#breaks('progress equals outcomes', counted)
    const told = this.#of(operation.id)
      .flatMap(({ entries }) => entries)
      .filter(({ is }) => is === 'succeeded')
    if (told.length !== done.size)
      this.#breaks('outcomes are told', `${told.length} of ${done.size} who succeeded`)
    if (state === 'Succeeded' && done.size + skipped.size !== users.size)
      this.#breaks('nobody is overlooked', counted)
    const sum = progress.succeeded + progress.skipped + progress.failed
    if (operation.completedAt && state !== 'Canceled' && sum !== progress.total)
      this.#breaks('progress adds up', counted)
    if (!this.#peek(documentId.audit(`${operation.id}:start`)))
      this.#breaks('audit complete', 'no entry of the start')
    if (operation.completedAt) this.#saw(`list ended: ${operation.kind}, ${state}`)
    if (state === 'Failed') this.#failed(job)
  }

  /** A list fails with its subscription, or because an operator dropped it, and for nothing else. */
  #failed({ operation: { id, sequence, subscriptionId, error } }: JobRecord): void {
    const act = this.#peek(documentId.audit(`${id}:${sequence}`))
    if (act?.type === 'audit' && act.action === 'operation.drop') return
    const subscription = this.#peek(subscriptionId)
    const state = subscription?.type === 'subscription' ? subscription.state : 'gone'
    const isRight = error?.code === (state === 'deleted' ? 'SubscriptionDeleted' : 'SubscriptionNotActive')
    if (!isRight || state === 'active')
      this.#breaks('a list fails only with its subscription', `${error?.code}, which is ${state}`)
  }

  #of(id: OperationId): readonly BulkPart[] {
    return [...this.#parts.values()].filter(({ operationId }) => operationId === id)
  }
}
