import type { Operation } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { OperationId } from '#core/kernel/ids.ts'
import { isRefusal, type Refusal } from '#core/kernel/refusals.ts'
import { failOperation } from '#core/operations/commands.ts'
import { type Changed, type Delivery, isWaiting } from '#core/operations/operation.ts'
import { isDue } from '#core/operations/plan.ts'
import { doneOf } from '#core/operations/working-time.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import {
  type ConsolidateOperation,
  refuseTargetOfAll,
  releaseConsolidate,
  runningAt,
} from '#core/take-over/consolidate.ts'
import {
  beginConsolidate,
  endConsolidate,
  lookAtChild,
  refuseChild,
  startChild,
} from '#core/take-over/consolidate-step.ts'
import type { MoveUsersOperation } from '#core/take-over/operations.ts'
import { sentenceOf } from '../http/messages/words.ts'
import { readSurely, replicasArriveWithinMs } from '../jobs/back-off.ts'
import type { Services } from '../jobs/job.ts'
import { wakeUp } from '../jobs/message.ts'
import { carryOn, commitStep, isTimeOver, type Pass, type Passed } from '../jobs/pass.ts'
import type { RunJob } from '../jobs/run-job.ts'
import { refuseAsker } from './refuse-asker.ts'
import { seatsFor } from './target.ts'

/**
 * Goes from source to source: starts the move of one, and comes back when that has ended. Each step is a batch with the
 * parent's sequence, so that a child is started once however many workers, repeats and crashes there are. (B05)
 */
export const runConsolidate: RunJob<ConsolidateOperation> = (services, operation, worker) =>
  carryOn(services, operation, worker, takeStep)

async function takeStep(pass: Pass<ConsolidateOperation>): Promise<Passed> {
  const { services, operation, worker } = pass
  if (isTimeOver(pass)) return 'unfinished'
  const step = await nextStep(services, operation, worker)
  if (step === 'notYet') return step
  const commit = await commitStep(services, operation, step.writes)
  if (!commit?.committed) return 'disturbed'
  if (step.child) await wakeUp(services, step.child)
  return step.operation.completedAt === null ? 'disturbed' : 'ended'
}

type Step = Changed<ConsolidateOperation> & { readonly child?: Operation }

async function nextStep(
  services: Services,
  operation: ConsolidateOperation,
  worker: Delivery,
): Promise<Step | 'notYet'> {
  const at = services.clock.now()
  if (isWaiting(operation)) {
    if (!isDue(operation, at)) return 'notYet'
    return begin(services, { operation, worker, at })
  }
  const running = runningAt(operation)
  if (running !== undefined) return lookAt(services, { operation, worker, at }, running)
  const place = operation.children.findIndex(({ state }) => state === 'NotStarted')
  return place < 0
    ? endConsolidate({ operation, worker, at })
    : start(services, { operation, worker, at }, place)
}

type Now = Parameters<typeof beginConsolidate>[0]

/** Its time has come: whether it can begin at all is decided on what there is now. */
async function begin(services: Services, now: Now): Promise<Step> {
  const { operation, at } = now
  const { tenantId, targetSubscriptionId, children } = operation
  const stranger = await refuseAsker(services, operation, at)
  if (stranger) return fail(now, stranger)
  const ids = [targetSubscriptionId, ...children.map(({ subject }) => subject.id)]
  const [target, ...sources] = await services.documents.readTogether<Subscription[]>(tenantId, ids)
  if (!target) throw new Error(`The target ${targetSubscriptionId} of ${operation.id} is gone.`)
  const refusal = refuseTargetOfAll(
    sources.filter((source) => source !== undefined),
    target,
  )
  return refusal ? fail(now, refusal) : beginConsolidate(now)
}

function fail({ operation, at }: Now, refusal: Refusal): Step {
  return failOperation(operation, errorOf(refusal), at, releaseConsolidate)
}

/** The move that runs has its own messages: the parent only writes down how far it is. */
async function lookAt(services: Services, now: Now, place: number): Promise<Step | 'notYet'> {
  const { operation } = now
  const running = operation.children[place]
  if (!running?.operationId) throw new Error(`${operation.id} runs a move without an id.`)
  const child = await readSurely<MoveUsersOperation>(services, operation.tenantId, running.operationId)
  if (!child) return refuseChild(now, place, running.progress.total, resultForgotten)
  const isOn = child.completedAt !== null || doneOf(child.progress) !== doneOf(running.progress)
  return isOn ? lookAtChild(now, child) : 'notYet'
}

const resultForgotten = {
  code: 'ResultForgotten',
  message: 'The move ended while this was paused, and what became of it is not kept any more.',
}

async function start(services: Services, now: Now, place: number): Promise<Step | 'notYet'> {
  const first = await tryToStart(services, now, place)
  if (!('refused' in first)) return first.started
  // A payment on its way is settled within minutes, and then the sweeper is here again.
  if (first.refused.refused === 'PaymentOutcomeUnknown') return 'notYet'
  // What the move before has just written may not be here yet, and a no is for good.
  const follows = now.operation.children[place - 1]?.operationId != null
  if (follows) await services.machineClock.sleep(replicasArriveWithinMs)
  const { refused, users } = first
  const second = follows ? await tryToStart(services, now, place) : { refused, users }
  if (!('refused' in second)) return second.started
  return refuseChild(now, place, second.users, errorOf(second.refused))
}

async function tryToStart(
  services: Services,
  now: Now,
  place: number,
): Promise<{ readonly started: Step } | { readonly refused: Refusal; readonly users: number }> {
  const { operation } = now
  const subject = operation.children[place]?.subject
  const [source, target] = await services.documents.readTogether<[Subscription, Subscription]>(
    operation.tenantId,
    [subject?.id ?? '', operation.targetSubscriptionId],
  )
  if (!source || !target) throw new Error(`A source or the target of ${operation.id} is gone.`)
  const childId = services.ids.derive(`${operation.id}\n${place}`) as OperationId
  const started = startChild({
    ...now,
    place,
    source,
    target,
    ...(await seatsFor(services, source, target, undefined)),
    childId,
    auditId: documentId.audit(`${childId}:control`),
  })
  return isRefusal(started) ? { refused: started, users: source.seats.assigned } : { started }
}

function errorOf(refusal: Refusal): { readonly code: string; readonly message: string } {
  return { code: refusal.refused, message: sentenceOf(refusal, 'en') }
}
