import { productName } from '#core/catalogue/products.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { UserId } from '#core/kernel/ids.ts'
import { toMilliseconds } from '#core/kernel/time.ts'
import { failOperation } from '#core/operations/commands.ts'
import type { Delivery } from '#core/operations/operation.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { User } from '#core/organisation/user.ts'
import type { Commit, Comparison, Query, Stored, Write } from '#core/ports/documents.ts'
import { OutcomeUnknown, Unavailable } from '#core/ports/failures.ts'
import { type Assignment, heldIn } from '#core/seats/assignment.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { Ending } from '#core/take-over/end-job.ts'
import { releaseTakeOver, type TakeOverOperation } from '#core/take-over/operations.ts'
import { type Holder, planStep, stepsOf, usersPerStep } from '#core/take-over/plan-step.ts'
import type { Selection } from '#core/take-over/selection.ts'
import type { Services } from '../jobs/job.ts'
import type { RunJob } from '../jobs/run-job.ts'
import { sendMailOf } from '../mail/message.ts'

/** Rows a page, 60 steps and about a megabyte. Larger pages save requests; after a conflict the page is read again. */
const usersPerPage = 60 * usersPerStep

/** A pass that commits nothing has met somebody else's change. So many in a row, and it is time to wait. */
const fruitlessPassesMax = 25

/**
 * Carries a move or a cancel on until it ends (`ended`), its time slice is over (`unfinished`), or somebody else has
 * it: another worker, or a person who paused it (`notOurs`). Throws `Unavailable` when the outside fails.
 */
export const runTakeOver: RunJob<TakeOverOperation> = async (services, operation, delivery) => {
  const outcome = await carryOn(services, operation, delivery)
  // Also when it had ended before: the message of its mail may have been lost.
  if (outcome === 'ended') await sendMailOf(services, operation.tenantId, operation.id)
  return outcome
}

async function carryOn(
  services: Services,
  operation: TakeOverOperation,
  delivery: Delivery,
): Promise<'ended' | 'unfinished' | 'notOurs'> {
  const until = toMilliseconds(services.clock.now()) + services.settings.workSliceMs
  let current = operation
  let fruitless = 0
  while (current.completedAt === null) {
    if (current.state === 'Paused') return 'notOurs'
    if (fruitless >= fruitlessPassesMax) throw new Unavailable('Others keep changing the same subscriptions.')
    const pass = await emptySource(services, current, delivery, until)
    if (pass !== 'disturbed') return pass
    const latest = await services.documents.read<TakeOverOperation>(operation.tenantId, operation.id)
    if (!latest) return 'notOurs'
    if (latest.sequence !== current.sequence && latest.lastStep.by !== delivery.by) return 'notOurs'
    fruitless = latest.sequence === current.sequence ? fruitless + 1 : 0
    current = latest
  }
  return 'ended'
}

/** One reading of the target and of the users still on the source; every conflict ends the pass, not the job. */
async function emptySource(
  services: Services,
  started: TakeOverOperation,
  worker: Delivery,
  until: number,
): Promise<'ended' | 'unfinished' | 'disturbed'> {
  const { clock, throttle } = services
  let operation = started
  let target = await readTarget(services, operation)
  const known = await allHolders(services, target)
  for await (const page of holdersOf(services, operation)) {
    const alreadyHolding = known ?? (await whoHolds(services, target, page.holders))
    for (const { chunk, last } of stepsOf(page.holders, page.last)) {
      if (toMilliseconds(clock.now()) >= until) return 'unfinished'
      const step = planStep({
        operation,
        target,
        alreadyHolding,
        chunk,
        worker,
        at: clock.now(),
        ...(last ? { ending: await readEnding(services, operation, target) } : {}),
      })
      if (!step.doesSomething) return giveUp(services, operation, step.withoutSeat)
      const commit = await commitStep(services, operation, step.writes)
      if (!commit?.committed) return 'disturbed'
      await throttle.spend(operation.tenantId, commit.requestUnits)
      if (step.operation.completedAt !== null) return 'ended'
      if (step.withoutSeat > 0) return 'disturbed'
      operation = step.operation
      target = step.target && { ...step.target, _etag: commit.etags[2] as string }
    }
  }
  throw new Error(`The pages of operation ${operation.id} ended without a last one.`)
}

async function commitStep(
  services: Services,
  operation: TakeOverOperation,
  writes: readonly Write[],
): Promise<Commit | undefined> {
  try {
    return await services.documents.commit(operation.tenantId, writes)
  } catch (error) {
    // The step may have happened: the operation tells, when it is read again.
    if (error instanceof OutcomeUnknown) return undefined
    throw error
  }
}

async function giveUp(
  services: Services,
  operation: TakeOverOperation,
  withoutSeat: number,
): Promise<'ended' | 'disturbed'> {
  const failed = failOperation(
    operation,
    {
      code: 'NotEnoughLicenses',
      message: `The target has no licence left for ${withoutSeat} users; they keep the one they have.`,
    },
    services.clock.now(),
    releaseTakeOver,
  )
  const commit = await commitStep(services, operation, failed.writes)
  return commit?.committed ? 'ended' : 'disturbed'
}

async function readTarget(
  services: Services,
  operation: TakeOverOperation,
): Promise<Stored<Subscription> | undefined> {
  if (operation.kind === 'cancel') return undefined
  const target = await services.documents.read<Subscription>(
    operation.tenantId,
    operation.targetSubscriptionId,
  )
  if (!target) throw new Error(`The target ${operation.targetSubscriptionId} of ${operation.id} is gone.`)
  return target
}

interface HolderPage {
  readonly holders: readonly Holder[]
  readonly last: boolean
}

/** The users still on the source. There is no cursor: whoever has moved is no longer found. */
async function* holdersOf(services: Services, operation: TakeOverOperation): AsyncGenerator<HolderPage> {
  const source: Query = {
    where: heldIn(operation.subscriptionId, 'active'),
    fields: ['id', 'userId'],
  }
  if (operation.kind === 'cancel' || !operation.onlySelected) {
    yield* pagesOf(services, operation, source, true)
    return
  }
  const selection = await services.documents.read<Selection>(
    operation.tenantId,
    documentId.selection(operation.id),
  )
  if (!selection) throw new Error(`The list of chosen users of ${operation.id} is gone.`)
  for (let from = 0; from < selection.userIds.length; from += usersPerPage) {
    const values = selection.userIds.slice(from, from + usersPerPage)
    const chosen: Query = { ...source, where: [...source.where, { field: 'userId', is: 'in', values }] }
    yield* pagesOf(services, operation, chosen, from + usersPerPage >= selection.userIds.length)
  }
}

async function* pagesOf(
  services: Services,
  operation: TakeOverOperation,
  query: Query,
  lastQuery: boolean,
): AsyncGenerator<HolderPage> {
  for await (const page of services.documents.pages<Assignment>(operation.tenantId, query, usersPerPage)) {
    await services.throttle.spend(operation.tenantId, page.requestUnits)
    yield { holders: page.items, last: lastQuery && page.continuation === undefined }
  }
}

/**
 * Everybody who holds a target that few hold; undefined when there are too many for a page. It stays true for the whole
 * pass: each step carries the etag that the step before made, so whoever else gives a seat there ends the pass.
 */
async function allHolders(
  services: Services,
  target: Subscription | undefined,
): Promise<ReadonlySet<UserId> | undefined> {
  if (!target || target.seats.assigned === 0) return new Set()
  return target.seats.assigned <= usersPerPage ? holdersWhere(services, target, []) : undefined
}

/** Which users of the page hold the target. */
async function whoHolds(
  services: Services,
  target: Subscription | undefined,
  holders: readonly Holder[],
): Promise<ReadonlySet<UserId>> {
  if (!target || holders.length === 0) return new Set()
  const values = holders.map((holder) => holder.userId)
  return holdersWhere(services, target, [{ field: 'userId', is: 'in', values }])
}

async function holdersWhere(
  services: Services,
  target: Subscription,
  alsoWhere: readonly Comparison[],
): Promise<ReadonlySet<UserId>> {
  const found = new Set<UserId>()
  const query: Query = {
    where: [...heldIn(target.id, 'active'), ...alsoWhere],
    fields: ['userId'],
  }
  for await (const page of services.documents.pages<Assignment>(target.tenantId, query, usersPerPage)) {
    await services.throttle.spend(target.tenantId, page.requestUnits)
    for (const item of page.items) found.add(item.userId)
  }
  return found
}

async function readEnding(
  services: Services,
  operation: TakeOverOperation,
  target: Subscription | undefined,
): Promise<Ending> {
  const [source, tenant] = await services.documents.readTogether<[Subscription, Tenant]>(operation.tenantId, [
    operation.subscriptionId,
    documentId.tenant,
  ])
  if (!source) throw new Error(`The source ${operation.subscriptionId} of ${operation.id} is gone.`)
  const purchaser = await services.documents.read<User>(
    operation.tenantId,
    documentId.user(source.purchaserId),
  )
  return {
    source,
    purchaser,
    organisation: tenant?.displayName ?? '',
    productName: productName(source.productId),
    targetProductName: target ? productName(target.productId) : null,
  }
}
