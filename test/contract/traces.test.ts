import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startTelemetry } from '#infra/telemetry/start-telemetry.ts'
import type { Measured, Span } from '#local/stand-ins/traces/otlp.ts'
import { startTraces } from '#local/stand-ins/traces/start-traces.ts'
import type { TraceInShort } from '#local/stand-ins/traces/telling.ts'
import { jsonOf } from './json-of.ts'

let traces: Awaited<ReturnType<typeof startTraces>>
let url: string
beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  traces = await startTraces({ port: 0 })
  url = `http://127.0.0.1:${traces.ready.port}`
})
afterEach(() => traces.close())

const traceId = '0af7651916cd43dd8448eb211c80319c'
const span = {
  traceId,
  spanId: 'a4b5c651b9ef43f6',
  name: 'any',
  kind: 1,
  startTimeUnixNano: '1795317737011000000',
  endTimeUnixNano: '1795317737019500000',
}
const resource = { attributes: [{ key: 'process.pid', value: { intValue: '7' } }] }
const spansIn = (...spans: object[]) => ({
  resourceSpans: [{ resource, scopeSpans: [{ scope: {}, spans }] }],
})
const metricsIn = (...metrics: object[]) => ({
  resourceMetrics: [{ resource, scopeMetrics: [{ scope: {}, metrics }] }],
})

function tell(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

test('OpenTelemetry’s own library is understood: parts with their time, their facts and what they are parts of', async () => {
  const settings = { otlp: { endpoint: url, headers: {} }, traceShare: 1, metricsEveryMs: 60_000 }
  const { telemetry, request } = await startTelemetry(settings, 'seatwarden', () => {})
  const cause = `00-${traceId}-b7ad6b7169203331-01`
  await telemetry.begin({ name: 'whole', work: 'request', cause }, async () => {
    await telemetry.part({ name: 'part', facts: { writes: 3 } }, async () => request('batch', 12.5, 200, 8))
    telemetry.gauge('seatwarden.dead_letters', 2, { queue: 'move-users' })
  })
  await telemetry.flush(5_000)
  expect(await jsonOf<TraceInShort[]>(fetch(`${url}/traces`))).toMatchObject([
    { traceId, name: 'whole', spans: 3, failed: 0 },
  ])
  const { spans } = await jsonOf<{ spans: Span[] }>(fetch(`${url}/traces/${traceId}`))
  const named = Object.fromEntries(spans.map((one) => [one.name, one]))
  expect(named['part']).toMatchObject({
    kind: 'internal',
    parentSpanId: named['whole']?.spanId,
    attributes: { 'seatwarden.writes': 3 },
  })
  const { startMs = 0, endMs = 0 } = named['cosmos batch'] ?? {}
  expect(Math.round(endMs - startMs)).toBe(8)
  expect(named['cosmos batch']?.attributes).toMatchObject({ 'seatwarden.request_units': 12.5 })
  expect(await jsonOf<Measured[]>(fetch(`${url}/metrics`))).toMatchObject([
    { name: 'seatwarden.dead_letters', value: 2, attributes: { queue: 'move-users' } },
    { name: 'seatwarden.request_units', value: 12.5 },
  ])
})

test('sums of several processes are added up, as they are now', async () => {
  const sum = (asDouble: number) => ({
    name: 'moved',
    unit: '{user}',
    sum: {
      aggregationTemporality: 2,
      isMonotonic: true,
      dataPoints: [{ attributes: [], timeUnixNano: '1', asDouble }],
    },
  })
  const of = (instance: string, value: number) => ({
    resourceMetrics: [
      {
        resource: { attributes: [{ key: 'service.instance.id', value: { stringValue: instance } }] },
        scopeMetrics: [{ scope: {}, metrics: [sum(value)] }],
      },
    ],
  })
  for (const [instance, value] of [
    ['a', 1],
    ['a', 3],
    ['b', 10],
  ] as const)
    expect((await tell('/v1/metrics', of(instance, value))).status).toBe(200)
  expect(await jsonOf<Measured[]>(fetch(`${url}/metrics`))).toMatchObject([{ name: 'moved', value: 13 }])
})

test('the page shows the newest trace as a waterfall, and harms nobody by what is in it', async () => {
  const evil = '<script>alert(1)</script>'
  const child = { ...span, spanId: 'b4b5c651b9ef43f6', parentSpanId: span.spanId, name: 'within' }
  const attributes = [{ key: 'evil', value: { stringValue: evil } }]
  const told = spansIn(child, { ...span, name: evil, attributes, status: { code: 2 } })
  const process = { attributes: [{ key: 'process.pid', value: { stringValue: evil } }] }
  await tell('/v1/traces', {
    resourceSpans: told.resourceSpans.map((one) => ({ ...one, resource: process })),
  })
  for (const path of ['/', `/?trace=${traceId}`]) {
    const answer = await fetch(`${url}${path}`)
    const html = await answer.text()
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'nonce-/)
    expect(html).not.toContain(evil)
    expect(html.indexOf('&#60;script')).toBeLessThan(html.indexOf('>within<'))
    expect(html).toContain('8.5 ms')
    expect(html).toContain('failed')
  }
  expect(await (await fetch(`${url}/?trace=${evil}`)).text()).toContain('No such trace is kept.')
})

test('the newest thousand traces are kept; one that goes on is new', async () => {
  const idOf = (at: number) => String(at).padStart(32, '0').replace(/^0/, 'f')
  const some = (from: number, to: number) =>
    tell(
      '/v1/traces',
      spansIn(...Array.from({ length: to - from }, (_, at) => ({ ...span, traceId: idOf(from + at) }))),
    )
  await some(0, 1_000)
  await some(0, 1)
  await some(1_000, 1_001)
  const listed = await jsonOf<TraceInShort[]>(fetch(`${url}/traces`))
  expect(listed).toHaveLength(1_000)
  expect(listed.slice(0, 2).map((trace) => trace.traceId)).toEqual([idOf(1_000), idOf(0)])
  expect((await fetch(`${url}/traces/${idOf(1)}`)).status).toBe(404)
})

test('of a trace two thousand parts are kept, and fifty thousand of all together', async () => {
  const idOf = (at: number) => `f${String(at).padStart(31, '0')}`
  const parts = (at: number, count: number) =>
    tell('/v1/traces', spansIn(...Array.from({ length: count }, () => ({ ...span, traceId: idOf(at) }))))
  for (let at = 0; at < 26; at += 1) expect((await parts(at, at === 0 ? 2_100 : 2_000)).status).toBe(200)
  const listed = await jsonOf<TraceInShort[]>(fetch(`${url}/traces`))
  expect(listed.map(({ spans }) => spans)).toEqual(Array.from({ length: 25 }, () => 2_000))
  expect(listed.at(-1)?.traceId).toBe(idOf(1))
})

test.each([
  ['another field of a span', spansIn({ ...span, links: [], baggage: 1 }), 'has a field'],
  ['events, which nobody would see', spansIn({ ...span, events: [{}] }), 'events are not kept here'],
  ['an id of another length', spansIn({ ...span, traceId: 'abc' }), 'traceId to be 32 hexadecimal'],
  ['a time that is none', spansIn({ ...span, endTimeUnixNano: 'soon' }), 'endTimeUnixNano to be nanoseconds'],
  ['a kind that there is not', spansIn({ ...span, kind: 9 }), 'no kind 9'],
  [
    'a list as an attribute',
    spansIn({ ...span, attributes: [{ key: 'a', value: { arrayValue: {} } }] }),
    'arrayValue',
  ],
  ['metrics among traces', metricsIn(), 'resourceMetrics'],
  ['no JSON', '{', 'JSON'],
  ['a text', '"text"', 'the body to be an object'],
])('refuses %s, and says so aloud', async (_, body, why) => {
  const answer = await tell('/v1/traces', body)
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(why)])
  expect(console.error).toHaveBeenCalledWith(expect.stringContaining(why))
  expect(await jsonOf<TraceInShort[]>(fetch(`${url}/traces`))).toEqual([])
})

test.each([
  ['a histogram', { name: 'a', unit: '', histogram: {} }, 'histogram'],
  [
    'differences',
    { name: 'a', unit: '', sum: { aggregationTemporality: 1, dataPoints: [] } },
    'since the process began',
  ],
])('refuses %s among the metrics', async (_, metric, why) => {
  const answer = await tell('/v1/metrics', metricsIn(metric))
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(why)])
})

test('refuses what is sent in another form, too long, or to another address', async () => {
  const protobuf = { 'content-type': 'application/x-protobuf' }
  expect((await tell('/v1/traces', 'abc', protobuf)).status).toBe(415)
  expect((await tell('/v1/traces', spansIn(span), { 'content-encoding': 'gzip' })).status).toBe(415)
  expect((await tell('/v1/traces', `"${'x'.repeat(9_000_000)}"`)).status).toBe(400)
  expect((await tell('/v1/logs', {})).status).toBe(501)
  expect((await fetch(`${url}/traces`, { method: 'DELETE' })).status).toBe(501)
})
