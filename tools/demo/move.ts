import { setTimeout as wait } from 'node:timers/promises'
import { showProgress } from '#local/system/progress.ts'
import type { Actor } from './actor.ts'
import type { List, OperationRow } from './shapes.ts'
import type { Stage } from './stage.ts'
import type { Story } from './story.ts'
import { count, type StartedMove } from './take-over.ts'

const endsWithinMs = 120_000

export interface SurvivedMove {
  readonly operation: OperationRow
  readonly deliveryCount: number
  readonly seconds: number
}

/** Shows how the chosen users move, to the end. */
export async function watchMoveOfSome(
  story: Story,
  admin: Actor,
  started: OperationRow,
): Promise<{ readonly seconds: number }> {
  const { operation, seconds, request } = await watch(admin, started, 'moved', ({ progress }) => ({
    done: progress.succeeded + progress.skipped,
  }))
  const { succeeded, skipped } = operation.progress
  story.add(
    `${request}: ${count(succeeded)} moved, ${count(skipped)} skipped, in ${seconds.toFixed(1)} s; the source goes on.`,
  )
  return { seconds }
}

/** Watches the comparison, ends the worker with SIGKILL in the middle of it, and sees another one finish the job. */
export async function moveAllAndLoseWorker(
  stage: Stage,
  story: Story,
  { admin, operation: started }: StartedMove,
): Promise<SurvivedMove> {
  let killed: { readonly pid: number; readonly at: number } | undefined
  let note = ''
  const { operation, seconds, request } = await watch(admin, started, 'compared', (operation) => {
    const { compared = 0, succeeded, total } = operation.progress
    if (!killed && compared >= total / 3 && !isOver(operation)) {
      killed = { pid: workerOf(stage), at: compared }
      process.kill(killed.pid, 'SIGKILL')
      note = `worker ${killed.pid} killed`
    } else if (killed && workerOf(stage) !== killed.pid && compared > killed.at) {
      note = `worker ${killed.pid} killed, ${workerOf(stage)} goes on`
    }
    if (!isOver(operation) && succeeded > 0)
      throw new Error(`${succeeded} users had moved before all of them did.`)
    return { done: compared, note }
  })
  if (!killed) throw new Error('The move was over before its worker could be killed.')
  const row = await boardRow(stage.withRole('operator'), started.id)
  const deliveryCount = row.deliveryCount ?? 0
  if (deliveryCount < 2)
    throw new Error(`Expected another delivery of the message; there was ${deliveryCount}.`)
  const { succeeded, skipped } = operation.progress
  story.tell(
    `All ${count(succeeded)} moved at once, ${count(skipped)} kept what they had there already, in ${seconds.toFixed(1)} s, although the worker (pid ${killed.pid}) was killed when it had compared ${count(killed.at)}: pid ${workerOf(stage)} got the message, delivery ${deliveryCount}, and went on where it stood.`,
    { request },
    row,
  )
  return { operation, deliveryCount, seconds }
}

/** Every number of the bar is the operation's own. Throws unless it ends well. */
async function watch(
  admin: Actor,
  started: OperationRow,
  title: string,
  look: (operation: OperationRow) => { readonly done: number; readonly note?: string },
): Promise<{ readonly operation: OperationRow; readonly seconds: number; readonly request: string }> {
  const startedMs = Date.now()
  const bar = showProgress(title, started.progress.total, process.stdout)
  for (;;) {
    if (Date.now() - startedMs > endsWithinMs) throw new Error('The move did not end.')
    const { body: operation, request } = await admin.ask<OperationRow>('GET', `operations/${started.id}`, 200)
    const { done, note } = look(operation)
    bar.at(done, note)
    if (!isOver(operation)) {
      await wait(20)
      continue
    }
    bar.end()
    if (operation.status !== 'Succeeded')
      throw new Error(`The move ended ${operation.status}: ${operation.error?.message ?? 'no reason given'}`)
    return { operation, seconds: (Date.now() - startedMs) / 1_000, request }
  }
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
