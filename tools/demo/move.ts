import { setTimeout as wait } from 'node:timers/promises'
import { showProgress } from '#local/system/progress.ts'
import type { Actor } from './actor.ts'
import type { List, OperationRow } from './shapes.ts'
import type { Stage } from './stage.ts'
import type { Story } from './story.ts'
import type { StartedMove } from './take-over.ts'

const endsWithinMs = 120_000

export interface SurvivedMove {
  readonly operation: OperationRow
  readonly deliveryCount: number
  readonly seconds: number
}

/** Watches the move, ends the worker with SIGKILL when about a third is done, and sees another one finish the job. */
export async function moveAndLoseWorker(
  stage: Stage,
  story: Story,
  { admin, operation: started }: StartedMove,
): Promise<SurvivedMove> {
  const path = `operations/${started.id}`
  const startedMs = Date.now()
  const bar = showProgress('moved', started.progress.total, process.stdout)
  let killed: { readonly pid: number; readonly at: number } | undefined
  let note = ''
  let operation = started
  let request = ''
  while (!isOver(operation)) {
    if (Date.now() - startedMs > endsWithinMs) throw new Error(`The move did not end: ${operation.status}.`)
    // Every number of the bar comes from here.
    const answer = await admin.ask<OperationRow>('GET', path, 200)
    operation = answer.body
    request = answer.request
    const { succeeded, skipped, total } = operation.progress
    if (!killed && succeeded >= total / 3 && !isOver(operation)) {
      killed = { pid: workerOf(stage), at: succeeded }
      process.kill(killed.pid, 'SIGKILL')
      note = `worker ${killed.pid} killed`
    } else if (killed && succeeded > killed.at && workerOf(stage) !== killed.pid) {
      note = `worker ${killed.pid} killed, ${workerOf(stage)} goes on`
    }
    bar.at(succeeded + skipped, note)
    await wait(25)
  }
  bar.end()
  const seconds = (Date.now() - startedMs) / 1_000
  if (operation.status !== 'Succeeded') {
    throw new Error(`The move ended ${operation.status}: ${operation.error?.message ?? 'no reason given'}`)
  }
  if (!killed) throw new Error('The move was over before its worker could be killed.')
  const row = await boardRow(stage.withRole('operator'), started.id)
  const deliveryCount = row.deliveryCount ?? 0
  if (deliveryCount < 2)
    throw new Error(`Expected another delivery of the message; there was ${deliveryCount}.`)
  story.tell(
    `The move succeeded in ${seconds.toFixed(1)} s although its worker (pid ${killed.pid}) was killed after ${killed.at} users: pid ${workerOf(stage)} got the message, delivery ${deliveryCount}, and went on where it stood.`,
    { request },
    row,
  )
  return { operation, deliveryCount, seconds }
}

/** Waits for the end of a job that needs no watching. */
export async function waitForEnd(
  admin: Actor,
  id: string,
): Promise<OperationRow & { readonly request: string }> {
  const end = Date.now() + endsWithinMs
  for (;;) {
    const { body, request } = await admin.ask<OperationRow>('GET', `operations/${id}`, 200)
    if (isOver(body)) return { ...body, request }
    if (Date.now() > end) throw new Error(`Operation ${id} did not end: ${body.status}.`)
    await wait(50)
  }
}

function isOver({ status }: OperationRow): boolean {
  return status === 'Succeeded' || status === 'Failed' || status === 'Canceled'
}

/** Under another pid after it was killed. */
function workerOf(stage: Stage): number {
  const worker = stage.ready().processes.find(({ name }) => name === 'workers')
  if (!worker) throw new Error('ready.json names no process "workers".')
  return worker.pid
}

async function boardRow(operator: Actor, id: string): Promise<OperationRow & { readonly request: string }> {
  const board = await operator.ask<List<OperationRow>>('GET', '/ops/operations', 200)
  const row = board.body.value.find((operation) => operation.id === id)
  if (!row) throw new Error(`The operations board does not show ${id}.`)
  return { ...row, request: board.request }
}
