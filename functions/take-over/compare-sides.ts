import { documentId } from '#core/kernel/document-ids.ts'
import type { LotId, UserId } from '#core/kernel/ids.ts'
import type { Comparison, Stored } from '#core/ports/documents.ts'
import { UnknownContinuation } from '#core/ports/failures.ts'
import { type Assignment, heldInLots, touchedIn } from '#core/seats/assignment.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { type Comparing, lotOf, type MoveUsersOperation } from '#core/take-over/operations.ts'
import type { Overlap } from '#core/take-over/overlap.ts'
import { setAside, usersPerBatch } from '#core/take-over/set-aside.ts'
import { commitStep, isTimeOver, type Pass, type Passed } from '../jobs/pass.ts'
import { allHolders, holdersAmong, seatsAmong, usersWhere } from '../seats/holders.ts'

/**
 * Before the lots of a source change hands, whoever is in them and holds the target too is set aside. First all users
 * of the source are looked at, page by page, and how far that is is saved; then again and again only what has changed
 * in the target since, until nothing has. The source does not grow meanwhile: the operation holds it.
 */

/** Users of both sides are looked up together once there are so many: 20 full batches. */
const asideAtOnce = 20 * usersPerBatch
interface Sides {
  readonly source: Stored<Subscription>
  readonly target: Stored<Subscription>
}

type Compared = ({ readonly operation: MoveUsersOperation } & Sides) | { readonly passed: Passed }

/** A seat, and where it goes: into the lot of the operation, or out of it. */
interface Put {
  readonly seat: Stored<Assignment>
  readonly to: 'aside' | 'back'
}

/** Thrown within a pass that is over: the answer of the pass. */
class PassOver {
  readonly passed: Passed
  constructor(passed: Passed) {
    this.passed = passed
  }
}

export async function compareSides(pass: Pass<MoveUsersOperation>, sides: Sides): Promise<Compared> {
  const comparison = new SideComparison(pass, sides)
  try {
    await comparison.firstLook()
    await comparison.lookAgain()
    const { operation, source, target } = comparison
    return { operation, source, target }
  } catch (over) {
    if (over instanceof PassOver) return over
    throw over
  }
}

class SideComparison {
  operation: MoveUsersOperation
  target: Stored<Subscription>
  source: Stored<Subscription>
  readonly #pass: Pass<MoveUsersOperation>

  constructor(pass: Pass<MoveUsersOperation>, { source, target }: Sides) {
    this.#pass = pass
    this.operation = pass.operation
    this.source = source
    this.target = target
  }

  get #services() {
    return this.#pass.services
  }

  get #tenantId() {
    return this.operation.tenantId
  }

  get #comparison(): Comparing {
    const { comparison, id } = this.operation
    if (!comparison) throw new Error(`${id} moves chosen users.`)
    return comparison
  }

  /** The lots whose users move. */
  get #lotIds(): readonly LotId[] {
    return this.source.lotIds.filter((lotId) => lotId !== lotOf(this.operation))
  }

  async firstLook(): Promise<void> {
    if (this.#comparison.first === 'users')
      await this.#lookAtUsers().catch((error: unknown) => this.#beginAnew(error))
    else if (this.#comparison.first === 'list') await this.#lookAtList()
  }

  async #lookAtUsers(): Promise<void> {
    const holding = await allHolders(this.#services, this.target)
    let { compared = 0 } = this.operation.progress
    let waiting: UserId[] = []
    for await (const page of this.#users(heldInLots(this.#lotIds), this.#comparison.place)) {
      for (const { userId } of page.items) if (holding.has(userId)) waiting.push(userId)
      compared += page.items.length
      const place = page.continuation ?? null
      const isFew = waiting.length > 0 && waiting.length < asideAtOnce
      if (place !== null && isFew && !isTimeOver(this.#pass)) continue
      await this.#putAside(await this.#seatsOf(this.#lotIds, waiting), [], {
        comparison: { ...this.#comparison, first: place === null ? 'over' : 'users', place },
        compared,
      })
      waiting = []
      // Only now: a slice of time, however short, gets one page further.
      if (place !== null) this.#checkTime()
    }
  }

  /** The store takes a place for the very query that gave it, which another version of this may not ask any more. */
  async #beginAnew(error: unknown): Promise<never> {
    if (!(error instanceof UnknownContinuation)) throw error
    await this.#putAside([], [], { comparison: { ...this.#comparison, place: null }, compared: 0 })
    throw new PassOver('disturbed')
  }

  async #lookAtList(): Promise<void> {
    const { id, progress } = this.operation
    const overlap = await this.#services.documents.read<Overlap>(this.#tenantId, documentId.overlap(id))
    if (!overlap) throw new Error(`The list of users of both sides of ${id} is gone.`)
    for (let from = Number(this.#comparison.place ?? 0); ; from += asideAtOnce) {
      const next = from + asideAtOnce
      const isOver = next >= overlap.userIds.length
      const userIds = await this.#stillHolding(overlap.userIds.slice(from, next))
      await this.#putAside(await this.#seatsOf(this.#lotIds, userIds), [], {
        comparison: {
          ...this.#comparison,
          first: isOver ? 'over' : 'list',
          place: isOver ? null : String(next),
        },
        compared: isOver ? progress.total : next,
      })
      if (isOver) return
      this.#checkTime()
    }
  }

  /** Between the count and the start of the operation users can have moved out of the target. */
  async #stillHolding(counted: readonly UserId[]): Promise<readonly UserId[]> {
    if (this.target.seatSequence <= this.#comparison.targetSequence) return counted
    return [...(await holdersAmong(this.#services, this.target, counted))]
  }

  /** Until the target is as it was looked at: a busy one costs looks at what changed, and never all of it again. */
  async lookAgain(): Promise<void> {
    for (;;) {
      const { targetSequence } = this.#comparison
      const { seatSequence, state } = this.target
      // Nobody holds a target that is gone: all would be put back for nothing before the move fails.
      if (seatSequence <= targetSequence || state !== 'active') return
      this.#checkTime()
      // By id: whoever was given a seat and came with a lot is found twice.
      const [aside, back] = [new Map<string, Stored<Assignment>>(), new Map<string, Stored<Assignment>>()]
      for await (const userIds of this.#changedSince(targetSequence)) {
        const here = await this.#seatsOf(this.source.lotIds, userIds)
        if (here.length === 0) continue
        const holding = await holdersAmong(
          this.#services,
          this.target,
          here.map(({ userId }) => userId),
        )
        for (const seat of here) {
          const isAside = seat.seat.lotId === lotOf(this.operation)
          if (holding.has(seat.userId) && !isAside) aside.set(seat.id, seat)
          if (!holding.has(seat.userId) && isAside) back.set(seat.id, seat)
        }
        if (aside.size + back.size < asideAtOnce) continue
        // A lot may have brought very many: they are looked for again where this worker dies before the end.
        await this.#putAside([...aside.values()], [...back.values()], {
          comparison: this.#comparison,
          compared: this.operation.progress.compared ?? this.operation.progress.total,
        })
        aside.clear()
        back.clear()
        this.#checkTime()
      }
      await this.#putAside([...aside.values()], [...back.values()], {
        comparison: { ...this.#comparison, targetSequence: seatSequence },
        compared: this.operation.progress.compared ?? this.operation.progress.total,
      })
      const target = await this.#services.documents.read<Subscription>(this.#tenantId, this.target.id)
      if (!target) throw new Error(`The target of ${this.operation.id} is gone.`)
      this.target = target
    }
  }

  /** Whoever got a seat in the target since, or lost one: by themselves, or with a lot that came or went. */
  async *#changedSince(sequence: number): AsyncGenerator<readonly UserId[]> {
    const { lotStays, seatSequence } = this.target
    const came = lotStays.filter(({ from, to }) => from > sequence && to === undefined)
    const went = lotStays.some(({ to }) => to !== undefined && to > sequence)
    // Whoever moves out bears the mark of where they went; as long as seats are held back here, nobody does.
    const mayMoveOut = this.operation.reserved === 0
    const looks = [touchedIn(this.target, sequence, seatSequence)]
    if (came.length > 0) looks.push(heldInLots(came.map(({ lotId }) => lotId)))
    if (went || mayMoveOut) looks.push(heldInLots([lotOf(this.operation)]))
    for (const where of looks)
      for await (const page of this.#users(where)) yield page.items.map(({ userId }) => userId)
  }

  #users(where: readonly Comparison[], place: string | null = null) {
    return usersWhere(this.#services, this.operation, where, place ?? undefined)
  }

  #seatsOf(lotIds: readonly LotId[], userIds: readonly UserId[]): Promise<Stored<Assignment>[]> {
    return seatsAmong(this.#services, this.operation, lotIds, userIds)
  }

  /**
   * In as many batches as it takes; the last one says how far the comparison is. Whoever is set aside before it has been
   * compared: a worker that goes on does not find them again.
   */
  async #putAside(
    aside: readonly Stored<Assignment>[],
    back: readonly Stored<Assignment>[],
    last: { readonly comparison: Comparing; readonly compared: number },
  ): Promise<void> {
    const seats: Put[] = [
      ...aside.map((seat) => ({ seat, to: 'aside' }) as const),
      ...back.map((seat) => ({ seat, to: 'back' }) as const),
    ]
    const before = this.operation.progress.compared ?? 0
    let from = 0
    do {
      const chunk = seats.slice(from, from + usersPerBatch)
      from += usersPerBatch
      const isLast = from >= seats.length
      await this.#put(chunk, {
        comparison: isLast ? last.comparison : this.#comparison,
        compared: isLast ? last.compared : Math.min(last.compared, before + from),
      })
    } while (from < seats.length)
  }

  /** One batch; again, without whoever has left, where the source has changed: a busy one delays a move too. */
  async #put(
    chunk: readonly Put[],
    far: { readonly comparison: Comparing; readonly compared: number },
  ): Promise<void> {
    const { services, worker } = this.#pass
    const step = setAside({
      operation: this.operation,
      source: this.source,
      aside: chunk.filter(({ to }) => to === 'aside').map(({ seat }) => seat),
      back: chunk.filter(({ to }) => to === 'back').map(({ seat }) => seat),
      ...far,
      worker,
      at: services.clock.now(),
    })
    const commit = await commitStep(services, this.operation, step.writes)
    if (commit?.committed) {
      this.operation = step.operation
      const sourceAt = step.writes.findIndex((write) => 'id' in write && write.id === step.source.id)
      this.source = { ...step.source, _etag: commit.etags[sourceAt] ?? this.source._etag }
      return
    }
    // The first write is the operation's own.
    if (!commit || commit.at === 0) throw new PassOver('disturbed')
    this.#checkTime()
    const source = await services.documents.read<Subscription>(this.#tenantId, this.source.id)
    if (source?.operationId !== this.operation.id) throw new PassOver('disturbed')
    this.source = source
    const userIds = chunk.map(({ seat }) => seat.userId)
    const present = new Map((await this.#seatsOf(source.lotIds, userIds)).map((seat) => [seat.id, seat]))
    const still = chunk.flatMap(({ seat: { id }, to }) => {
      const seat = present.get(id)
      return seat ? [{ seat, to }] : []
    })
    await this.#put(still, far)
  }

  #checkTime(): void {
    if (isTimeOver(this.#pass)) throw new PassOver('unfinished')
  }
}
