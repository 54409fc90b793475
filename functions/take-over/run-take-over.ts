import { isWaiting } from '#core/operations/operation.ts'
import type { TakeOverOperation } from '#core/take-over/operations.ts'
import { switchOff } from '#core/take-over/switch.ts'
import { giveBackIn } from '../billing/give-back.ts'
import { carryOn, commitStep, type Pass, type Passed } from '../jobs/pass.ts'
import type { RunJob } from '../jobs/run-job.ts'
import { sendMailOf } from '../mail/message.ts'
import { beginPlan } from './begin-plan.ts'
import { moveAll } from './move-all.ts'
import { moveChosen } from './move-chosen.ts'
import { hasLetGo, readEnding } from './read-ending.ts'

/**
 * Carries a move or a cancel on until it ends (`ended`), its time slice is over (`unfinished`), or somebody else has
 * it: another worker, or a person who paused it (`notOurs`). Throws `Unavailable` when the outside fails.
 */
export const runTakeOver: RunJob<TakeOverOperation> = async (services, operation, delivery) => {
  const outcome = await carryOn(services, operation, delivery, pass)
  const isTold = operation.kind === 'cancel' || !operation.onlySelected
  // Also when it had ended before: the message of its mail may have been lost.
  if (outcome === 'ended' && isTold) await sendMailOf(services, operation.tenantId, operation.id)
  return outcome
}

function pass({ operation, ...rest }: Pass<TakeOverOperation>): Promise<Passed> {
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
