import type { Document } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { SubscriptionId, UserId } from '#core/kernel/ids.ts'
import type { TransferOwnershipOperation } from '#core/renewals/transfer-all.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { JobRecord } from '../job-record.ts'

type Breaks = (invariant: string, seen: string) => void

export function isTransfer(operation: { readonly kind: string }): operation is TransferOwnershipOperation {
  return operation.kind === 'transferOwnership'
}

/** Whose each subscription is, and by which batch it became so. */
export class OwnerLedger {
  readonly #owners = new Map<SubscriptionId, UserId>()
  readonly #items = new Map<string, TransferOwnershipOperation['items']>()
  readonly #peek: (id: string) => Document | undefined
  readonly #breaks: Breaks

  constructor(peek: (id: string) => Document | undefined, breaks: Breaks) {
    this.#peek = peek
    this.#breaks = breaks
  }

  follow({ id, purchaserId }: Subscription): void {
    this.#owners.set(id, purchaserId)
  }

  /** Before the subscriptions of the batch are followed: what its results say is what it did. */
  check({ operation }: JobRecord, changed: readonly Subscription[]): void {
    if (!isTransfer(operation)) return
    const before = this.#items.get(operation.id) ?? []
    this.#items.set(operation.id, operation.items)
    const given = operation.items.filter(
      ({ outcome }, at) => outcome === 'succeeded' && before[at]?.outcome !== 'succeeded',
    )
    for (const [at, { outcome }] of before.entries()) {
      if (outcome !== 'toDo' && operation.items[at]?.outcome !== outcome)
        this.#breaks('each subscription is given once', `${outcome} became ${operation.items[at]?.outcome}`)
    }
    const moved = changed.filter(({ id, purchaserId }) => this.#owners.get(id) !== purchaserId)
    for (const { id, purchaserId } of moved) {
      const isRight = purchaserId === operation.to.userId && this.#owners.get(id) === operation.from.userId
      if (!isRight) this.#breaks('only theirs is given away', `${id} went to ${purchaserId}`)
    }
    const told = given.map(({ subscriptionId }) => subscriptionId).join()
    if (told !== moved.map(({ id }) => id).join())
      this.#breaks('outcomes are told', `given: ${told || 'none'}, changed: ${moved.length}`)
    for (const [at, { outcome }] of operation.items.entries()) {
      const cause = `${operation.id}:item${at}`
      const isThere = [
        this.#peek(documentId.audit(cause)),
        this.#peek(documentId.mail(`ownershipTransferred:${cause}`)),
      ].map((document) => document !== undefined)
      if (isThere.some((one) => one !== (outcome === 'succeeded')))
        this.#breaks('one mail and one entry for each that is given', `${outcome}: ${isThere.join()}`)
    }
    this.#checkEnd(operation)
  }

  #checkEnd({ items, progress, state, completedAt, error }: TransferOwnershipOperation): void {
    const count = (wanted: string) => items.filter(({ outcome }) => outcome === wanted).length
    const counted = `${items.map(({ outcome }) => outcome).join()}, ${JSON.stringify(progress)}`
    if (progress.succeeded !== count('succeeded') || progress.skipped !== count('skipped'))
      this.#breaks('progress equals outcomes', counted)
    if (!completedAt) return
    if (state === 'Succeeded' && count('toDo') > 0) this.#breaks('nothing is overlooked', counted)
    const isDropped = error?.code === 'DroppedByOperator'
    if (state === 'Failed' && !isDropped && count('failed') < items.length)
      this.#breaks('a transfer fails only where nothing can be given', counted)
  }
}
