import { setTimeout as wait } from 'node:timers/promises'
import { call, expectStatus, tokenOf } from '#local/system/api-client.ts'
import { aReceiver, type Receiver } from '#test/support/clients/event-receiver.ts'
import { type BenchSystem, startBenchSystem } from './bench-system.ts'
import { digits, type Figure, median, percentile, spread } from './figures.ts'
import { addPair, adminPersona, onboard, openStore, tenantId } from './organisation.ts'

/** One receiver takes all, the others of the same organisation never answer: every change is told to all of them. */
const hanging = 4
const changesPerRound = 20

/**
 * From the answer to a change until the receiver has its event: while all others answer, and while the other receivers of
 * the organisation hang, whose every event is in the same batch and on the same queue.
 */
export async function measureEvents(rounds: number, tell: (line: string) => void): Promise<Figure[]> {
  const system = await startBenchSystem({ settings: { WORK_SLICE_MS: '15000' } })
  const receivers: Receiver[] = []
  try {
    await onboard(system)
    const store = openStore(system)
    const { targetId } = await addPair(store.documents, 1, {})
    await store.close()
    const quick = await aReceiver()
    const slow = await Promise.all(Array.from({ length: hanging }, () => aReceiver()))
    receivers.push(quick, ...slow)
    const admin = await administrator(system)
    for (const { url } of receivers) await admin.makeWebhook(url)
    let total = 0
    const round = async () => {
      const waits: number[] = []
      for (let change = 0; change < changesPerRound; change++) {
        const before = quick.came.length
        total += 1
        await admin.setTotal(targetId, 200 + (total % 2))
        const answeredMs = performance.now()
        while (quick.came.length === before) await wait(1)
        waits.push(performance.now() - answeredMs)
      }
      return waits
    }
    await round()
    const alone: number[][] = []
    const beside: number[][] = []
    for (let run = 0; run < rounds; run++) alone.push(await round())
    for (const receiver of slow) receiver.answer = () => 'hang'
    for (let run = 0; run < rounds; run++) beside.push(await round())
    tell(
      `The ${hanging} that hang were called ${slow.reduce((sum, { came }) => sum + came.length, 0)} times.`,
    )
    return figuresOf(alone, beside)
  } finally {
    await Promise.all(receivers.map((receiver) => receiver.close()))
    await system.stop()
  }
}

function figuresOf(alone: readonly number[][], beside: readonly number[][]): Figure[] {
  const slowest = (rounds: readonly number[][]) => rounds.map((waits) => percentile(waits, 95))
  const usual = { middle: median(alone.map(median)), slowest: median(slowest(alone)) }
  const middles = beside.map((waits) => median(waits) / usual.middle)
  const slow = slowest(beside).map((ms) => ms / usual.slowest)
  return [
    {
      what: 'From the answer to a change until a receiver has its event',
      ...spread(alone.map(median), digits(0, ' ms')),
    },
    {
      what: `The same while ${hanging} other receivers hang`,
      ...spread(beside.map(median), digits(0, ' ms')),
    },
    {
      what: 'So many times as long as alone',
      ...spread(middles, digits(2, ' ×')),
      target: '≤ 1.5 ×',
      met: median(middles) <= 1.5,
    },
    {
      what: 'The slowest twentieth, so many times as long as alone',
      ...spread(slow, digits(2, ' ×')),
      target: '≤ 2 ×',
      met: median(slow) <= 2,
    },
  ]
}

async function administrator({ api, signIn }: BenchSystem) {
  const token = await tokenOf(signIn, adminPersona)
  const path = `/tenants/${tenantId}`
  return {
    async makeWebhook(url: string) {
      const body = { url, description: 'Measured', types: ['subscription.changed'] }
      await expectStatus(call(api, 'POST', `${path}/webhooks`, { token, body, headers: {} }), 201)
    },
    async setTotal(id: string, totalLicenses: number) {
      const subscription = `${path}/subscriptions/${id}`
      const read = await expectStatus(call(api, 'GET', subscription, { token }), 200)
      const headers = { 'if-match': read.headers.get('etag') ?? '' }
      await expectStatus(call(api, 'PATCH', subscription, { token, body: { totalLicenses }, headers }), 200)
    },
  }
}
