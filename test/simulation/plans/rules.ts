import type { Operation } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { OperationId, SubscriptionId, TenantId } from '#core/kernel/ids.ts'
import { toMilliseconds } from '#core/kernel/time.ts'
import { isWaiting } from '#core/operations/operation.ts'
import type { Write } from '#core/ports/documents.ts'
import { type Assignment, isHeldIn } from '#core/seats/assignment.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { ConsolidateOperation } from '#core/take-over/consolidate.ts'
import type { Cloud } from '../cloud.ts'
import { miscounted } from '../operation-counts.ts'
import { target } from './town.ts'

/** What an organisation is like at one moment. */
interface Snapshot {
  readonly operations: ReadonlyMap<OperationId, Operation>
  readonly subscriptions: ReadonlyMap<SubscriptionId, Subscription>
}

/** Looks at an organisation after every batch of its own: what must hold at all times holds then. */
export class Rules {
  /** What was seen that is not seen in every run. */
  readonly saw: (what: string) => void
  readonly #cloud: Cloud
  readonly #tenantId: TenantId
  readonly #skewMaxMs: number
  #before: Snapshot
  /** The latest that the product's clock has ever shown: whoever has read it then may write later. */
  #latestMs = 0
  /** The fewest free seats of the target since a move of the consolidation was last seen to end. */
  #leastFree = Number.POSITIVE_INFINITY

  constructor(cloud: Cloud, tenantId: TenantId, skewMaxMs: number, saw: (what: string) => void) {
    this.#cloud = cloud
    this.#tenantId = tenantId
    this.#skewMaxMs = skewMaxMs
    this.saw = saw
    this.#before = this.#snapshot()
    cloud.documents.onCommit((where, writes) => {
      if (where === tenantId) this.#look(writes)
    })
  }

  #snapshot(): Snapshot {
    const { documents } = this.#cloud
    return {
      operations: new Map(documents.all(this.#tenantId, 'operation').map((one) => [one.id, one])),
      subscriptions: new Map(documents.all(this.#tenantId, 'subscription').map((one) => [one.id, one])),
    }
  }

  #breaks(invariant: string, seen: string): void {
    this.#cloud.breaks(invariant, `${this.#tenantId.slice(-1)}: ${seen}`)
  }

  #peek(id: string): unknown {
    return this.#cloud.documents.peek(this.#tenantId, id)
  }

  #look(writes: readonly Write[]): void {
    this.#latestMs = Math.max(this.#latestMs, this.#cloud.productMs)
    const before = this.#before
    const now = this.#snapshot()
    this.#before = now
    this.#seats(now)
    const wrong = miscounted([...now.operations.values()], (id) => this.#peek(id) as never)
    if (wrong) this.#breaks('counts equal operations', wrong)
    const into = now.subscriptions.get(target)
    if (into) this.#leastFree = Math.min(this.#leastFree, into.seats.available)
    for (const [id, operation] of now.operations) {
      const earlier = before.operations.get(id)
      if (earlier !== operation) this.#operation(operation, earlier, now)
      if (operation.kind === 'consolidate')
        this.#consolidation(operation, earlier as ConsolidateOperation | undefined, now)
    }
    this.#terms(before, now)
    this.#control(before, now, writes)
  }

  #seats({ subscriptions, operations }: Snapshot): void {
    const assignments = this.#cloud.documents
      .all(this.#tenantId)
      .filter((one): one is Extract<typeof one, { type: 'assignment' }> => one.type === 'assignment')
    for (const subscription of subscriptions.values()) {
      const { total, assigned, reserved, available } = subscription.seats
      const numbers = `${subscription.id.slice(-2)} ${JSON.stringify(subscription.seats)}`
      if (total !== assigned + reserved + available || Math.min(assigned, reserved, available) < 0)
        this.#breaks('total = available + assigned + reserved', numbers)
      const held = subscription.state === 'deleted' ? [] : assignments.filter(heldIn(subscription))
      if (held.length !== assigned)
        this.#breaks('counters equal assignments', `${held.length} held, ${numbers}`)
      if (new Set(held.map(({ userId }) => userId)).size !== held.length)
        this.#breaks('one licence per user and subscription', numbers)
      let holdsBack = 0
      for (const one of operations.values())
        if (one.kind === 'moveUsers' && one.targetSubscriptionId === subscription.id && !one.completedAt)
          holdsBack += one.reserved
      if (holdsBack !== reserved)
        this.#breaks('reserved equals what running jobs hold back', `${holdsBack} held back, ${numbers}`)
      const holder = subscription.operationId && operations.get(subscription.operationId)
      if (holder && (holder.completedAt || isWaiting(holder) || holder.subscriptionId !== subscription.id))
        this.#breaks('only a job that has begun holds its source', `${holder.kind} ${holder.state}`)
    }
  }

  #operation(operation: Operation, earlier: Operation | undefined, { subscriptions }: Snapshot): void {
    const { id, kind, state, sequence, startAt, begunAt } = operation
    if (earlier && sequence !== earlier.sequence + 1)
      this.#breaks('one step at a time', `${kind}: sequence ${earlier.sequence} became ${sequence}`)
    if (earlier?.completedAt) this.#breaks('an end is final', `${kind}: ${earlier.state} became ${state}`)
    const entry = startAt !== undefined && begunAt === undefined ? 'plan' : 'start'
    const isParentsPlan = kind === 'consolidate' && startAt !== undefined
    if (!this.#peek(documentId.audit(`${id}:${isParentsPlan ? 'plan' : entry}`)))
      this.#breaks('audit complete', `${kind} without an entry of its ${entry}`)
    if (begunAt !== undefined && earlier?.begunAt === undefined) this.#begins(operation, earlier)
    const isBegun = !isWaiting(operation) && !operation.completedAt
    if ((kind === 'moveUsers' || kind === 'cancel') && isBegun) {
      if (subscriptions.get(operation.subscriptionId)?.operationId !== id)
        this.#breaks('a job that has begun holds its source', kind)
    }
    if (kind === 'moveUsers' && operation.completedAt && operation.reserved > 0)
      this.#breaks('reservations are released', `${operation.reserved} are not`)
  }

  /** By the clock of whoever began it, and by the true one as far as clocks are apart. */
  #begins({ kind, startAt, begunAt }: Operation, earlier: Operation | undefined): void {
    if (startAt === undefined || begunAt === undefined) return
    this.saw('a plan began')
    const isEarly = toMilliseconds(startAt) > this.#latestMs + this.#skewMaxMs
    if (begunAt < startAt || isEarly)
      this.#breaks('nothing begins before its time', `${kind}: ${begunAt} instead of ${startAt}`)
    if (earlier?.state !== 'NotStarted')
      this.#breaks('only what waits begins', `${kind} was ${earlier?.state}`)
  }

  #consolidation(
    operation: ConsolidateOperation,
    earlier: ConsolidateOperation | undefined,
    { operations, subscriptions }: Snapshot,
  ): void {
    const { children, state, id } = operation
    const running = children.filter((child) => child.state === 'Running')
    if (running.length > 1) this.#breaks('one source at a time', `${running.length} are running`)
    const open = children.findIndex((child) => child.state === 'NotStarted' || child.state === 'Running')
    if (children.slice(open + 1).some((child) => child.state === 'Running'))
      this.#breaks('sources have their turn in the order given', children.map((child) => child.state).join())
    const moves = [...operations.values()].filter(({ parentId }) => parentId === id)
    const known = new Set(children.map(({ operationId }) => operationId))
    if (moves.some((move) => !known.has(move.id)) || moves.length > children.length)
      this.#breaks('a source is moved once', `${moves.length} moves`)
    const [child] = running
    const move = child?.operationId ? operations.get(child.operationId) : undefined
    if (child && !move) this.#breaks('a move that runs is there', String(child.operationId))
    if (operation.completedAt && running.length > 0)
      this.#breaks('what has ended runs nothing', `${state}, and a move runs`)
    if (state === 'Canceled' && moves.some((one) => !one.completedAt))
      this.#breaks('what the parent is told its move is told', 'cancelled, and a move goes on')
    if (state === 'Paused' && earlier?.state !== 'Paused' && move && move.state === 'Running')
      this.#breaks('what the parent is told its move is told', 'paused, and its move goes on')
    if (!earlier) return
    for (const [place, now] of children.entries()) {
      const was = earlier.children[place]
      if (was === undefined || was.state === now.state) continue
      this.#child(now, was.state, subscriptions)
    }
  }

  #child(
    { state, operationId, error, subject }: ConsolidateOperation['children'][number],
    was: string,
    subscriptions: Snapshot['subscriptions'],
  ): void {
    const source = subscriptions.get(subject.id)
    if (was === 'Running') {
      this.saw(`a move of several ended: ${state}`)
      this.#leastFree = subscriptions.get(target)?.seats.available ?? 0
      return
    }
    if (state !== 'Failed' || operationId) return
    this.saw(`refused: ${error?.code}`)
    if (error?.code !== 'NotEnoughLicenses') return
    const into = subscriptions.get(target)
    const wanting = this.#cloud.documents
      .all(this.#tenantId)
      .filter((one) => one.type === 'assignment' && source && isHeldIn(one, source))
      .filter((one) => into && !this.#holds((one as Assignment).userId, into)).length
    if (this.#leastFree >= wanting)
      this.#breaks('only want of seats leaves a source out', `${this.#leastFree} free, ${wanting} wanted`)
  }

  #holds(userId: string, subscription: Subscription): boolean {
    return this.#cloud.documents
      .all(this.#tenantId)
      .some((one) => one.type === 'assignment' && one.userId === userId && isHeldIn(one, subscription))
  }

  /** What is planned for the end of a term goes before the next one. */
  #terms(before: Snapshot, { subscriptions, operations }: Snapshot): void {
    for (const [id, { termNumber }] of subscriptions) {
      const was = before.subscriptions.get(id)
      if (!was || was.termNumber === termNumber) continue
      this.saw('renewed')
      const ends = `${was.expirationDate}T00:00:00.000Z`
      for (const plan of operations.values()) {
        const isOfIt =
          plan.kind !== 'consolidate' && plan.kind !== 'exportUsers' && plan.subscriptionId === id
        if (!isOfIt || !isWaiting(plan) || plan.state !== 'NotStarted' || plan.needsAttention) continue
        const madeBefore = this.#cloud.productMs - toMilliseconds(plan.updatedAt) > 2 * this.#skewMaxMs
        if (plan.startAt && plan.startAt <= ends && madeBefore)
          this.#breaks('the end of a term goes before its renewal', `${id.slice(-2)} was renewed`)
      }
    }
  }

  /** Control is taken of a source in the batch that starts its move. */
  #control(before: Snapshot, { subscriptions }: Snapshot, writes: readonly Write[]): void {
    for (const [id, subscription] of subscriptions) {
      if (before.subscriptions.get(id)?.controlledBy || !subscription.controlledBy) continue
      const starts = writes.some((write) => write.kind === 'create' && write.document.type === 'operation')
      if (!starts || !subscription.operationId)
        this.#breaks('control is taken with the move', `${id.slice(-2)} was taken alone`)
      this.saw('control taken')
    }
  }

  /** When all has come to rest. */
  atEnd(): void {
    const { operations } = this.#snapshot()
    for (const operation of operations.values()) {
      if (!operation.completedAt) this.#breaks('terminal in time', `${operation.kind} is ${operation.state}`)
      if (operation.kind !== 'consolidate') continue
      for (const { operationId, state, progress } of operation.children) {
        if (state === 'NotStarted' || state === 'Running')
          this.#breaks('the parent tells what became of each', `a child is ${state}`)
        const move = operationId ? operations.get(operationId) : undefined
        if (!move) continue
        const isSame = move.state === state && move.progress.succeeded === progress.succeeded
        if (!isSame) this.#breaks('the parent tells what became of each', `${move.state} told as ${state}`)
      }
    }
  }
}

function heldIn(subscription: Subscription) {
  return (one: Assignment) => isHeldIn(one, subscription)
}
