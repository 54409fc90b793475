import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal, type Refusal } from '#core/kernel/refusals.ts'
import { isDue } from '#core/operations/plan.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { MoveUsersOperation, TakeOverOperation } from '#core/take-over/operations.ts'
import { beginCancel, beginMove } from '#core/take-over/plan.ts'
import type { Selection } from '#core/take-over/selection.ts'
import { sentenceOf } from '../http/messages/words.ts'
import type { Services } from '../jobs/job.ts'
import { commitStep, giveUp, type Pass, type Passed } from '../jobs/pass.ts'
import { readSides } from './read-sides.ts'
import { refuseAsker } from './refuse-asker.ts'
import { seatsFor } from './target.ts'

/**
 * Begins what was planned, once its time has come: the decision that the route would take, on what there is now. What
 * stands in the way ends the plan and is said; a payment on its way only makes it wait. (B11)
 */
export async function beginPlan(pass: Pass<TakeOverOperation>): Promise<Passed> {
  const { services, operation: plan, worker } = pass
  const at = services.clock.now()
  if (!isDue(plan, at)) return 'notYet'
  const stranger = await refuseAsker(services, plan, at)
  if (stranger) return endPlan(services, plan, stranger)
  const begun =
    plan.kind === 'cancel'
      ? beginCancel({ plan, source: await readSource(services, plan), worker, at })
      : beginMove({ plan, ...(await readMove(services, plan)), worker, at })
  if (isRefusal(begun)) {
    // It is settled within minutes, and then the sweeper is here again.
    return begun.refused === 'PaymentOutcomeUnknown' ? 'notYet' : endPlan(services, plan, begun)
  }
  // Committed or not: what is there now tells.
  await commitStep(services, plan, begun.writes)
  return 'disturbed'
}

function endPlan(services: Services, plan: TakeOverOperation, refusal: Refusal): Promise<Passed> {
  return giveUp(services, plan, { code: refusal.refused, message: sentenceOf(refusal, 'en') })
}

async function readSource(
  { documents }: Services,
  { id, tenantId, subscriptionId }: TakeOverOperation,
): Promise<Stored<Subscription>> {
  const source = await documents.read<Subscription>(tenantId, subscriptionId)
  if (!source) throw new Error(`The source ${subscriptionId} of ${id} is gone.`)
  return source
}

async function readMove(services: Services, plan: MoveUsersOperation) {
  const { source, target } = await readSides(services, plan)
  const userIds = plan.onlySelected ? await readChosen(services, plan) : undefined
  const seats = await seatsFor(services, source, target, userIds)
  return { source, target, ...seats, ...(userIds ? { userIds } : {}) }
}

async function readChosen({ documents }: Services, { id, tenantId }: MoveUsersOperation) {
  const selection = await documents.read<Selection>(tenantId, documentId.selection(id))
  if (!selection) throw new Error(`The list of chosen users of ${id} is gone.`)
  return selection.userIds
}
