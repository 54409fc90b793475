import type { OperationId } from '#core/kernel/ids.ts'
import { undoJob } from '#functions/take-over/jobs.ts'
import type { Answered, Person, simulatedApp } from './app.ts'

/** Asks for the undo of an operation, and does what its message asks for; gives the answer to the request. */
export async function undone(
  at: ReturnType<typeof simulatedApp>,
  person: Person,
  operationId: OperationId,
): Promise<Answered> {
  const answer = await person.ask('take-over-undo', { params: { id: operationId }, body: { confirm: true } })
  const message = at.messages.takeNext('undo-operations')
  if (answer.status === 202) await undoJob.handle(at.services, 'undo-operations', message?.message.body, 1)
  return answer
}
