import { documentId } from '#core/kernel/document-ids.ts'
import type { LotId } from '#core/kernel/ids.ts'
import { isRefusal, type Refusal } from '#core/kernel/refusals.ts'
import type { Leaver } from '#core/organisation/leaver.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { BulkOperation, BulkPart } from '#core/seats/bulk.ts'
import type { TakeOverOperation } from '#core/take-over/operations.ts'
import { undoWhole } from '#core/take-over/undo.ts'
import {
  isOfList,
  isWhole,
  type Sides,
  type UndoableOperation,
  type UndoOperation,
} from '#core/take-over/undo-operation.ts'
import { planUndoStep, type UndoOfUser, usersPerUndoStep } from '#core/take-over/undo-step.ts'
import type { Services } from '../jobs/job.ts'
import { carryOn, commitStep, giveUp, isTimeOver, type Pass, type Passed } from '../jobs/pass.ts'
import type { RunJob } from '../jobs/run-job.ts'
import { readSelection, undoOfEachChosen, undoOfEachListed } from './undo-of-each.ts'
import { countUndo, readUndoSides } from './undo-sides.ts'

/** Carries an undo on until it ends, its slice of time is over, or somebody else has it. (B20) */
export const runUndo: RunJob<UndoOperation> = (services, operation, delivery) =>
  carryOn(services, operation, delivery, pass)

async function pass(pass: Pass<UndoOperation>): Promise<Passed> {
  const { services, operation: undo } = pass
  const operation = await services.documents.read<UndoableOperation>(undo.tenantId, undo.undoes.id)
  if (!operation) throw new Error(`The operation that ${undo.id} undoes is gone.`)
  if (isOfList(operation)) return undoStepByStep(pass, operation, (at) => readPart(services, operation, at))
  if (isWhole(operation)) return undoAtOnce(pass, operation)
  const chosen = await readSelection(services, operation)
  return undoStepByStep(pass, operation, async (place) => {
    if (chosen.length === 0) return undefined
    const next = place + usersPerUndoStep
    return {
      users: (sides) => undoOfEachChosen(services, operation, sides, chosen.slice(place, next)),
      next: next < chosen.length ? next : null,
    }
  })
}

async function undoAtOnce(
  { services, operation: undo, worker }: Pass<UndoOperation>,
  operation: Stored<TakeOverOperation>,
): Promise<Passed> {
  const { documents, clock, ids } = services
  const sides = await readUndoSides(services, operation)
  const leaver = await documents.read<Leaver>(undo.tenantId, documentId.leaver(sides.source.purchaserId))
  const decided = undoWhole({
    undo,
    operation,
    ...sides,
    leaver,
    ...(await countUndo(services, operation, sides)),
    worker,
    at: clock.now(),
    openLotId: ids.next() as string as LotId,
  })
  if (isRefusal(decided)) return refused(services, undo, decided)
  const commit = await commitStep(services, undo, decided.writes)
  return commit?.committed ? 'ended' : 'disturbed'
}

/** Whom a step is about, and where the next one begins. */
interface Slice {
  readonly users: (sides: Sides) => Promise<readonly UndoOfUser[]>
  readonly next: number | null
}

/**
 * From the place where the last step ended. Each step reads the subscriptions before it asks who holds what: their versions
 * in its batch make it certain that this is still so. Every conflict ends the pass, not the job.
 */
async function undoStepByStep(
  pass: Pass<UndoOperation>,
  operation: Stored<UndoableOperation>,
  sliceAt: (place: number) => Promise<Slice | undefined>,
): Promise<Passed> {
  const { services, worker } = pass
  let { operation: undo } = pass
  while (!isTimeOver(pass)) {
    const { source, target } = await sidesOf(services, undo, operation)
    const problem = problemOf(operation, source.state)
    if (problem) return giveUp(services, undo, problem)
    const slice = await sliceAt(undo.place)
    if (!slice) return giveUp(services, undo, forgotten)
    const users = await slice.users({ source, target })
    const at = services.clock.now()
    const step = planUndoStep({ undo, operation, source, target, users, next: slice.next, worker, at })
    const commit = await commitStep(services, undo, step.writes)
    if (!commit?.committed) return 'disturbed'
    undo = step.operation
    if (undo.completedAt !== null) return 'ended'
  }
  return 'unfinished'
}

/** A target that the undo does not hold has nobody to give back any more. */
async function sidesOf(
  services: Services,
  { holdsTarget }: UndoOperation,
  operation: UndoableOperation,
): Promise<Sides> {
  const { source, target } = await readUndoSides(services, operation)
  return { source, target: holdsTarget ? target : undefined }
}

/** One part of a list; undefined where it is not kept any more. */
async function readPart(
  services: Services,
  operation: BulkOperation,
  place: number,
): Promise<Slice | undefined> {
  const { id, tenantId, parts } = operation
  const part = await services.documents.read<BulkPart>(tenantId, documentId.bulkPart(id, place))
  if (!part) return undefined
  return {
    users: (sides) => undoOfEachListed(services, operation, sides, [part]),
    next: place + 1 < parts ? place + 1 : null,
  }
}

/** What makes it pointless to go on. */
function problemOf({ kind }: UndoableOperation, state: Sides['source']['state']) {
  const message = 'The subscription has ended meanwhile; who has not come back keeps what they have.'
  if (state === 'deleted') return { code: 'SubscriptionDeleted', message }
  const isFine = state === 'active' || (state === 'expired' && kind === 'assignUsers')
  return isFine ? undefined : { code: 'SubscriptionNotActive', message }
}

function refused(services: Services, undo: UndoOperation, { refused: code }: Refusal): Promise<Passed> {
  const message = 'What is to be undone has changed meanwhile; everybody keeps the licence they have.'
  return giveUp(services, undo, { code, message })
}

const forgotten = {
  code: 'ListForgotten',
  message: 'Whom it was about is not kept any more; who has not come back keeps what they have.',
}
