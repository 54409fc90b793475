import { once } from 'node:events'
import { join } from 'node:path'
import { startChild } from '#local/stand-ins/child.ts'
import { apiVersion, tokenOf } from '#local/system/api-client.ts'
import { projectRoot } from '#local/system/state-folder.ts'
import type { BenchSystem } from './bench-system.ts'
import { digits, type Figure, median, percentile, spread } from './figures.ts'
import { type HttpCall, repeated, timeCalls } from './http-load.ts'
import { adminOf } from './move.ts'
import { addPair, openStore, tenantId } from './organisation.ts'

const callsPerRound = 1_000
const movesPerRound = 500
const connections = 50

/** Answers over HTTP: the policy's against an empty function, and the POST that starts a move under load. */
export async function measureHttp(system: BenchSystem, rounds: number): Promise<Figure[]> {
  return [...(await policyAgainstEmpty(system, rounds)), ...(await startsOfMoves(system, rounds))]
}

async function policyAgainstEmpty({ api, signIn }: BenchSystem, rounds: number): Promise<Figure[]> {
  const empty = await startEmptyFunction()
  try {
    const token = await tokenOf(signIn, 'purchaser-bench')
    const headers = { authorization: `Bearer ${token}` }
    const path = `/tenants/${tenantId}/eligibility?api-version=${apiVersion}&productId=CFQ7TTC0H9MP`
    const policy: HttpCall = { method: 'GET', url: `${api}${path}`, headers }
    const nothing: HttpCall = { method: 'GET', url: empty.url, headers }
    const live: HttpCall = { method: 'GET', url: `${api}/health/live`, headers: {} }
    const p50 = async (call: HttpCall) =>
      percentile(await timeCalls(repeated(call, callsPerRound), 1, 200), 50)
    for (const call of [policy, nothing, live]) await p50(call)
    const times: { policy: number; empty: number; live: number }[] = []
    for (let round = 0; round < rounds; round++)
      times.push({ empty: await p50(nothing), policy: await p50(policy), live: await p50(live) })
    const ratios = times.map((one) => one.policy / one.empty)
    return [
      {
        what: 'GET eligibility, p50, one connection',
        ...spread(
          times.map((one) => one.policy),
          digits(2, ' ms'),
        ),
      },
      {
        what: 'GET eligibility against an empty function on the same host, p50',
        ...spread(ratios, digits(2, ' ×')),
        target: '≤ 3.2 ×',
        met: median(ratios) <= 3.2,
      },
      {
        what: 'GET /health/live, a route of ours that asks no store, against the empty function, p50',
        ...spread(
          times.map((one) => one.live / one.empty),
          digits(2, ' ×'),
        ),
      },
    ]
  } finally {
    await empty.stop()
  }
}

async function startsOfMoves(system: BenchSystem, rounds: number): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const [how, restMs] of [
    ['each one a second', 1_000],
    ['that never rest', 0],
  ] as const) {
    const p50s: number[] = []
    const p99s: number[] = []
    for (let round = 0; round < rounds; round++) {
      const calls = await callsToMove(system)
      const latencies = await timeCalls(calls, connections, 202, restMs)
      p50s.push(percentile(latencies, 50))
      p99s.push(percentile(latencies, 99))
    }
    const what = `POST of a move, ${connections} connections ${how}`
    figures.push(
      { what: `${what}, p50`, ...spread(p50s, digits(1, ' ms')) },
      { what: `${what}, p99`, ...spread(p99s, digits(1, ' ms')), target: '≤ 10 ms', met: median(p99s) <= 10 },
    )
  }
  return figures
}

/** Each starts a job of its own, and the workers carry those out meanwhile. */
async function callsToMove(system: BenchSystem): Promise<readonly HttpCall[]> {
  const store = openStore(system)
  const admin = await adminOf(system)
  const calls: HttpCall[] = []
  for (let number = 0; number < movesPerRound; number++) {
    const { sourceId, targetId } = await addPair(store.documents, 1)
    const etag = (await admin.get(`/subscriptions/${sourceId}`)).headers.get('etag') ?? ''
    calls.push({
      method: 'POST',
      url: `${system.api}/tenants/${tenantId}/subscriptions/${sourceId}/moveUsers?api-version=${apiVersion}`,
      headers: {
        authorization: `Bearer ${admin.token}`,
        'content-type': 'application/json',
        'if-match': etag,
      },
      body: JSON.stringify({ targetSubscriptionId: targetId, confirm: true }),
    })
  }
  await store.close()
  return calls
}

async function startEmptyFunction(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const options = {
    entry: join(import.meta.dirname, 'empty-function.ts'),
    hostJson: join(projectRoot, 'host.json'),
    settings: {},
    port: 0,
    triggers: ['http'],
  }
  const child = startChild(join(projectRoot, 'local/stand-ins/functions-host/main.ts'), options, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [message] = (await once(child, 'message')) as [{ ready: { port: number } }]
  return {
    url: `http://127.0.0.1:${message.ready.port}/empty`,
    async stop() {
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    },
  }
}
