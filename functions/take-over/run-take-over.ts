import { toMilliseconds } from '#core/kernel/time.ts'
import { type Delivery, isWaiting } from '#core/operations/operation.ts'
import { Unavailable } from '#core/ports/failures.ts'
import type { TakeOverOperation } from '#core/take-over/operations.ts'
import { switchOff } from '#core/take-over/switch.ts'
import { giveBackIn } from '../billing/give-back.ts'
import type { Services } from '../jobs/job.ts'
import type { RunJob } from '../jobs/run-job.ts'
import { sendMailOf } from '../mail/message.ts'
import { beginPlan } from './begin-plan.ts'
import { moveAll } from './move-all.ts'
import { moveChosen } from './move-chosen.ts'
import { commitStep, type Pass, type Passed } from './pass.ts'
import { hasLetGo, readEnding } from './read-ending.ts'

/** A pass that commits nothing has met somebody else's change. So many in a row, and it is time to wait. */
const fruitlessPassesMax = 25

/**
 * Carries a move or a cancel on until it ends (`ended`), its time slice is over (`unfinished`), or somebody else has
 * it: another worker, or a person who paused it (`notOurs`). Throws `Unavailable` when the outside fails.
 */
export const runTakeOver: RunJob<TakeOverOperation> = async (services, operation, delivery) => {
  const outcome = await carryOn(services, operation, delivery)
  const isTold = operation.kind === 'cancel' || !operation.onlySelected
  // Also when it had ended before: the message of its mail may have been lost.
  if (outcome === 'ended' && isTold) await sendMailOf(services, operation.tenantId, operation.id)
  return outcome
}

async function carryOn(
  services: Services,
  operation: TakeOverOperation,
  worker: Delivery,
): Promise<'ended' | 'unfinished' | 'notOurs'> {
  const until = toMilliseconds(services.machineClock.now()) + services.settings.workSliceMs
  let current = operation
  let fruitless = 0
  while (current.completedAt === null) {
    if (current.state === 'Paused') return 'notOurs'
    if (fruitless >= fruitlessPassesMax) throw new Unavailable('Others keep changing the same subscriptions.')
    const passed = await pass({ services, operation: current, worker, until })
    if (passed === 'notYet') return 'notOurs'
    if (passed !== 'disturbed') return passed
    const latest = await services.documents.read<TakeOverOperation>(operation.tenantId, operation.id)
    if (!latest) return 'notOurs'
    if (latest.sequence !== current.sequence && latest.lastStep.by !== worker.by) return 'notOurs'
    fruitless = latest.sequence === current.sequence ? fruitless + 1 : 0
    current = latest
  }
  return 'ended'
}

function pass({ operation, ...rest }: Pass<TakeOverOperation>): Promise<Passed | 'notYet'> {
  if (isWaiting(operation)) return beginPlan({ operation, ...rest })
  if (operation.kind === 'cancel') return cancel({ operation, ...rest })
  return operation.onlySelected ? moveChosen({ operation, ...rest }) : moveAll({ operation, ...rest })
}

async function cancel({ services, operation, worker }: Pass<TakeOverOperation>): Promise<Passed> {
  if (operation.kind !== 'cancel') throw new Error(`${operation.id} is no cancel.`)
  const at = services.clock.now()
  const ending = await readEnding(services, operation, undefined, at)
  if (hasLetGo(ending, operation)) return 'disturbed'
  const writes = switchOff({ operation, ending, worker, at })
  const commit = await commitStep(services, operation, writes)
  if (!commit?.committed) return 'disturbed'
  await giveBackIn(services, writes)
  return 'ended'
}
