import fc from 'fast-check'
import { expect } from 'vitest'
import { type Account, lagBehind, onStandIn, openAccount, send } from './endpoint.ts'

/**
 * Any sequence of writes and reads against a list of all states there ever were: a read tells up to which commit it
 * saw, and must show just that state, whichever way it goes.
 */
const test = onStandIn('a real account has no replicas that lag on demand')
const docs = '/dbs/seatwarden/colls/commerce/docs'

const id = fc.integer({ min: 0, max: 3 }).map((n) => `d${n}`)
const state = fc.constantFrom('active', 'moved')
const step = fc.oneof(
  fc.record({
    kind: fc.constant('upsert' as const),
    rows: fc.array(fc.record({ id, state }), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('delete' as const), id }),
  fc.record({ kind: fc.constant('fail' as const), id }),
  fc.record({
    kind: fc.constantFrom('read' as const, 'query' as const, 'query' as const),
    id,
    state,
    /** Which of the states so far the session has seen; beyond the last one: none. */
    token: fc.nat({ max: 12 }),
  }),
)
const lags = fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 3 })

type Rows = ReadonlyMap<string, string>

test('whatever is written and however far replicas lag, a read shows one state, and the right one', async () => {
  const account = await openAccount()
  let run = 0
  try {
    await fc.assert(
      fc.asyncProperty(lags, fc.array(step, { maxLength: 25 }), async (behind, steps) => {
        await lagBehind(account, [])
        const client = speakerFor(account, `t${run++}`)
        const states: { lsn: number; rows: Rows }[] = [{ lsn: await client.lsn(), rows: new Map() }]
        const last = () => states.at(-1) as (typeof states)[number]
        await lagBehind(
          account,
          behind.map((writesBehind) => ({ writesBehind })),
        )
        let turn = 0
        for (const one of steps) {
          const rows = new Map(last().rows)
          if (one.kind === 'upsert') {
            for (const row of one.rows) rows.set(row.id, row.state)
            states.push({ lsn: await client.upsert(one.rows), rows })
          } else if (one.kind === 'delete') {
            if (!rows.delete(one.id)) continue
            states.push({ lsn: await client.remove(one.id), rows })
          } else if (one.kind === 'fail') {
            await client.fail(one.id)
          } else {
            const token = states[one.token]?.lsn ?? 0
            const { lsn, found } =
              one.kind === 'read' ? await client.read(one.id, token) : await client.query(one.state, token)
            const lag = behind[turn++ % behind.length] ?? 0
            const seen = Math.max(token, states.at(-1 - Math.min(lag, states.length - 1))?.lsn ?? 0)
            expect(lsn).toBe(states.length > 1 ? seen : last().lsn)
            const expected = states.findLast((known) => known.lsn <= lsn)?.rows ?? new Map()
            const matching = [...expected].filter(([known, state]) =>
              one.kind === 'read' ? known === one.id : state === one.state,
            )
            expect(found).toEqual(matching.map(([known]) => known).toSorted())
          }
        }
      }),
      { numRuns: 80 },
    )
  } finally {
    await account.close()
  }
})

/** Requests without the client library, which would choose the tokens itself. */
function speakerFor({ endpoint }: Account, tenantId: string) {
  const partition = { 'x-ms-documentdb-partitionkey': JSON.stringify([tenantId]) }
  const batch = { ...partition, 'x-ms-cosmos-is-batch-request': 'true', 'x-ms-cosmos-batch-atomic': 'true' }
  const session = (lsn: number) => ({ ...partition, ...(lsn > 0 && { 'x-ms-session-token': `0:-1#${lsn}` }) })
  const lsnOf = ({ headers }: { headers: Headers }) => Number(headers.get('lsn'))
  const runBatch = (body: object[]) => send(endpoint, 'POST', docs, { headers: batch, body })
  return {
    lsn: async () => lsnOf(await send(endpoint, 'GET', `${docs}/none`, { headers: partition })),
    async upsert(rows: readonly { id: string; state: string }[]) {
      const answer = await runBatch(
        rows.map((row) => ({ operationType: 'Upsert', resourceBody: { ...row, tenantId, type: 'row' } })),
      )
      expect(answer.status).toBe(200)
      return lsnOf(answer)
    },
    remove: async (id: string) =>
      lsnOf(await send(endpoint, 'DELETE', `${docs}/${id}`, { headers: partition })),
    /** Takes numbers for documents that never come to be. */
    async fail(id: string) {
      const body = [
        { operationType: 'Upsert', resourceBody: { id, tenantId, state: 'never' } },
        { operationType: 'Delete', id: 'nobody' },
      ]
      expect((await runBatch(body)).status).toBe(207)
    },
    async read(id: string, token: number) {
      const answer = await send(endpoint, 'GET', `${docs}/${id}`, { headers: session(token) })
      return { lsn: lsnOf(answer), found: answer.status === 200 ? [id] : [] }
    },
    async query(state: string, token: number) {
      const query = `SELECT VALUE c.id FROM c WHERE c.type = 'row' AND c.state = '${state}' ORDER BY c.id`
      const headers = { ...session(token), 'x-ms-documentdb-isquery': 'true' }
      const answer = await send(endpoint, 'POST', docs, { headers, body: { query } })
      expect(answer.status).toBe(200)
      return { lsn: lsnOf(answer), found: (answer.body as { Documents: string[] }).Documents }
    },
  }
}
