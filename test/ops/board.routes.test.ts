import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import type { Operation } from '#core/documents.ts'
import type { OperationId, TenantId } from '#core/kernel/ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { addMilliseconds, dayOf } from '#core/kernel/time.ts'
import { type Command, command, failOperation } from '#core/operations/commands.ts'
import { type Changed, operationStates, releaseNothing } from '#core/operations/operation.ts'
import { begun, changedTo, ended, stepped } from '#core/operations/step.ts'
import type { Answer } from '#functions/http/reply.ts'
import { anExport, aTenant, guid, anAdmin as somebody, tenantId, userId } from '../support/builders.ts'
import { askRoute } from '../support/simulated/ask.ts'
import { type SimulatedServices, simulatedServices } from '../support/simulated/services.ts'
import { operatorsTenantId, tokenOf } from '../support/simulated/tokens.ts'

let cloud: SimulatedServices
beforeEach(() => {
  cloud = simulatedServices()
})

const token = tokenOf({
  tenantId: operatorsTenantId,
  objectId: userId(9),
  name: 'Olga',
  appRoles: ['Ops.Read'],
})

interface Board {
  readonly value: readonly {
    readonly id: string
    readonly usersPerSecond: number
    readonly secondsLeft?: number
  }[]
  readonly nextLink?: string
  readonly counts: Readonly<Record<string, number>>
  readonly needsAttention: number
  readonly oldestUnfinishedSeconds?: number
  readonly speed: {
    readonly operations: number
    readonly usersPerSecond: number
    readonly secondsLeft?: number
  }
}

async function board(query: Readonly<Record<string, string>> = {}): Promise<Board> {
  const answer = (await askRoute(cloud.services, 'ops-operations-list', { token, query })) as Answer
  expect(answer.status).toBe(200)
  return answer.body as unknown as Board
}

const worker = { by: 'w', deliveryCount: 1 }
const now = () => cloud.services.clock.now()

async function save<O extends Operation>({ operation, writes }: Changed<O>): Promise<O> {
  const done = await cloud.services.documents.commit(operation.tenantId, writes)
  expect(done.committed).toBe(true)
  return operation
}

function begin(number: number, of: TenantId = tenantId(1), total = 100): Promise<Operation> {
  const at = now()
  return save<Operation>(
    begun(
      anExport({
        id: guid<OperationId>(4, number),
        tenantId: of,
        state: 'NotStarted',
        progress: { total, succeeded: 0, skipped: 0, failed: 0 },
        createdAt: at,
        updatedAt: at,
        work: { ms: 0, since: at },
      }),
      [],
    ),
  )
}

/** A step in which so many users more are done with. */
function step(operation: Operation, users: number): Promise<Operation> {
  const { progress } = operation
  const after = {
    ...stepped(operation, worker, now()),
    progress: { ...progress, succeeded: progress.succeeded + users },
  }
  return save(changedTo(operation, after))
}

async function tell(operation: Operation, what: Command): Promise<Operation> {
  const told = command(operation, what, somebody, now(), releaseNothing)
  return isRefusal(told) || told.writes.length === 0 ? operation : save(told)
}

function marked(operation: Operation): Promise<Operation> {
  const { sequence } = operation
  return save(
    changedTo(operation, { ...operation, sequence: sequence + 1, needsAttention: true, updatedAt: now() }),
  )
}

type Act = 'begin' | 'step' | 'mark' | 'end' | 'fail' | Command

async function act(operation: Operation | undefined, what: Act, number: number): Promise<Operation> {
  if (!operation || what === 'begin') return begin(number, tenantId(1 + (number % 3)))
  if (operation.completedAt !== null) return operation
  switch (what) {
    case 'step':
      return operation.state === 'Paused' ? operation : step(operation, 1)
    case 'mark':
      return operation.needsAttention ? operation : marked(operation)
    case 'end':
      return save(changedTo(operation, ended(stepped(operation, worker, now()), 'Succeeded', now())))
    case 'fail':
      return save(failOperation(operation, { code: 'X', message: 'x' }, now(), releaseNothing))
    default:
      return tell(operation, what)
  }
}

const acts = fc.array(
  fc.record({
    what: fc.constantFrom<Act>(
      'begin',
      'begin',
      'step',
      'mark',
      'end',
      'fail',
      'pause',
      'resume',
      'cancel',
      'drop',
    ),
    which: fc.nat({ max: 30 }),
    passesMs: fc.constantFrom(0, 1_000, 12 * 3_600_000),
  }),
  { maxLength: 40 },
)

/** What a board of these operations has to say, counted one by one. */
function counted(stored: readonly Operation[]) {
  const counts = operationStates.flatMap((state) => {
    const count = stored.filter((operation) => operation.state === state).length
    return count === 0 ? [] : [[state, count] as const]
  })
  const needsAttention = stored.filter((operation) => operation.needsAttention).length
  return { counts: Object.fromEntries(counts), needsAttention }
}

test('B17 one operation is read by its id, whichever organisation’s it is, with what its reader may do', async () => {
  const manager = tokenOf({
    tenantId: operatorsTenantId,
    objectId: userId(8),
    name: 'Omar',
    appRoles: ['Ops.Manage'],
  })
  const operation = await begin(1, tenantId(2))
  const read = async (reader: string, id: string) =>
    (await askRoute(cloud.services, 'ops-operations-get', { token: reader, params: { id } })) as Answer
  const seen = await read(token, operation.id)
  expect(seen).toMatchObject({
    status: 200,
    headers: { 'Retry-After': '1' },
    body: { id: operation.id, tenantId: tenantId(2), status: 'NotStarted', actions: [] },
  })
  expect((await board()).value).toEqual([seen.body])
  expect((await read(manager, operation.id)).body).toMatchObject({ actions: ['pause', 'cancel'] })
  expect(await read(token, guid(4, 2))).toMatchObject({ refused: 'NotFound' })
  // What is no operation is none, whatever its id.
  await cloud.services.documents.commit(tenantId(2), [
    { kind: 'create', document: { ...aTenant(), id: guid(4, 3), tenantId: tenantId(2) } as never },
  ])
  expect(await read(token, guid(4, 3))).toMatchObject({ refused: 'NotFound' })
})

test('B17: whatever becomes of operations, the board’s numbers are those of the stored ones, per organisation and over all', async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (story) => {
      cloud = simulatedServices()
      const operations: Operation[] = []
      for (const [number, { what, which, passesMs }] of story.entries()) {
        cloud.advance(passesMs)
        const place = what === 'begin' ? operations.length : which % Math.max(1, operations.length)
        operations[place] = await act(operations[place], what, number)
      }
      const tenants = [1, 2, 3].map(tenantId)
      const stored = tenants.flatMap((tenant) =>
        cloud.documents.all(tenant).filter((document) => document.type === 'operation'),
      )
      expect(await board()).toMatchObject(counted(stored))
      for (const tenant of tenants)
        expect(await board({ tenantId: tenant })).toMatchObject(
          counted(stored.filter((one) => one.tenantId === tenant)),
        )
      const waiting = stored.filter(({ needsAttention }) => needsAttention)
      expect(await board({ needsAttention: 'true' })).toMatchObject(counted(waiting))
      const some = stored.filter(({ state }) => state === 'Running' || state === 'Failed')
      expect(await board({ status: 'Running,Failed' })).toMatchObject(counted(some))
    }),
    { numRuns: 60 },
  )
})

test('B17: all operations are counted, however many there are and whatever page is looked at', async () => {
  for (let number = 1; number <= 620; number += 1) await begin(number, tenantId(1 + (number % 2)))
  expect(await board({ maxpagesize: '5' })).toMatchObject({ counts: { NotStarted: 620 }, needsAttention: 0 })
  expect(await board({ tenantId: tenantId(1), maxpagesize: '5' })).toMatchObject({
    counts: { NotStarted: 310 },
  })
})

test('B17: what has ended is counted by its day, and goes with it', async () => {
  const first = await step(await begin(1), 100)
  await save(changedTo(first, ended(stepped(first, worker, now()), 'Succeeded', now())))
  const day = dayOf(now())
  cloud.advance(20 * 24 * 3_600_000)
  await tell(await begin(2), 'cancel')
  expect(cloud.documents.all(tenantId(1)).filter(({ type }) => type === 'finishedOperations')).toMatchObject([
    { day, Succeeded: 1, Canceled: 0, ttl: 30 * 24 * 3_600 },
    {
      day: dayOf(addMilliseconds(`${day}T00:00:00.000Z` as never, 20 * 24 * 3_600_000)),
      Succeeded: 0,
      Canceled: 1,
    },
  ])
  expect((await board()).counts).toEqual({ Succeeded: 1, Canceled: 1 })
  cloud.advance(11 * 24 * 3_600_000)
  expect((await board()).counts).toEqual({ Canceled: 1 })
})

test('B17: the rate is that of the time in which it went on: a pause does not count, nor does waiting for a person', async () => {
  let operation = await begin(1)
  cloud.advance(10_000)
  operation = await step(operation, 20)
  expect((await board()).value[0]).toMatchObject({ usersPerSecond: 2, secondsLeft: 40 })

  operation = await tell(operation, 'pause')
  cloud.advance(3 * 3_600_000)
  const paused = await board()
  expect(paused.value[0]).toMatchObject({ usersPerSecond: 2 })
  expect(paused.value[0]).not.toHaveProperty('secondsLeft')
  expect(paused.speed).toEqual({ operations: 0, usersPerSecond: 0 })

  operation = await tell(operation, 'resume')
  cloud.advance(10_000)
  operation = await step(operation, 20)
  expect((await board()).value[0]).toMatchObject({ usersPerSecond: 2, secondsLeft: 30 })

  cloud.advance(5_000)
  operation = await marked(operation)
  cloud.advance(24 * 3_600_000)
  operation = await tell(operation, 'resume')
  cloud.advance(5_000)
  operation = await step(operation, 60)
  expect((await board()).value[0]).toMatchObject({ usersPerSecond: 3.3 })

  await save(changedTo(operation, ended(stepped(operation, worker, now()), 'Succeeded', now())))
  cloud.advance(3_600_000)
  expect((await board()).value[0]).toMatchObject({ status: 'Succeeded', usersPerSecond: 3.3 })
})

test('B17: the board says how fast all go that run, when the last is done, and how old the oldest is', async () => {
  await begin(3)
  cloud.advance(10_000)
  const first = await begin(1)
  const second = await begin(2, tenantId(2), 40)
  cloud.advance(10_000)
  await step(first, 10)
  await step(second, 20)
  expect(await board()).toMatchObject({
    counts: { NotStarted: 1, Running: 2 },
    speed: { operations: 2, usersPerSecond: 3, secondsLeft: 90 },
    oldestUnfinishedSeconds: 20,
  })
  expect((await board({ tenantId: tenantId(2) })).speed).toEqual({
    operations: 1,
    usersPerSecond: 2,
    secondsLeft: 10,
  })
})

test('B17: the board names the organisation, what it works on and who asked, and offers what the operator may do', async () => {
  await cloud.services.documents.commit(tenantId(1), [{ kind: 'create', document: aTenant() }])
  await begin(1)
  await begin(2, tenantId(2))
  const rows = (await board()).value
  expect(rows).toHaveLength(2)
  const known = rows.find((row) => row.id === guid(4, 1))
  expect(known).toMatchObject({
    organisation: 'Fabrikam',
    startedBy: { displayName: somebody.name },
    subscriptionCount: 1,
    actions: [],
  })
  expect(rows.find((row) => row.id === guid(4, 2))).not.toHaveProperty('organisation')
  const manager = tokenOf({
    tenantId: operatorsTenantId,
    objectId: userId(9),
    name: 'Olga',
    appRoles: ['Ops.Manage'],
  })
  const answer = (await askRoute(cloud.services, 'ops-operations-list', { token: manager })) as Answer
  expect(answer.body).toMatchObject({ value: [{ actions: ['pause', 'cancel'] }, {}] })
})

test('B17: a clock that is put back while an operation runs makes no rate of a negative time', async () => {
  const operation = await begin(1)
  cloud.moveClock(-3_600_000)
  await tell(await step(operation, 20), 'pause')
  expect((await board()).value[0]).toMatchObject({ usersPerSecond: 0 })
})
