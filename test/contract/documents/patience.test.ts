import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AcrossTenants, Documents, Write } from '#core/ports/documents.ts'
import { OutcomeUnknown, Unavailable } from '#core/ports/failures.ts'
import { boundPatience } from '#infra/documents/bound-patience.ts'
import { cosmosAcrossTenants } from '#infra/documents/cosmos-across-tenants.ts'
import { type CosmosConnection, cosmosConnection } from '#infra/documents/cosmos-connection.ts'
import { cosmosDocuments } from '#infra/documents/cosmos-documents.ts'
import { failure } from '#infra/documents/cosmos-failures.ts'
import type { Answer } from '#infra/documents/request-plugin.ts'
import { emulatorKey } from '#local/stand-ins/cosmos/wire/authorization.ts'
import { aSample, newTenant } from './samples.ts'
import { openStandIn, type StandIn } from './stand-in.ts'

/**
 * As in Azure: the client library looks for the regions of the account, which on one machine it does not. Then it has
 * ways of its own to try again, which a store that says nothing, or is behind, must not set off.
 */

const requestTimeoutMs = 200
const wholeMs = requestTimeoutMs + 3_000

let replica: StandIn
let road: Road
let connection: CosmosConnection
const store = {} as { documents: Documents; acrossTenants: AcrossTenants }
beforeAll(async () => {
  replica = await openStandIn()
  road = await openRoad()
  road.leadsTo(replica)
  connection = cosmosConnection({
    endpoint: road.endpoint,
    key: emulatorKey,
    findsRegions: true,
    requestTimeoutMs,
  })
  store.documents = cosmosDocuments(connection)
  store.acrossTenants = cosmosAcrossTenants(connection)
})
afterAll(async () => {
  await connection.close()
  await road.close()
  await replica.close()
})

interface Road {
  readonly endpoint: string
  /** What becomes of what is sent on it from now on. */
  is(state: 'open' | 'silent' | 'cut'): void
  leadsTo(replica: StandIn): void
  close(): Promise<void>
}

/** Lies between the client and the store. */
async function openRoad(): Promise<Road> {
  let state: 'open' | 'silent' | 'cut' = 'open'
  let port = 0
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    const onward = connect(port, '127.0.0.1')
    for (const end of [socket, onward]) {
      sockets.add(end)
      end.on('error', () => {})
      end.on('close', () => sockets.delete(end))
      const other = end === socket ? onward : socket
      end.on('data', (data) => {
        if (state === 'open') other.write(data)
        if (state === 'cut') socket.resetAndDestroy()
      })
      end.on('close', () => other.destroy())
    }
  })
  const clear = () => {
    for (const socket of sockets) socket.destroy()
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    is(next) {
      state = next
    },
    leadsTo({ endpoint }) {
      port = Number(new URL(endpoint).port)
      clear()
    },
    async close() {
      clear()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const tenant = newTenant()
const all = { where: [{ field: 'type', is: '=', value: 'assignment' }] } as const
const ordered = { ...all, orderBy: { field: 'createdAt', direction: 'ascending' } } as const
const asks = {
  'a read': () => store.documents.read(tenant, 'a'),
  'reads together': () => store.documents.readTogether(tenant, ['a', 'b']),
  'a page': () => store.documents.page(tenant, all, { size: 10 }),
  'a count': () => store.documents.count(tenant, all),
  'a look over all tenants': () => store.acrossTenants.page(all, { size: 10 }),
  'one in an order': () => store.acrossTenants.page(ordered, { size: 10 }),
  'a batch': () => store.documents.commit(tenant, [{ kind: 'upsert', document: aSample(tenant, 'a') }]),
} satisfies Readonly<Record<string, () => Promise<unknown>>>

async function timed(ask: () => Promise<unknown>): Promise<{ readonly error: unknown; readonly ms: number }> {
  const startedMs = performance.now()
  const error = await ask().then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return { error, ms: performance.now() - startedMs }
}

describe.each(Object.entries(asks))('%s', (_, ask) => {
  test('is answered once the regions are known', async () => {
    road.is('open')
    expect(await timed(ask)).toMatchObject({ error: undefined })
  })

  test('of a store that says nothing is given up with its first try', async () => {
    road.is('silent')
    const { error, ms } = await timed(ask)
    road.is('open')
    expect(error).toBeInstanceOf(Unavailable)
    // A page in an order asks for the plan, and for the ranges of keys.
    expect(ms).toBeLessThan(4 * requestTimeoutMs + 400)
  })
})

test('what is cut again and again is given up before a caller is', async () => {
  road.is('cut')
  const given = await Promise.all(Object.values(asks).map(timed))
  road.is('open')
  for (const { error, ms } of given) {
    expect(error).toBeInstanceOf(Unavailable)
    expect(ms).toBeLessThan(wholeMs + 1_500)
  }
})

test('a replica that is behind the session is unavailable: nothing old is taken for the present state', async () => {
  const written = (displayName: string): Write[] => [
    { kind: 'upsert', document: aSample(tenant, 'a', { displayName }) },
  ]
  const behind = await openStandIn()
  for (const { documents } of [behind, replica]) await documents.commit(tenant, written('old'))
  await store.documents.commit(tenant, written('new'))
  road.leadsTo(behind)
  for (const ask of ['a read', 'reads together', 'a page'] as const)
    expect([ask, (await timed(asks[ask])).error]).toEqual([ask, expect.any(Unavailable)])
  road.leadsTo(replica)
  expect(await store.documents.read(tenant, 'a')).toMatchObject({ displayName: 'new' })
  await behind.close()
})

test('a refusal that passes at once costs no caller anything', async () => {
  await replica.fault({ status: 503, times: 1, match: 'read' })
  expect(await timed(asks['a read'])).toMatchObject({ error: undefined })
})

describe('what the library may repeat', () => {
  const lasting = { attemptMs: 100, wholeMs: 150 }
  const context = () => ({ operationType: 'read', resourceType: 'docs', headers: {} })
  const failing = (facts: object) => async (): Promise<Answer> => {
    throw Object.assign(new Error('no'), facts)
  }
  /** What the library sees of a request and its repeats, a while apart; it goes by the code. */
  async function codesOf(facts: object, apartMs: number): Promise<unknown[]> {
    const plugin = boundPatience(lasting)
    const request = context()
    const codes: unknown[] = []
    for (let times = 0; times < 4; times += 1) {
      if (times > 0) await new Promise((resolve) => setTimeout(resolve, apartMs))
      const error = await plugin(request, undefined, failing(facts)).catch((thrown: unknown) => thrown)
      codes.push((error as { readonly code?: unknown }).code)
    }
    return codes
  }

  test.each([
    ['no host of that name', { code: 'ENOTFOUND' }],
    ['a region that hands over', { code: 403, substatus: 3 }],
    ['too many requests', { code: 429 }],
    ['not available', { code: 503 }],
    ['a cut', { code: 'ECONNRESET' }],
  ])('%s, for as long as a caller waits', async (_, facts) => {
    const codes = await codesOf(facts, 60)
    expect([codes[0], codes.at(-1)]).toEqual([facts.code, undefined])
  })

  test.each([
    ['silence', { code: 'TimeoutError' }],
    ['a replica that is behind', { code: 404, substatus: 1002 }],
  ])('%s, never', async (_, facts) => {
    expect(await codesOf(facts, 1)).toEqual([undefined, undefined, undefined, undefined])
  })

  test.each([
    ['nothing there', { code: 404 }],
    ['a condition that does not hold', { code: 412 }],
    ['a bad request', { code: 400 }],
  ])('%s is an answer', async (_, facts) => {
    const asked = boundPatience(lasting)(context(), undefined, failing(facts))
    await expect(asked).rejects.toMatchObject(facts)
  })

  test('what hangs before anything is sent, such as signing in, is given up as well', async () => {
    const plugin = boundPatience(lasting)
    const { error, ms } = await timed(() => plugin(context(), undefined, () => new Promise<Answer>(() => {})))
    expect([ms < 300, failure('read', error), failure('write', error)]).toEqual([
      true,
      expect.any(Unavailable),
      expect.any(OutcomeUnknown),
    ])
  })

  test('what was not done is not sent once more when the time is over, and is known not to be done', async () => {
    const plugin = boundPatience(lasting)
    const request = context()
    await plugin(request, undefined, failing({ code: 429 })).catch(() => {})
    await new Promise((resolve) => setTimeout(resolve, 160))
    let sent = 0
    const { error } = await timed(() =>
      plugin(request, undefined, async () => {
        sent += 1
        return {}
      }),
    )
    expect(sent).toBe(0)
    const told = failure('write', error)
    expect([told instanceof Unavailable, told instanceof OutcomeUnknown]).toEqual([true, false])
  })
})
