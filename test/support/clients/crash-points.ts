import { setTimeout as wait } from 'node:timers/promises'
import type { LotId, OperationId, TenantId, UserId } from '#core/kernel/ids.ts'
import type { Documents } from '#core/ports/documents.ts'
import type { Assignment } from '#core/seats/assignment.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { MoveUsersOperation } from '#core/take-over/operations.ts'
import { usersPerBatch } from '#core/take-over/set-aside.ts'
import { cosmosConnection } from '#infra/documents/cosmos-connection.ts'
import { cosmosDocuments } from '#infra/documents/cosmos-documents.ts'
import { seedGenerated } from '#local/demo/seed-generated.ts'
import { type Answer, expectStatus } from '#local/system/api-client.ts'
import type { AppSettings } from '#local/system/app-settings.ts'
import { stateFiles } from '#local/system/state-folder.ts'
import { readWhole } from '#local/system/whole-file.ts'
import { type Client, eventually, type System, startSystem } from './system.ts'

/** Where a move can be cut: a whole one goes through the first four, one of chosen users is `moving`. */
export type Moment = 'comparing' | 'settingAside' | 'beforeSwitch' | 'afterSwitch' | 'moving'

/** A `kill -9`: of which process, and when. */
export interface CrashPoint {
  readonly process: 'workers' | 'http' | 'cosmos' | 'service-bus'
  readonly when: Moment
  /** When that share of the moment's work is done; half of it when absent. */
  readonly share?: number
}

export interface Scene {
  readonly users: number
  /** How many of them hold the target too. */
  readonly both: number
  /** How many move, half of those who hold both among them; everybody when absent. */
  readonly chosen?: number
}

export interface Survived {
  readonly admin: Client
  /** The path of something in their organisation. */
  readonly path: (below: string) => string
  readonly expected: Expected
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
  /** By user: what the operation says has become of them, each time that it names them. */
  readonly outcomes: ReadonlyMap<string, readonly string[]>
}

/** Who was to move, and who held what before. */
interface Expected {
  readonly onSource: ReadonlySet<string>
  readonly onTarget: ReadonlySet<string>
  readonly moving: ReadonlySet<string>
  readonly isWhole: boolean
}

interface Operation {
  readonly id: string
  readonly status: string
  readonly percentComplete: number
  readonly progress: {
    readonly total: number
    readonly succeeded: number
    readonly skipped: number
    readonly compared?: number
  }
}

/** A worker that was killed is missed when its lock ends, and its place is taken meanwhile. */
export const recoveryMaxMs = 10_000

/** So few users a page that a comparison has a middle to kill in. */
const usersPerPage = 100

/** `npm start`, at a pace that leaves time to kill in: about 300 users a second, of those who move one by one. */
export function startPacedSystem(): Promise<System> {
  // The system takes over the environment of whoever starts it.
  process.env['TENANT_REQUEST_UNITS_PER_SECOND'] = '6000'
  process.env['THROTTLE_SHARE'] = '0.6'
  return startSystem()
}

/** Moves users while processes are killed, and gives back all there is to see afterwards. */
export async function survive(
  system: System,
  scene: Scene,
  points: readonly CrashPoint[],
): Promise<Survived> {
  const store = openStore(system)
  try {
    await store.shortPages(usersPerPage)
    const { admin, tenantId, expected, purchaserMail, sourceId, targetId } = await prepare(system, scene)
    const path = (below: string) => `/tenants/${tenantId}/${below}`
    const { headers } = await admin.get(path(`subscriptions/${sourceId}`))
    const started = await expectStatus(
      admin.post<Operation>(
        path(`subscriptions/${sourceId}/moveUsers`),
        {
          targetSubscriptionId: targetId,
          confirm: true,
          ...(expected.isWhole ? {} : { userIds: [...expected.moving] }),
        },
        { headers: { 'if-match': headers.get('etag') ?? '' } },
      ),
      202,
    )
    const { id } = started.body
    const look = () => progressOf(store.documents, tenantId, [id, sourceId])
    let deliveryCount = 0
    const recoveriesMs: number[] = []
    const restarted: boolean[] = []
    for (const point of points) {
      const { known, killedMs, another } = await killAt(system, look, point, scene)
      restarted.push(another)
      await eventually(async () => {
        if (point.when === 'afterSwitch')
          return (await system.mailbox.messages({ to: purchaserMail })).length > 0
        const now = await look()
        // What was on its way at the kill may show only now: the second step forward is taken after it.
        return now && (now.operation.completedAt !== null || now.operation.sequence > known + 1)
      }, 30_000)
      recoveriesMs.push(performance.now() - killedMs)
      deliveryCount = Math.max(deliveryCount, await deliveryCountOf(system, id))
    }
    const operation = await eventually(async () => {
      const { status, body } = await admin.get<Operation>(path(`operations/${id}`))
      return status === 200 && body.status !== 'Running' && body
    }, 60_000)
    const mails = await mailsOf(system, purchaserMail, expected.isWhole)
    const outcomes = await outcomesOf(admin, path(`operations/${id}/results?maxpagesize=1000`))
    const stored = await readStored(store.documents, tenantId, sourceId, targetId)
    return {
      admin,
      path,
      expected,
      operation,
      recoveriesMs,
      deliveryCount,
      restarted,
      mails,
      outcomes,
      ...stored,
    }
  } finally {
    await store.close()
  }
}

/** An organisation of its own for each move. */
async function prepare(system: System, { users, both, chosen }: Scene) {
  const { organisations } = await seedGenerated(system.state, system.ready(), { users, both }, () => {})
  const [tenant] = organisations.tenants
  const [source, target] = organisations.subscriptions
  const [adminPersona] = organisations.personas
  const purchaser = [...organisations.users].find(({ userId }) => userId === source?.purchaserId)
  if (!tenant || !source || !target || !adminPersona || !purchaser) throw new Error('Nothing was seeded.')
  const everybody = [...source.holders]
  const end = users - Math.floor(both / 2)
  const admin = system.as(adminPersona.id)
  await eventually(() => system.ready().personas.some(({ id }) => id === adminPersona.id))
  await expectStatus(admin.post(`/tenants/${tenant.id}/subscriptions/${source.id}/takeControl`), 200)
  const expected: Expected = {
    onSource: new Set(everybody),
    onTarget: new Set(target.holders),
    moving: new Set(chosen === undefined ? everybody : everybody.slice(end - chosen, end)),
    isWhole: chosen === undefined,
  }
  return {
    admin,
    tenantId: tenant.id as TenantId,
    sourceId: source.id,
    targetId: target.id,
    purchaserMail: purchaser.mail,
    expected,
  }
}

/** How far a move is, as it is stored. */
interface Seen {
  readonly operation: MoveUsersOperation
  /** How often users were set aside so far. */
  readonly batchesAside: number
}

/** Undefined while the store is down. */
async function progressOf(
  documents: Documents,
  tenantId: TenantId,
  [operationId, sourceId]: readonly [string, string],
): Promise<Seen | undefined> {
  const ids = [operationId as OperationId, sourceId] as const
  const [operation, source] = await documents
    .readTogether<[MoveUsersOperation, Subscription]>(tenantId, ids)
    .catch(() => [])
  if (!operation || !source) return undefined
  return { operation, batchesAside: source.seatSequence - operation.startedAt }
}

function isReached(
  { when, share = 0.5 }: CrashPoint,
  { users, both }: Scene,
  { operation, batchesAside }: Seen,
): boolean {
  const { progress, comparison, completedAt } = operation
  if (when === 'afterSwitch') return completedAt !== null
  if (completedAt !== null) throw new Error(`The move was over before it could be cut: ${when}.`)
  switch (when) {
    case 'comparing':
      return (progress.compared ?? 0) >= Math.max(1, share * (users - both)) && batchesAside === 0
    case 'settingAside':
      return batchesAside >= Math.max(1, Math.floor(share * (both / usersPerBatch)))
    case 'beforeSwitch':
      return comparison?.first === 'over'
    case 'moving':
      return progress.succeeded + progress.skipped >= Math.max(1, share * progress.total)
  }
}

async function killAt(
  system: System,
  look: () => Promise<Seen | undefined>,
  point: CrashPoint,
  scene: Scene,
): Promise<{ readonly known: number; readonly killedMs: number; readonly another: boolean }> {
  const { seen, ...killed } = await killWhen(system, point.process, async () => {
    const now = await look()
    return now && isReached(point, scene, now) ? now : undefined
  })
  return { ...killed, known: seen.operation.sequence }
}

/** As close as can be from outside: the worker is stopped, what is stored looked at once more, and then it dies. */
export async function killWhen<Found>(
  system: System,
  victim: CrashPoint['process'],
  isThere: () => Promise<Found | undefined>,
): Promise<{ readonly seen: Found; readonly killedMs: number; readonly another: boolean }> {
  const end = Date.now() + 60_000
  while (Date.now() < end) {
    if (await isThere()) {
      const worker = system.pid('workers')
      process.kill(worker, 'SIGSTOP')
      try {
        await wait(onItsWayMs)
        const seen = await isThere()
        if (seen) {
          const before = system.pid(victim)
          const killedMs = performance.now()
          const killed = system.kill(victim)
          if (before !== worker) process.kill(worker, 'SIGCONT')
          return { seen, killedMs, another: (await killed) !== before }
        }
      } catch (error) {
        process.kill(worker, 'SIGCONT')
        throw error
      }
      process.kill(worker, 'SIGCONT')
    }
    await wait(2)
  }
  throw new Error(`What ${victim} was to be killed at did not come within a minute.`)
}

/** What a stopped worker has sent is done within this. */
const onItsWayMs = 20

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

async function mailsOf(system: System, to: string, isAwaited: boolean): Promise<ReadonlyMap<string, number>> {
  if (isAwaited) await eventually(async () => (await system.mailbox.messages({ to })).length > 0, 30_000)
  await wait(secondMailMs)
  const mails = new Map<string, number>()
  for (const { messageId } of await system.mailbox.messages({ to }))
    mails.set(messageId, (mails.get(messageId) ?? 0) + 1)
  return mails
}

export async function outcomesOf(
  admin: Client,
  path: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  interface Results {
    readonly value: readonly { readonly userId: string; readonly outcome: string }[]
    readonly nextLink?: string
  }
  const outcomes = new Map<string, string[]>()
  for (let next: string | undefined = path; next !== undefined; ) {
    const { body }: Answer<Results> = await expectStatus(admin.get<Results>(next), 200)
    for (const { userId, outcome } of body.value)
      outcomes.set(userId, [...(outcomes.get(userId) ?? []), outcome])
    next = body.nextLink
  }
  return outcomes
}

/** Past the API, the documents themselves. */
export function openStore(system: System) {
  const { COSMOS_ENDPOINT: endpoint = '', COSMOS_KEY: key = '' } =
    readWhole<AppSettings>(stateFiles(system.state).settings) ?? {}
  const connection = cosmosConnection({ endpoint, key })
  return {
    documents: cosmosDocuments(connection),
    close: () => connection.close(),
    async shortPages(size: number) {
      const { ok } = await fetch(`${endpoint}/_local/pages`, { method: 'PUT', body: JSON.stringify([size]) })
      if (!ok) throw new Error('The pages could not be made short.')
    },
  }
}

export async function readStored(
  documents: Documents,
  tenantId: TenantId,
  sourceId: string,
  targetId: string,
) {
  const source = await documents.read<Subscription>(tenantId, sourceId)
  const target = await documents.read<Subscription>(tenantId, targetId)
  if (!source || !target) throw new Error('A subscription is gone.')
  const held = new Map<UserId, string[]>()
  const subscriptions = new Map<LotId, string>()
  const everySubscription = { where: [{ field: 'type', is: '=', value: 'subscription' } as const] }
  for await (const page of documents.pages<Subscription>(tenantId, everySubscription, 1_000)) {
    for (const { id, state, lotIds } of page.items)
      if (state === 'active') for (const lotId of lotIds) subscriptions.set(lotId, id)
  }
  const everySeat = { where: [{ field: 'type', is: '=', value: 'assignment' } as const] }
  for await (const page of documents.pages<Assignment>(tenantId, everySeat, 5_000)) {
    for (const { userId, seat } of page.items) {
      const so = held.get(userId) ?? []
      const subscriptionId = seat.state === 'active' ? subscriptions.get(seat.lotId) : undefined
      held.set(userId, subscriptionId === undefined ? so : [...so, subscriptionId])
    }
  }
  return { source, target, held }
}

/** What is not as it must be; nothing when everything is right. */
export function faultsOf(survived: Survived): readonly string[] {
  const { expected, operation, source, target, held, mails, outcomes } = survived
  const { onSource, onTarget, moving, isWhole } = expected
  const faults: string[] = []
  const expect = (what: string, found: unknown, wanted: unknown) => {
    if (found !== wanted) faults.push(`${what}: expected ${wanted}, found ${found}`)
  }
  const of = (userId: string) => [
    ...(onSource.has(userId) && !moving.has(userId) ? [source.id] : []),
    ...(onTarget.has(userId) || moving.has(userId) ? [target.id] : []),
  ]
  const everybody = new Set([...onSource, ...onTarget])
  const staying = [...onSource].filter((userId) => !moving.has(userId)).length
  const arrived = [...everybody].filter((userId) => onTarget.has(userId) || moving.has(userId)).length
  const skipped = [...moving].filter((userId) => onTarget.has(userId)).length

  expect('status of the operation', operation.status, 'Succeeded')
  expect('percent complete', operation.percentComplete, 100)
  expect('users in all', operation.progress.total, moving.size)
  expect('users moved', operation.progress.succeeded, moving.size - skipped)
  expect('users skipped', operation.progress.skipped, skipped)
  expect('users compared', operation.progress.compared, isWhole ? onSource.size : undefined)
  expect('state of the source', source.state, isWhole ? 'deleted' : 'active')
  expect('operation of the source', source.operationId, null)
  expect('assigned in the source', source.seats.assigned, staying)
  expect('assigned in the target', target.seats.assigned, arrived)
  expect('reserved in the target', target.seats.reserved, 0)
  expect('available in the target', target.seats.available, target.seats.total - arrived)

  expect('users with a licence', held.size, everybody.size)
  const wrong = [...held].filter(([userId, found]) => found.toSorted().join() !== of(userId).sort().join())
  expect('users who do not hold exactly what they should', wrong.length, 0)
  expect('users of whom the operation tells', outcomes.size, moving.size)
  const wrongly = [...outcomes].filter(
    ([userId, found]) =>
      !moving.has(userId) || found.join() !== (onTarget.has(userId) ? 'skipped' : 'succeeded'),
  )
  expect('users of whom it tells something wrong', wrongly.length, 0)
  expect('Message-IDs in the mailbox', mails.size, isWhole ? 1 : 0)
  for (const [messageId, count] of mails) expect(`mails with ${messageId}`, count, 1)
  return faults
}
