import { productName } from '#core/catalogue/products.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { UserId } from '#core/kernel/ids.ts'
import { toMilliseconds } from '#core/kernel/time.ts'
import { failOperation } from '#core/operations/commands.ts'
import type { Operation } from '#core/operations/operation.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { User } from '#core/organisation/user.ts'
import type { Commit, Comparison, Query, Stored, Write } from '#core/ports/documents.ts'
import { OutcomeUnknown, Unavailable } from '#core/ports/failures.ts'
import type { World } from '#core/ports/services.ts'
import type { Assignment } from '#core/seats/assignment.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { Ending } from '#core/take-over/end-job.ts'
import { type Holder, planStep, stepsOf, usersPerStep } from '#core/take-over/plan-step.ts'
import type { Selection } from '#core/take-over/selection.ts'

/** Rows a page, 60 steps and about a megabyte. Larger pages save requests; after a conflict the page is read again. */
const usersPerPage = 60 * usersPerStep

/** A pass that commits nothing has met somebody else's change. So many in a row, and it is time to wait. */
const fruitlessPassesMax = 25

export interface Delivery {
  /** This invocation, so that a step whose answer was lost is recognised as its own. */
  readonly by: string
  readonly deliveryCount: number
}

/**
 * Carries a move or a cancel on until it ends (`ended`), its time slice is over (`unfinished`), or somebody else has
 * it: another worker, or a person who paused it (`notOurs`). Throws `Unavailable` when the outside fails.
 */
export async function runSeatJob(
  world: World,
  operation: Operation,
  delivery: Delivery,
): Promise<'ended' | 'unfinished' | 'notOurs'> {
  const until = toMilliseconds(world.clock.now()) + world.settings.workSliceMs
  let current = operation
  let fruitless = 0
  while (current.completedAt === null) {
    if (current.state === 'Paused') return 'notOurs'
    if (fruitless >= fruitlessPassesMax) throw new Unavailable('Others keep changing the same subscriptions.')
    const pass = await emptySource(world, current, delivery, until)
    if (pass !== 'disturbed') return pass
    const latest = await world.documents.read<Operation>(operation.tenantId, operation.id)
    if (!latest) return 'notOurs'
    if (latest.sequence !== current.sequence && latest.lastStep.by !== delivery.by) return 'notOurs'
    fruitless = latest.sequence === current.sequence ? fruitless + 1 : 0
    current = latest
  }
  return 'ended'
}

/** One reading of the target and of the users still on the source; every conflict ends the pass, not the job. */
async function emptySource(
  world: World,
  started: Operation,
  worker: Delivery,
  until: number,
): Promise<'ended' | 'unfinished' | 'disturbed'> {
  const { clock, pace } = world
  let operation = started
  let target = await readTarget(world, operation)
  const known = await allHolders(world, target)
  for await (const page of holdersOf(world, operation)) {
    const alreadyHolding = known ?? (await whoHolds(world, target, page.holders))
    for (const { chunk, last } of stepsOf(page.holders, page.last)) {
      if (toMilliseconds(clock.now()) >= until) return 'unfinished'
      const step = planStep({
        operation,
        target,
        alreadyHolding,
        chunk,
        worker,
        at: clock.now(),
        ...(last ? { ending: await readEnding(world, operation, target) } : {}),
      })
      if (!step.doesSomething) return giveUp(world, operation, step.withoutSeat)
      const commit = await commitStep(world, operation, step.writes)
      if (!commit?.committed) return 'disturbed'
      await pace.spend(operation.tenantId, commit.requestUnits)
      if (step.operation.completedAt !== null) return 'ended'
      if (step.withoutSeat > 0) return 'disturbed'
      operation = step.operation
      target = step.target && { ...step.target, _etag: commit.etags[2] as string }
    }
  }
  throw new Error(`The pages of operation ${operation.id} ended without a last one.`)
}

async function commitStep(
  world: World,
  operation: Operation,
  writes: readonly Write[],
): Promise<Commit | undefined> {
  try {
    return await world.documents.commit(operation.tenantId, writes)
  } catch (error) {
    // The step may have happened: the operation tells, when it is read again.
    if (error instanceof OutcomeUnknown) return undefined
    throw error
  }
}

async function giveUp(
  world: World,
  operation: Operation,
  withoutSeat: number,
): Promise<'ended' | 'disturbed'> {
  const failed = failOperation(
    operation,
    {
      code: 'NotEnoughLicenses',
      message: `The target has no licence left for ${withoutSeat} users; they keep the one they have.`,
    },
    world.clock.now(),
  )
  const commit = await commitStep(world, operation, failed.writes)
  return commit?.committed ? 'ended' : 'disturbed'
}

async function readTarget(world: World, operation: Operation): Promise<Stored<Subscription> | undefined> {
  if (!operation.targetSubscriptionId) return undefined
  const target = await world.documents.read<Subscription>(operation.tenantId, operation.targetSubscriptionId)
  if (!target) throw new Error(`The target ${operation.targetSubscriptionId} of ${operation.id} is gone.`)
  return target
}

interface HolderPage {
  readonly holders: readonly Holder[]
  readonly last: boolean
}

/** The users still on the source. There is no cursor: whoever has moved is no longer found. */
async function* holdersOf(world: World, operation: Operation): AsyncGenerator<HolderPage> {
  const source: Query = {
    where: [
      { field: 'type', is: '=', value: 'assignment' },
      { field: 'seat.subscriptionId', is: '=', value: operation.subscriptionId },
      { field: 'seat.state', is: '=', value: 'active' },
    ],
    fields: ['id', 'userId'],
  }
  if (!operation.onlySelected) {
    yield* pagesOf(world, operation, source, true)
    return
  }
  const selection = await world.documents.read<Selection>(
    operation.tenantId,
    documentId.selection(operation.id),
  )
  if (!selection) throw new Error(`The list of chosen users of ${operation.id} is gone.`)
  for (let from = 0; from < selection.userIds.length; from += usersPerPage) {
    const values = selection.userIds.slice(from, from + usersPerPage)
    const chosen: Query = { ...source, where: [...source.where, { field: 'userId', is: 'in', values }] }
    yield* pagesOf(world, operation, chosen, from + usersPerPage >= selection.userIds.length)
  }
}

async function* pagesOf(
  world: World,
  operation: Operation,
  query: Query,
  lastQuery: boolean,
): AsyncGenerator<HolderPage> {
  for await (const page of world.documents.pages<Assignment>(operation.tenantId, query, usersPerPage)) {
    await world.pace.spend(operation.tenantId, page.requestUnits)
    yield { holders: page.items, last: lastQuery && page.continuation === undefined }
  }
}

/**
 * Everybody who holds a target that few hold; undefined when there are too many for a page. It stays true for the whole
 * pass: each step carries the etag that the step before made, so whoever else gives a seat there ends the pass.
 */
async function allHolders(
  world: World,
  target: Subscription | undefined,
): Promise<ReadonlySet<UserId> | undefined> {
  if (!target || target.seats.assigned === 0) return new Set()
  return target.seats.assigned <= usersPerPage ? holdersWhere(world, target, []) : undefined
}

/** Which users of the page hold the target. */
async function whoHolds(
  world: World,
  target: Subscription | undefined,
  holders: readonly Holder[],
): Promise<ReadonlySet<UserId>> {
  if (!target || holders.length === 0) return new Set()
  const values = holders.map((holder) => holder.userId)
  return holdersWhere(world, target, [{ field: 'userId', is: 'in', values }])
}

async function holdersWhere(
  world: World,
  target: Subscription,
  alsoWhere: readonly Comparison[],
): Promise<ReadonlySet<UserId>> {
  const found = new Set<UserId>()
  const query: Query = {
    where: [
      { field: 'type', is: '=', value: 'assignment' },
      { field: 'seat.subscriptionId', is: '=', value: target.id },
      { field: 'seat.state', is: '=', value: 'active' },
      ...alsoWhere,
    ],
    fields: ['userId'],
  }
  for await (const page of world.documents.pages<Assignment>(target.tenantId, query, usersPerPage)) {
    await world.pace.spend(target.tenantId, page.requestUnits)
    for (const item of page.items) found.add(item.userId)
  }
  return found
}

async function readEnding(
  world: World,
  operation: Operation,
  target: Subscription | undefined,
): Promise<Ending> {
  const { documents } = world
  const source = await documents.read<Subscription>(operation.tenantId, operation.subscriptionId)
  if (!source) throw new Error(`The source ${operation.subscriptionId} of ${operation.id} is gone.`)
  const purchaser = await documents.read<User>(operation.tenantId, documentId.user(source.purchaserId))
  const tenant = await documents.read<Tenant>(operation.tenantId, documentId.tenant)
  return {
    source,
    purchaser,
    organisation: tenant?.displayName ?? '',
    productName: productName(source.productId),
    targetProductName: target ? productName(target.productId) : null,
  }
}
