import type { Instant } from '#core/kernel/time.ts'
import { heldInLots } from '#core/seats/assignment.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { Ending } from '#core/take-over/end-job.ts'
import { lotOf, type MoveUsersOperation } from '#core/take-over/operations.ts'
import { type SwitchProblem, switchTo } from '#core/take-over/switch.ts'
import { giveBackIn } from '../billing/give-back.ts'
import type { Services } from '../jobs/job.ts'
import { commitStep, giveUp, type Pass, type Passed } from '../jobs/pass.ts'
import { compareSides } from './compare-sides.ts'
import { hasLetGo, readEnding } from './read-ending.ts'
import { readSides } from './read-sides.ts'

/**
 * Compares the two sides, and then lets all lots change hands at once. Where only the target has changed before that, it
 * is read again as the last thing before the next try: who is given a seat there, or loses one, starves no move.
 */
export async function moveAll(pass: Pass<MoveUsersOperation>): Promise<Passed> {
  const { services, worker } = pass
  let { operation } = pass
  let { source, target } = await readSides(services, operation)
  let known: { readonly ending: Ending; readonly aside: number; readonly at: Instant } | undefined
  for (;;) {
    const compared = await compareSides({ ...pass, operation }, { source, target })
    if ('passed' in compared) return compared.passed
    operation = compared.operation
    if (known?.ending.source._etag !== compared.source._etag)
      known = await readBeforeSwitch(services, operation, compared.target)
    if (hasLetGo(known.ending, operation)) return 'disturbed'
    const switched = switchTo({ operation, target: compared.target, ...known, worker })
    if ('problem' in switched) return giveUp(services, operation, errorOf(switched.problem))
    const commit = await commitStep(services, operation, switched.writes)
    if (commit?.committed) {
      services.telemetry.count('seatwarden.users.moved', switched.moved, {})
      await giveBackIn(services, switched.writes)
      return 'ended'
    }
    if (commit?.at !== switched.targetAt) return 'disturbed'
    const latest = await services.documents.read<Subscription>(target.tenantId, target.id)
    if (!latest || latest._etag === compared.target._etag) return 'disturbed'
    source = known.ending.source
    target = latest
  }
}

async function readBeforeSwitch(
  services: Services,
  operation: MoveUsersOperation,
  target: Subscription,
): Promise<{ readonly ending: Ending; readonly aside: number; readonly at: Instant }> {
  const at = services.clock.now()
  const ending = await readEnding(services, operation, target, at)
  return { ending, aside: await countAside(services, operation, ending.source), at }
}

/** How many users of the source hold the target too, and are still there. */
async function countAside(
  { documents }: Services,
  operation: MoveUsersOperation,
  { tenantId, lotIds }: Subscription,
): Promise<number> {
  const lotId = lotOf(operation)
  return lotIds.includes(lotId) ? documents.count(tenantId, { where: heldInLots([lotId]) }) : 0
}

function errorOf(problem: SwitchProblem): { readonly code: string; readonly message: string } {
  const { code } = problem
  switch (code) {
    case 'NotEnoughLicenses':
      return {
        code,
        message: `The target has no licence left for ${problem.missing} users; all keep the one they have.`,
      }
    case 'SubscriptionDeleted':
      return { code, message: 'The target has been deleted meanwhile; all users keep the licence they have.' }
    case 'SubscriptionNotActive':
      return {
        code,
        message: 'The term of the target has ended meanwhile; all users keep the licence they have.',
      }
    case 'OperationInProgress':
      return { code, message: 'The target is being emptied itself; all users keep the licence they have.' }
  }
}
