import type { TenantId, UserId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import type { Stored } from '#core/ports/documents.ts'
import { everIn } from '#core/seats/assignment.ts'
import { lotsTouched, outcomeOfChosen, outcomeOfWhole } from '#core/take-over/outcomes.ts'
import type { Reply } from '#functions/http/reply.ts'
import type { Services } from '#functions/jobs/job.ts'
import { PoisonMessage } from '#functions/jobs/message.ts'
import { settlePurchases } from '#functions/purchasing/settle-purchases.ts'
import { fileNameOf, rowsOf } from '#functions/seats/export-file.ts'
import { matches } from '../support/simulated/comparisons.ts'
import { deadLetters, mailsOf, operationsOf } from './aftermath.ts'
import type { Cloud } from './cloud.ts'
import { type Invariants, isOfDeadLetter } from './invariants.ts'
import { home, neighbour } from './known-ids.ts'
import { workers } from './queue-workers.ts'
import type { WorkerPool } from './worker-pool.ts'

/** Whoever was answered 202 has a job, and however often they asked, one. */
export function checkAccepted(cloud: Cloud, reply: Reply | undefined): void {
  if (!reply || isRefusal(reply) || reply.status !== 202) return
  const { id } = reply.body as { readonly id: string }
  const found = operationsOf(cloud).some((operation) => operation.id === id)
  if (!found) cloud.breaks('an accepted job exists', `${id} was accepted and is not there`)
}

/** What must hold when everything has come to rest. */
export async function checkEnd(
  cloud: Cloud,
  pool: WorkerPool,
  invariants: Invariants,
  jobsAsked: number,
  /** What the other organisation was, where nothing was to happen there. */
  neighbours: string | undefined,
): Promise<void> {
  for (const operation of operationsOf(cloud)) {
    if (!operation.completedAt) cloud.breaks('terminal in time', `${operation.id} is ${operation.state}`)
    const held = 'reserved' in operation ? operation.reserved : 0
    if (held !== 0) cloud.breaks('reservations are released', `${held} are not`)
    const ends = cloud.documents
      .all(operation.tenantId)
      .filter((document) => document.type === 'audit' && document.operationId === operation.id)
      .filter((document) => document.id.endsWith(':end') || document.id.endsWith(`:${operation.sequence}`))
    const written = operation.kind === 'exportUsers' && operation.state === 'Succeeded' ? 0 : 1
    if (ends.length !== written) cloud.breaks('audit complete', `${ends.length} entries of the end`)
  }
  if (invariants.jobs.size > jobsAsked) {
    cloud.breaks('asked twice, done once', `${invariants.jobs.size} jobs, ${jobsAsked} were asked for`)
  }
  checkMails(cloud)
  checkOutcomes(cloud, invariants)
  await checkExports(cloud, invariants)
  const left = await deadLetters(cloud)
  if (left.length > 0) cloud.breaks('dead letters are replayable', `${left.length} are left`)
  for (const key of pool.poison.unseen) {
    cloud.breaks('dead letters are visible', `a bad message never became one: ${key}`)
  }
  for (const sequenceNumber of pool.taken) {
    if (pool.completed.has(sequenceNumber) || pool.lookedAfter.has(sequenceNumber)) continue
    cloud.breaks('no message is lost', `#${sequenceNumber} is neither completed nor a dead letter`)
  }
  await checkRepeats(cloud)
  if (neighbours !== undefined && textOf(cloud, neighbour) !== neighbours) {
    cloud.breaks('tenant isolation', 'the documents of the other tenant have changed')
  }
}

/** All its documents, but for what operators have done to dead letters that name it. */
export function textOf(cloud: Cloud, tenantId: TenantId): string {
  return JSON.stringify(cloud.documents.all(tenantId).filter((document) => !isOfDeadLetter(document)))
}

function checkMails(cloud: Cloud): void {
  const expected = new Map<string, number>()
  for (const mail of mailsOf(cloud)) {
    if (mail.state !== 'sent' && mail.state !== 'refused') {
      cloud.breaks('one mail', `the mail ${mail.id} is ${mail.state}`)
    }
    const { address } = mail.to
    if (mail.state === 'sent') expected.set(address, (expected.get(address) ?? 0) + 1)
  }
  for (const [address, mails] of expected) {
    const came = cloud.mailbox.distinctFor(address)
    if (came !== mails) cloud.breaks('one mail', `${came} mails came to ${address}, not ${mails}`)
  }
  for (const { to } of cloud.mailbox.arrivals) {
    if (!expected.has(to)) cloud.breaks('one mail', `${to} got a mail that is not on record`)
  }
}

/** What each user is told of a job, read from the lots that they were in, is what happened, whatever came afterwards. */
function checkOutcomes(cloud: Cloud, { jobs }: Invariants): void {
  const assignments = cloud.documents.all(home, 'assignment')
  for (const { operation, users, done } of jobs.values()) {
    if (operation.kind !== 'moveUsers' && operation.kind !== 'cancel') continue
    if (operation.state !== 'Succeeded') continue
    const isChosen = operation.kind === 'moveUsers' && operation.onlySelected
    const told = new Map<UserId, string>()
    const found = isChosen
      ? assignments
      : assignments.filter((assignment) => matches(assignment, everIn(lotsTouched(operation))))
    for (const assignment of found) {
      const { userId } = assignment
      const all = assignments.filter((one) => one.userId === userId)
      const outcome = isChosen
        ? users.has(userId) && outcomeOfChosen(operation, all)
        : outcomeOfWhole(operation, assignment)
      if (!outcome) continue
      if (!isChosen && told.has(userId)) cloud.breaks('outcomes are told', `${userId} is told twice`)
      told.set(userId, outcome.outcome)
    }
    for (const userId of new Set([...users, ...told.keys()])) {
      const was = done.has(userId) ? 'succeeded' : users.has(userId) ? 'skipped' : 'nothing'
      const isTold = told.get(userId) ?? 'nothing'
      if (was !== isTold) cloud.breaks('outcomes are told', `${userId}: ${was}, told ${isTold}`)
    }
  }
}

/** A file has whoever held the subscriptions when it was asked for, and can be written again at any time. */
async function checkExports(cloud: Cloud, { history }: Invariants): Promise<void> {
  for (const operation of operationsOf(cloud)) {
    if (operation.kind !== 'exportUsers' || operation.state !== 'Succeeded') continue
    const file = cloud.files.textOf(fileNameOf(operation))
    let rebuilt = ''
    for await (const rows of rowsOf(cloud.calm, operation)) rebuilt += rows
    if (rebuilt !== file) cloud.breaks('a rebuilt file equals the first', `${operation.id} does not`)
    const expected = operation.subscriptions.flatMap(({ id, sequence }) =>
      [...(history.heldAt(id, sequence) ?? [])].map((userId) => `${userId} ${id}`),
    )
    const rows = rebuilt.trim().split('\r\n').slice(1)
    const told = rows.map((row) => `${row.split(',')[0]} ${row.split(',').at(-1)}`.replaceAll('"', ''))
    if (told.toSorted().join() !== expected.toSorted().join()) {
      const seen = `${told.length} rows, ${expected.length} seats`
      cloud.breaks('nobody twice, nobody missing in an export', seen)
    }
  }
}

/** Running every message again changes nothing, to the byte. */
async function checkRepeats(cloud: Cloud): Promise<void> {
  const before = new Map(cloud.documents.all(home).map((document) => [document.id, document]))
  let mails = 0
  const services: Services = {
    ...cloud.calm,
    mailer: {
      async send() {
        mails += 1
        return { sent: true }
      },
    },
  }
  for (const { queue, body } of cloud.sent.values()) {
    const worker = workers.find((one) => one.queue === queue)
    try {
      await worker?.handle(services, body, 1)
    } catch (error) {
      if (!(error instanceof PoisonMessage)) throw error
    }
  }
  await settlePurchases(services)
  const after: readonly Stored[] = cloud.documents.all(home)
  const same = after.length === before.size && after.every((document) => before.get(document.id) === document)
  if (!same) cloud.breaks('a repeat changes nothing', 'documents have changed')
  if (mails > 0) cloud.breaks('a repeat changes nothing', 'a mail was sent again')
  if (cloud.messages.pending().length > 0) cloud.breaks('a repeat changes nothing', 'a message was sent')
}
