import { documentId } from '#core/kernel/document-ids.ts'
import type { UserId } from '#core/kernel/ids.ts'
import type { Query, Stored } from '#core/ports/documents.ts'
import { type Assignment, heldIn } from '#core/seats/assignment.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { Ending } from '#core/take-over/end-job.ts'
import { planStep, stepsOf, usersPerStep } from '#core/take-over/move-chosen.ts'
import type { MoveUsersOperation } from '#core/take-over/operations.ts'
import type { Selection } from '#core/take-over/selection.ts'
import type { Services } from '../jobs/job.ts'
import { commitStep, giveUp, isTimeOver, type Pass, type Passed } from '../jobs/pass.ts'
import { holdersAmong } from '../seats/holders.ts'

/**
 * Users a query, 60 steps: Cosmos DB takes half a megabyte of query, and their ids take nearly half of that. Larger ones
 * save requests; after a conflict they are read again.
 */
const usersPerQuery = 60 * usersPerStep

/** One reading of the target and of the chosen users still on the source; every conflict ends the pass, not the job. */
export async function moveChosen(pass: Pass<MoveUsersOperation>): Promise<Passed> {
  const { services, worker } = pass
  let { operation } = pass
  const read = await readChosen(services, operation)
  if (!read) return giveUp(services, operation, listGone)
  let { source, target, userIds: chosen } = read
  if (target.state === 'expired' || target.state === 'disabled') return giveUp(services, operation, notActive)
  for await (const { holders, last: lastPage } of holdersOf(pass, source, chosen)) {
    const userIds = holders.map(({ userId }) => userId)
    const alreadyHolding = await holdersAmong(services, target, userIds)
    for (const { chunk, last } of stepsOf(holders, lastPage)) {
      if (isTimeOver(pass)) return 'unfinished'
      const step = planStep({
        operation,
        source,
        target,
        alreadyHolding,
        chunk,
        worker,
        at: services.clock.now(),
        ...(last ? { ending: endingOfSome(source) } : {}),
      })
      if (!step.doesSomething) return giveUp(services, operation, notEnough(step.withoutSeat))
      const commit = await commitStep(services, operation, step.writes)
      if (!commit?.committed) return 'disturbed'
      const moved = step.operation.progress.succeeded - operation.progress.succeeded
      services.telemetry.count('seatwarden.users.moved', moved, {})
      if (step.operation.completedAt !== null) return 'ended'
      if (step.withoutSeat > 0) return 'disturbed'
      operation = step.operation
      source = { ...step.source, _etag: commit.etags[1] as string }
      target = { ...step.target, _etag: commit.etags[2] as string }
    }
  }
  throw new Error(`The pages of operation ${operation.id} ended without a last one.`)
}

const notActive = {
  code: 'SubscriptionNotActive',
  message: 'The term of the target has ended meanwhile; who has not moved keeps the licence they have.',
}

function notEnough(missing: number) {
  return {
    code: 'NotEnoughLicenses',
    message: `The target has no licence left for ${missing} users; they keep the one they have.`,
  }
}

const listGone = {
  code: 'ListForgotten',
  message: 'The operation was paused for so long that its list is not kept any more.',
}

/** Source, target and the list of chosen users, in one round trip; undefined where that list is not kept any more. */
async function readChosen(
  { documents }: Pick<Services, 'documents'>,
  { id, tenantId, subscriptionId, targetSubscriptionId }: MoveUsersOperation,
) {
  const [source, target, selection] = await documents.readTogether<[Subscription, Subscription, Selection]>(
    tenantId,
    [subscriptionId, targetSubscriptionId, documentId.selection(id)],
  )
  if (!source || !target) throw new Error(`The source or the target of ${id} is gone.`)
  if (!selection) return undefined
  return { source, target, userIds: selection.userIds }
}

/** The source goes on, so its purchaser gets no mail. */
function endingOfSome(source: Stored<Subscription>): Ending {
  return {
    source,
    purchaser: undefined,
    original: undefined,
    organisation: '',
    productName: '',
    targetProductName: null,
    books: undefined,
  }
}

/** The chosen users still on the source. There is no cursor: whoever has moved is no longer found. */
async function* holdersOf(
  { services: { documents, throttle }, operation: { tenantId } }: Pass<MoveUsersOperation>,
  source: Subscription,
  userIds: readonly UserId[],
): AsyncGenerator<{ readonly holders: readonly Stored<Assignment>[]; readonly last: boolean }> {
  for (let from = 0; from < userIds.length; from += usersPerQuery) {
    const values = userIds.slice(from, from + usersPerQuery)
    const chosen: Query = {
      where: [...heldIn(source), { field: 'userId', is: 'in', values }],
      fields: ['id', 'userId', 'displayName', 'userPrincipalName', 'seat'],
    }
    // A full page would not say that it is the last one.
    for await (const page of documents.pages<Assignment>(tenantId, chosen, usersPerQuery + 1)) {
      await throttle.spend(tenantId, page.requestUnits)
      const last = page.continuation === undefined && from + usersPerQuery >= userIds.length
      yield { holders: page.items, last }
    }
  }
}
