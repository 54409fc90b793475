import { setTimeout as wait } from 'node:timers/promises'
import type { TenantId, UserId } from '#core/kernel/ids.ts'
import type { Assignment } from '#core/seats/assignment.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { cosmosConnection } from '#infra/documents/cosmos-connection.ts'
import { cosmosDocuments } from '#infra/documents/cosmos-documents.ts'
import { seedGenerated } from '#local/demo/seed-generated.ts'
import { expectStatus } from '#local/system/api-client.ts'
import type { AppSettings } from '#local/system/app-settings.ts'
import { stateFiles } from '#local/system/state-folder.ts'
import { readWhole } from '#local/system/whole-file.ts'
import { eventually, type System, startSystem } from './system.ts'

/** A `kill -9`: of which process, and when that share of the users has moved. */
export interface CrashPoint {
  readonly process: 'workers' | 'http' | 'cosmos' | 'service-bus'
  readonly at: number
}

export interface Survived {
  readonly total: number
  readonly operation: Operation
  readonly recoveriesMs: readonly number[]
  /** The highest that the operations board has shown. */
  readonly deliveryCount: number
  /** For each kill, whether another process serves in the place of the killed one. */
  readonly restarted: readonly boolean[]
  /** By Message-ID: how many mails the purchaser has. */
  readonly mails: ReadonlyMap<string, number>
  readonly source: Subscription
  readonly target: Subscription
  /** By user: the subscriptions of which they hold a licence. */
  readonly held: ReadonlyMap<string, readonly string[]>
}

interface Operation {
  readonly id: string
  readonly status: string
  readonly progress: { readonly total: number; readonly succeeded: number; readonly skipped: number }
}

/** A worker that was killed is missed when its lock ends, and its place is taken meanwhile. */
export const recoveryMaxMs = 10_000

/** `npm start`, at a pace that leaves a middle to kill in: about 1,000 users a second. */
export function startPacedSystem(): Promise<System> {
  // The system takes over the environment of whoever starts it.
  process.env['TENANT_REQUEST_UNITS_PER_SECOND'] = '20000'
  process.env['THROTTLE_SHARE'] = '0.6'
  return startSystem()
}

/** Moves so many users while processes are killed, and gives back all there is to see afterwards. */
export async function survive(
  system: System,
  users: number,
  points: readonly CrashPoint[],
): Promise<Survived> {
  const { organisations } = await seedGenerated(system.state, system.ready(), { users }, () => {})
  const [tenant] = organisations.tenants
  const [sourceSeed, targetSeed] = organisations.subscriptions
  const [adminPersona] = organisations.personas
  const purchaser = [...organisations.users].find(({ userId }) => userId === sourceSeed?.purchaserId)
  if (!tenant || !sourceSeed || !targetSeed || !adminPersona || !purchaser)
    throw new Error('Nothing was seeded.')
  const admin = system.as(adminPersona.id)
  const path = (below: string) => `/tenants/${tenant.id}/${below}`

  await eventually(() => system.ready().personas.some(({ id }) => id === adminPersona.id))
  await expectStatus(admin.post(path(`subscriptions/${sourceSeed.id}/takeControl`)), 200)
  const { headers } = await admin.get(path(`subscriptions/${sourceSeed.id}`))
  const body = { targetSubscriptionId: targetSeed.id, confirm: true }
  const started = await expectStatus(
    admin.post<Operation>(path(`subscriptions/${sourceSeed.id}/moveUsers`), body, {
      headers: { 'if-match': headers.get('etag') ?? '' },
    }),
    202,
  )

  /** Undefined while the API or the store is down. */
  const look = async (): Promise<Operation | undefined> => {
    const answer = await admin.get<Operation>(path(`operations/${started.body.id}`)).catch(() => undefined)
    return answer?.status === 200 ? answer.body : undefined
  }
  const whenMoved = (count: number, withinMs: number) =>
    eventually(async () => {
      const now = await look()
      return now !== undefined && now.progress.succeeded >= count && now
    }, withinMs)

  let deliveryCount = 0
  const recoveriesMs: number[] = []
  const restarted: boolean[] = []
  for (const point of [...points].sort((a, b) => a.at - b.at)) {
    const before = await whenMoved(Math.floor(users * point.at), 60_000)
    const pid = system.pid(point.process)
    const killedMs = performance.now()
    restarted.push((await system.kill(point.process)) !== pid)
    // What was committed before the kill may show only now: the second step forward is taken after it.
    const first = await whenMoved(Math.min(users, before.progress.succeeded + 1), 30_000)
    if (first.status === 'Running' && point.process === 'workers') {
      const known = first.progress.succeeded
      await whenMoved(Math.min(users, known + 1), 30_000)
    }
    recoveriesMs.push(performance.now() - killedMs)
    deliveryCount = Math.max(deliveryCount, await deliveryCountOf(system, started.body.id))
  }
  const operation = await eventually(async () => {
    const now = await look()
    return now !== undefined && now.status !== 'Running' && now
  }, 60_000)
  const mails = await mailsOf(system, purchaser.mail)
  const stored = await readStored(system, tenant.id as TenantId, sourceSeed.id, targetSeed.id)
  return { total: users, operation, recoveriesMs, deliveryCount, restarted, mails, ...stored }
}

async function deliveryCountOf(system: System, operationId: string): Promise<number> {
  interface Board {
    readonly value: readonly { readonly id: string; readonly deliveryCount: number }[]
  }
  return eventually(async () => {
    const { status, body } = await system.as('olga-operator').get<Board>('/ops/operations')
    return status === 200 && (body.value.find(({ id }) => id === operationId)?.deliveryCount ?? 0)
  })
}

/** A second mail would follow the first within this. */
const secondMailMs = 1_000

async function mailsOf(system: System, to: string): Promise<ReadonlyMap<string, number>> {
  await eventually(async () => (await system.mailbox.messages({ to })).length > 0, 30_000)
  await wait(secondMailMs)
  const mails = new Map<string, number>()
  for (const { messageId } of await system.mailbox.messages({ to }))
    mails.set(messageId, (mails.get(messageId) ?? 0) + 1)
  return mails
}

/** Looks past the API, at the documents themselves. */
async function readStored(system: System, tenantId: TenantId, sourceId: string, targetId: string) {
  const settings = readWhole<AppSettings>(stateFiles(system.state).settings)
  const connection = cosmosConnection({
    endpoint: settings?.['COSMOS_ENDPOINT'] ?? '',
    key: settings?.['COSMOS_KEY'] ?? '',
  })
  try {
    const documents = cosmosDocuments(connection)
    const source = await documents.read<Subscription>(tenantId, sourceId)
    const target = await documents.read<Subscription>(tenantId, targetId)
    if (!source || !target) throw new Error('A subscription is gone.')
    const held = new Map<UserId, string[]>()
    const everySeat = { where: [{ field: 'type', is: '=', value: 'assignment' } as const] }
    for await (const page of documents.pages<Assignment>(tenantId, everySeat, 5_000)) {
      for (const { userId, seat } of page.items) {
        const so = held.get(userId) ?? []
        held.set(userId, seat.state === 'active' ? [...so, seat.subscriptionId] : so)
      }
    }
    return { source, target, held }
  } finally {
    await connection.close()
  }
}

/** What is not as it must be; nothing when everything is right. */
export function faultsOf(survived: Survived): readonly string[] {
  const { operation, source, target, held, mails, total } = survived
  const faults: string[] = []
  const expected = (what: string, found: unknown, wanted: unknown) => {
    if (found !== wanted) faults.push(`${what}: expected ${wanted}, found ${found}`)
  }
  expected('status of the operation', operation.status, 'Succeeded')
  expected('users moved', operation.progress.succeeded, total)
  expected('state of the source', source.state, 'deleted')
  expected('assigned in the source', source.seats.assigned, 0)
  expected('assigned in the target', target.seats.assigned, total)
  expected('reserved in the target', target.seats.reserved, 0)
  expected('available in the target', target.seats.available, target.seats.total - total)
  expected('users with a licence', held.size, total)
  const wrong = [...held.values()].filter((of) => of.length !== 1 || of[0] !== target.id)
  expected('users who do not hold exactly one licence, of the target', wrong.length, 0)
  expected('Message-IDs in the mailbox', mails.size, 1)
  for (const [messageId, count] of mails) expected(`mails with ${messageId}`, count, 1)
  return faults
}
