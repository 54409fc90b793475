import { documentId } from '#core/kernel/document-ids.ts'
import type { UserId } from '#core/kernel/ids.ts'
import type { User } from '#core/organisation/user.ts'
import type { Comparison, DocumentBase, Stored } from '#core/ports/documents.ts'
import { type Assignment, isAssignment } from '#core/seats/assignment.ts'
import {
  type AssignUsersOperation,
  type BulkOperation,
  type BulkPart,
  openOf,
  toDoIn,
  type UnassignUsersOperation,
} from '#core/seats/bulk.ts'
import {
  assignPart,
  type BulkStep,
  type BulkStepContext,
  endBulk,
  unassignPart,
} from '#core/seats/bulk-step.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { Services } from '../jobs/job.ts'
import { carryOn, commitStep, giveUp, isTimeOver, type Pass, type Passed } from '../jobs/pass.ts'
import type { RunJob } from '../jobs/run-job.ts'

/** So many parts are read at once, with all that is to be known of their users: between two looks at these lie so many steps. */
const partsPerReading = 6

export const runAssigning: RunJob<AssignUsersOperation> = (services, operation, delivery) =>
  carryOn(services, operation, delivery, (pass) => workThrough(pass, assignPart))

export const runUnassigning: RunJob<UnassignUsersOperation> = (services, operation, delivery) =>
  carryOn(services, operation, delivery, (pass) => workThrough(pass, unassignPart))

/** Part by part in the order of the list; every conflict ends the pass, not the job. */
async function workThrough<O extends BulkOperation>(
  pass: Pass<O>,
  plan: (context: BulkStepContext<O>) => BulkStep<O>,
): Promise<Passed> {
  const { services, worker } = pass
  let { operation } = pass
  if (openOf(operation) === 0) {
    const end = await commitStep(services, operation, endBulk(operation, worker, services.clock.now()).writes)
    return end?.committed ? 'ended' : 'disturbed'
  }
  for (let from = operation.nextPart; from < operation.parts; from += partsPerReading) {
    const read = await readParts(services, operation, from)
    if (!read) return giveUp(services, operation, listGone)
    const problem = problemOf(operation, read.subscription)
    if (problem) return giveUp(services, operation, problem)
    let { subscription } = read
    const parts = read.parts.filter(({ entries }) => toDoIn(entries) > 0)
    const { users, present } = await readUsers(services, operation, parts)
    for (const part of parts) {
      if (isTimeOver(pass)) return 'unfinished'
      const step = plan({
        operation,
        subscription,
        part,
        users,
        present: present.get(part.number) ?? [],
        worker,
        at: services.clock.now(),
        nonce: services.ids.next(),
      })
      const commit = await commitStep(services, operation, step.writes)
      if (!commit?.committed) return 'disturbed'
      operation = step.operation
      if (operation.completedAt !== null) return 'ended'
      const place = step.writes.findIndex((write) => 'id' in write && write.id === subscription.id)
      subscription = { ...step.subscription, _etag: commit.etags[place] ?? subscription._etag }
    }
  }
  // The parts say more than the operation did: it was read from a replica that is behind.
  return 'disturbed'
}

const listGone = {
  code: 'ListForgotten',
  message: 'The operation was paused for so long that its list is not kept any more.',
}

/** What makes it pointless to go on: what was done stays done. */
function problemOf({ kind }: BulkOperation, { state }: Subscription) {
  if (state === 'deleted') {
    return { code: 'SubscriptionDeleted', message: 'The subscription was deleted meanwhile.' }
  }
  if (state === 'disabled' || (state === 'expired' && kind === 'assignUsers')) {
    return { code: 'SubscriptionNotActive', message: 'The term of the subscription has ended meanwhile.' }
  }
  return undefined
}

/** The subscription and some parts, in one round trip; undefined where one of these is not kept any more. */
async function readParts(
  { documents }: Pick<Services, 'documents'>,
  { id, tenantId, subscriptionId, parts }: BulkOperation,
  from: number,
) {
  const numbers = Array.from({ length: Math.min(partsPerReading, parts - from) }, (_, place) => from + place)
  const [first, ...rest] = await documents.readTogether<DocumentBase[]>(tenantId, [
    subscriptionId,
    ...numbers.map((number) => documentId.bulkPart(id, number)),
  ])
  if (!first) throw new Error(`The subscription of ${id} is gone.`)
  const found = rest.filter((part) => part !== undefined)
  if (found.length < numbers.length) return undefined
  return { subscription: first as Stored<Subscription>, parts: found as Stored<BulkPart>[] }
}

/** The users of whom something is to be done, and by part every assignment that they have. */
async function readUsers(
  { documents, throttle }: Pick<Services, 'documents' | 'throttle'>,
  { tenantId }: BulkOperation,
  parts: readonly BulkPart[],
) {
  const partOf = new Map<UserId, number>()
  for (const { number, entries } of parts) {
    for (const { is, userId } of entries) if (is === 'toDo' && userId) partOf.set(userId, number)
  }
  const users = new Map<UserId, User>()
  const present = new Map<number, Stored<Assignment>[]>()
  if (partOf.size === 0) return { users, present }
  const theirs: Comparison = { field: 'userId', is: 'in', values: [...partOf.keys()] }
  const isUser: Comparison = { field: 'type', is: '=', value: 'user' }
  // A full page would not say that it is the last one.
  const size = partOf.size + 1
  for await (const page of documents.pages<User>(tenantId, { where: [isUser, theirs] }, size)) {
    await throttle.spend(tenantId, page.requestUnits)
    for (const user of page.items) users.set(user.userId, user)
  }
  for await (const page of documents.pages<Assignment>(tenantId, { where: [isAssignment, theirs] }, size)) {
    await throttle.spend(tenantId, page.requestUnits)
    for (const assignment of page.items) {
      const number = partOf.get(assignment.userId) as number
      const ofPart = present.get(number)
      if (ofPart) ofPart.push(assignment)
      else present.set(number, [assignment])
    }
  }
  return { users, present }
}
