import { documentId } from '#core/kernel/document-ids.ts'
import type { LotId } from '#core/kernel/ids.ts'
import { isRefusal, type Refusal } from '#core/kernel/refusals.ts'
import type { Leaver } from '#core/organisation/leaver.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { TakeOverOperation } from '#core/take-over/operations.ts'
import { undoWhole } from '#core/take-over/undo.ts'
import { planUndoStep, usersPerUndoStep } from '#core/take-over/undo-chosen.ts'
import type { UndoOperation } from '#core/take-over/undo-operation.ts'
import type { Services } from '../jobs/job.ts'
import { carryOn, commitStep, giveUp, isTimeOver, type Pass, type Passed } from '../jobs/pass.ts'
import type { RunJob } from '../jobs/run-job.ts'
import { readSelection, undoOfEach } from './chosen-users.ts'
import { countUndo, readUndoSides } from './undo-sides.ts'

/** Carries an undo on until it ends, its slice of time is over, or somebody else has it. (B20) */
export const runUndo: RunJob<UndoOperation> = (services, operation, delivery) =>
  carryOn(services, operation, delivery, pass)

async function pass(pass: Pass<UndoOperation>): Promise<Passed> {
  const { services, operation: undo } = pass
  const { documents } = services
  const undone = await documents.read<TakeOverOperation>(undo.tenantId, undo.undoes.id)
  if (!undone) throw new Error(`The operation that ${undo.id} undoes is gone.`)
  return undo.how === 'whole' ? undoAtOnce(pass, undone) : undoOneByOne(pass, undone)
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

/**
 * Step by step, from the place where the last one ended. Each reads the subscriptions before it asks who holds what:
 * their versions in its batch make it certain that this is still so. Every conflict ends the pass, not the job.
 */
async function undoOneByOne(
  pass: Pass<UndoOperation>,
  operation: Stored<TakeOverOperation>,
): Promise<Passed> {
  const { services, worker } = pass
  let { operation: undo } = pass
  const chosen = await readSelection(services, operation)
  if (chosen.length === 0) return giveUp(services, undo, forgotten)
  while (!isTimeOver(pass)) {
    const { source, target } = await sidesOfChosen(services, undo, operation)
    if (source.state !== 'active') return giveUp(services, undo, notActive)
    const to = undo.place + usersPerUndoStep
    const looked = chosen.slice(undo.place, to)
    const users = await undoOfEach(services, operation, { source, target }, looked)
    const step = planUndoStep({
      undo,
      operation,
      source,
      target,
      users: users.flatMap((user) => user ?? []),
      next: to < chosen.length ? to : null,
      worker,
      at: services.clock.now(),
    })
    const commit = await commitStep(services, undo, step.writes)
    if (!commit?.committed) return 'disturbed'
    undo = step.operation
    if (undo.completedAt !== null) return 'ended'
  }
  return 'unfinished'
}

/** A target that the undo does not hold has nobody to give back any more. */
async function sidesOfChosen(services: Services, undo: UndoOperation, operation: TakeOverOperation) {
  const { source, target } = await readUndoSides(services, operation)
  return { source, target: undo.holdsTarget ? target : undefined }
}

function refused(services: Services, undo: UndoOperation, { refused: code }: Refusal): Promise<Passed> {
  return giveUp(services, undo, {
    code,
    message: 'What is to be undone has changed meanwhile; everybody keeps the licence they have.',
  })
}

const notActive = {
  code: 'SubscriptionNotActive',
  message: 'The source has ended meanwhile; who has not come back keeps the licence they have.',
}

const forgotten = {
  code: 'NotUndoable',
  message: 'Who was chosen is forgotten by now; everybody keeps the licence they have.',
}
