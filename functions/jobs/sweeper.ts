import type { Operation } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import { toMilliseconds } from '#core/kernel/time.ts'
import type { LastSweep } from '#core/operations/last-sweep.ts'
import { isDue } from '#core/operations/plan.ts'
import { everywhere, type From } from '#core/ports/documents.ts'
import { Unavailable } from '#core/ports/failures.ts'
import type { QueueName } from '#core/ports/messages.ts'
import { type AtWork, atWorkFor, isNotAtWork } from './at-work.ts'
import type { Job, Services, Sweep } from './job.ts'
import { measureQueues } from './measure-queues.ts'
import { PoisonMessage, parseWakeUp, wakeUp } from './message.ts'
import { callForAttention } from './run-job.ts'
import { unlessNewer } from './unless-newer.ts'

/**
 * The timer. Finds what a crash between a document and its message left behind: operations that nobody has touched for a
 * while, and whatever else the jobs look for, get another message; operations whose message is a dead letter are marked
 * for a person; payments that nobody asks about are settled. What fails in one part keeps no other waiting. At the end it
 * writes down that it was there, for whoever watches from outside.
 */
export async function sweep(services: Services): Promise<void> {
  const { clock, machineClock, jobs, settings, telemetry } = services
  const { forgottenAfterMs } = settings
  // The queue drops repeats by its own clock, which nobody moves.
  const tick = Math.floor(toMilliseconds(machineClock.now()) / Math.max(1, forgottenAfterMs))
  const sweep: Sweep = { ...atWorkFor(forgottenAfterMs, clock.now()), tick }
  let oldestUnfinishedMs = 0
  const parts: [name: string, run: () => Promise<void>][] = [
    [
      'operations',
      async () => {
        oldestUnfinishedMs = await wakeForgotten(services, sweep)
      },
    ],
    [
      'planned operations',
      async () => {
        oldestUnfinishedMs = Math.max(oldestUnfinishedMs, await wakePlanned(services, sweep))
      },
    ],
  ]
  for (const queue of jobs.queues) {
    const job = jobs.of(queue)
    if (job.operation)
      parts.unshift([`dead letters of ${queue}`, () => markDeadLettered(services, queue, job, sweep)])
    if (job.sweep) parts.push([queue, async () => job.sweep?.(services, sweep)])
  }
  for (const chore of jobs.chores) parts.push([chore.name, () => chore.sweep(services)])

  const faults: unknown[] = []
  const failedParts: string[] = []
  for (const [name, run] of parts) {
    await telemetry.part({ name }, run).catch((error: unknown) => {
      faults.push(error)
      failedParts.push(name)
      const level = error instanceof Unavailable ? 'warning' : 'error'
      services.log(level, `The sweep did not get through ${name}: ${error}`)
    })
  }
  await writeDown(services, { failedParts, oldestUnfinishedMs })
  if (!failedParts.includes('operations'))
    telemetry.gauge('seatwarden.operations.oldest_unfinished', oldestUnfinishedMs / 1_000, {})
  // Only looked at: what cannot be measured now makes the sweep no worse.
  await measureQueues(services).catch((error: unknown) => {
    services.log('warning', `The queues are not measured: ${error}`)
  })
  if (faults.length > 0) throw faults[0]
}

/** Gives how long the one had not got on that was left alone longest. */
async function wakeForgotten(services: Services, { tick, ...atWork }: Sweep): Promise<number> {
  const forgotten = {
    where: [
      { field: 'type', is: '=', value: 'operation' },
      { field: 'state', is: 'in', values: ['NotStarted', 'Running'] },
      isNotAtWork('updatedAt', atWork),
      { field: 'needsAttention', is: '=', value: false },
      // What is planned for later does not work yet.
      { field: 'work.since', is: '>=', value: '0' },
    ],
  } as const
  const now = toMilliseconds(services.clock.now())
  let oldestMs = 0
  for await (const { tenantId, id } of everywhere(services.acrossTenants, forgotten)) {
    const operation = await unlessNewer(services.documents.read<Operation>(tenantId, id))
    if (operation && operation.completedAt === null && !operation.needsAttention) {
      // What runs another one waits for that, whose own time is looked at.
      const waitsFor = services.jobs.operation(operation).child?.of(operation)
      if (waitsFor === undefined) oldestMs = Math.max(oldestMs, now - toMilliseconds(operation.updatedAt))
      await wakeUp(services, operation, { tick })
    }
  }
  return oldestMs
}

/** Wakes what was asked for a time that has come. Gives how long ago that was, of the one that waits longest. (B11) */
async function wakePlanned(services: Services, { tick }: Sweep): Promise<number> {
  const at = services.clock.now()
  const planned = {
    where: [
      { field: 'type', is: '=', value: 'operation' },
      { field: 'state', is: '=', value: 'NotStarted' },
      { field: 'startAt', is: '<=', value: at },
      { field: 'needsAttention', is: '=', value: false },
    ],
  } as const
  let oldestMs = 0
  for await (const { tenantId, id } of everywhere(services.acrossTenants, planned)) {
    const operation = await unlessNewer(services.documents.read<Operation>(tenantId, id))
    if (!operation?.startAt || operation.needsAttention || !isDue(operation, at)) continue
    oldestMs = Math.max(oldestMs, toMilliseconds(at) - toMilliseconds(operation.startAt))
    await wakeUp(services, operation, { tick })
  }
  return oldestMs
}

/** A dead letter may lie there long after its operation has gone on: what is at work, or paused since, is left alone. */
async function markDeadLettered(
  services: Services,
  queue: QueueName,
  { kind }: Job,
  atWork: AtWork,
): Promise<void> {
  let from: From | undefined = { size: 100 }
  while (from) {
    const { letters, continuation } = await services.deadLetters.page(queue, from)
    for (const letter of letters) {
      const message = readable(kind, queue, letter.body)
      if (message) await unlessNewer(callForAttention(services, message, new Error(letter.reason), atWork))
    }
    from = continuation === undefined ? undefined : { size: 100, continuation }
  }
}

function readable(kind: string, queue: string, body: unknown) {
  try {
    return parseWakeUp(kind, queue, body)
  } catch (error) {
    if (error instanceof PoisonMessage) return undefined
    throw error
  }
}

/** Where two instances sweep at once the later one counts. */
async function writeDown(
  { documents, machineClock, settings }: Services,
  found: Pick<LastSweep, 'failedParts' | 'oldestUnfinishedMs'>,
): Promise<void> {
  const tenantId = settings.operatorTenantId as TenantId
  const id = documentId.lastSweep
  const endedAt = machineClock.now()
  const whole = found.failedParts.length === 0 ? { wholeAt: endedAt } : {}
  const set = { ...found, endedAt, ...whole }
  const { committed } = await documents.commit(tenantId, [{ kind: 'patch', id, set }])
  if (committed) return
  const first: LastSweep = { id, tenantId, type: 'lastSweep', schemaVersion: 1, wholeAt: null, ...set }
  await documents.commit(tenantId, [{ kind: 'create', document: first }])
}
