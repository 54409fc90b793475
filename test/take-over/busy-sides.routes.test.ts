import { beforeEach, expect, test } from 'vitest'
import type { OperationId, SubscriptionId, UserId } from '#core/kernel/ids.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { Assignment } from '#core/seats/assignment.ts'
import { unassign } from '#core/seats/unassign.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { MoveUsersOperation } from '#core/take-over/operations.ts'
import { moveUsersJob } from '#functions/take-over/jobs.ts'
import { anActive, anAdmin, anAssignment, guid, seatsOf, subscriptionId } from '../support/builders.ts'
import { globalAdmin, type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'

/** A move of many users who hold both sides, while others change these. */
const both = Array.from({ length: 500 }, (_, n) => guid<UserId>(2, n + 1))
const others = Array.from({ length: 300 }, (_, n) => guid<UserId>(2, n + 501))
const strangers = Array.from({ length: 1_000 }, (_, n) => guid<UserId>(2, n + 1_001))
const [source, target] = [subscriptionId(1), subscriptionId(2)]

let at: ReturnType<typeof simulatedApp>
let gaia: Person
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
  const controlledBy = { id: gaia.userId, name: 'Gaia', tenantId, at: at.services.clock.now() }
  const ofSource = [...both, ...others].map((userId) => anAssignment({ id: source, tenantId }, userId))
  const ofTarget = [...both, ...strangers].map((userId) => anAssignment({ id: target, tenantId }, userId))
  await at.store(
    anActive({
      ...{ id: source, tenantId, purchaserId: gaia.userId, controlledBy },
      seats: seatsOf({ total: 1_000, assigned: ofSource.length }),
    }),
    anActive({
      ...{ id: target, tenantId, channel: 'central' },
      seats: seatsOf({ total: 3_000, assigned: ofTarget.length }),
    }),
  )
  const all = [...ofSource, ...ofTarget]
  for (let from = 0; from < all.length; from += 100) await at.store(...all.slice(from, from + 100))
})

async function start(): Promise<OperationId> {
  const headers = { 'if-match': at.documents.peek(tenantId, source)?._etag ?? '' }
  const body = { targetSubscriptionId: target, confirm: true }
  const started = await gaia.ask('take-over-move-users', { params: { id: source }, headers, body })
  return started.body['id'] as OperationId
}

const stored = (id: OperationId) => at.documents.peek<MoveUsersOperation>(tenantId, id)

function work(): Promise<void> {
  return moveUsersJob.handle(at.services, 'move-users', at.messages.takeNext('move-users')?.message.body, 1)
}

/** Takes a licence of one user after another away while the move runs, whenever so much has been read. */
function unassignMeanwhile(id: SubscriptionId, users: readonly UserId[], everyReads: number): void {
  let reads = 0
  const left = [...users]
  at.documents.faults.beforeRead = async () => {
    reads += 1
    const isMoving = at.documents.peek<Subscription>(tenantId, source)?.operationId !== null
    const userId = reads % everyReads === 0 && isMoving ? left.pop() : undefined
    if (!userId) return
    const subscription = at.documents.peek(tenantId, id) as Stored<Subscription>
    const writes = unassign({
      subscription,
      held: [at.documents.peek(tenantId, `${id}:${userId}`) as Stored<Assignment>],
      by: anAdmin,
      at: at.services.clock.now(),
      auditId: `audit:${userId}`,
    })
    expect((await at.documents.documents.commit(tenantId, writes)).committed).toBe(true)
  }
}

test('a source whose users leave one after another does not keep its move from getting on', async () => {
  const operation = await start()
  const leavers = others.slice(0, 150).flatMap((userId, n) => [userId, both[n] as UserId])
  unassignMeanwhile(source, leavers, 4)
  await work()
  expect(stored(operation)).toMatchObject({ state: 'Succeeded', progress: { total: 800 } })
  const { succeeded = 0 } = stored(operation)?.progress ?? {}
  expect(at.documents.peek<Subscription>(tenantId, target)?.seats.assigned).toBe(1_500 + succeeded)
})

test('a target that changes all the time delays its move and does not starve it', async () => {
  const operation = await start()
  unassignMeanwhile(target, strangers, 5)
  await work()
  expect(stored(operation)).toMatchObject({ state: 'Succeeded', progress: { succeeded: 300 } })
  const { assigned } = at.documents.peek<Subscription>(tenantId, target)?.seats ?? {}
  expect(assigned).toBeGreaterThan(1_500)
})
