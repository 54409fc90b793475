import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { exportersOf } from '#infra/telemetry/exporters.ts'
import { startTelemetry } from '#infra/telemetry/start-telemetry.ts'
import type { TelemetrySettings } from '#infra/telemetry/telemetry-settings.ts'
import { appSettings } from '#local/system/app-settings.ts'
import { type Ports, portNames } from '#local/system/ports.ts'
import { projectRoot } from '#local/system/state-folder.ts'
import { killAllHosts, type RunningHost, runHost } from '../functions-host/run-host.ts'
import { aReceiver, type Receiver } from './receiver.ts'

const insights = { instrumentationKey: '00000000-0000-0000-0000-000000000000' }
const kept: Receiver[] = []
afterEach(() => Promise.all(kept.splice(0).map((receiver) => receiver.close())))

async function receiver(answers?: number | 'never'): Promise<Receiver> {
  const one = await aReceiver(answers)
  kept.push(one)
  return one
}

async function telling(over: Pick<TelemetrySettings, 'otlp' | 'applicationInsights'>) {
  const said: string[] = []
  const settings = { traceShare: 1, metricsEveryMs: 60_000, ...over }
  const { telemetry } = await startTelemetry(settings, 'seatwarden-test', (line) => said.push(line))
  const tell = async (name = 'any') => {
    await telemetry.begin({ name, work: 'request', cause: undefined }, async () => {
      telemetry.count('seatwarden.users.moved', 3, {})
    })
  }
  return { telemetry, said, tell }
}

test('a collector gets spans and metrics as JSON, with the headers that it asks for', async () => {
  const { url, taken } = await receiver()
  const { telemetry, tell, said } = await telling({
    otlp: { endpoint: `${url}/base`, headers: { 'x-key': 'k' } },
  })
  await tell()
  await telemetry.flush(5_000)
  expect(taken.map(({ path }) => path).toSorted()).toEqual(['/base/v1/metrics', '/base/v1/traces'])
  for (const { headers, text } of taken) {
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'x-key': 'k' })
    expect(text).toContain('seatwarden-test')
  }
  expect(said).toEqual([])
})

test('Application Insights gets both in its own format, without a key in any address', async () => {
  const { url, taken } = await receiver()
  const { telemetry, tell } = await telling({ applicationInsights: { ...insights, ingestionEndpoint: url } })
  await tell()
  await telemetry.flush(5_000)
  expect(taken.map(({ path }) => path)).toEqual(['/v2.1/track', '/v2.1/track'])
  const items = taken.flatMap(
    ({ text }) => JSON.parse(text) as { iKey: string; data: { baseType: string } }[],
  )
  expect(items.map(({ data }) => data.baseType).toSorted()).toEqual(['MetricData', 'RemoteDependencyData'])
  for (const { iKey } of items) expect(iKey).toBe(insights.instrumentationKey)
})

test('without waiting for anybody, what is told is sent within two seconds', async () => {
  const { url, taken } = await receiver()
  const { tell } = await telling({ otlp: { endpoint: url, headers: {} } })
  await tell()
  await vi.waitFor(() => expect(taken).toHaveLength(1), 2_000)
})

describe.each([
  ['a collector', (url: string) => ({ otlp: { endpoint: url, headers: {} } })],
  [
    'Application Insights',
    (url: string) => ({ applicationInsights: { ...insights, ingestionEndpoint: url } }),
  ],
] as const)('%s that', (_, at) => {
  test('is away costs nobody anything; it is said once, not each time', async () => {
    const { telemetry, tell, said } = await telling(at('http://127.0.0.1:9'))
    for (let time = 0; time < 3; time += 1) {
      await tell()
      await telemetry.flush(500)
    }
    await vi.waitFor(() => expect(said.length).toBeGreaterThan(0), 8_000)
    expect(said.length).toBeLessThanOrEqual(2)
    expect(said[0]).toMatch(/^Telemetry was not taken: /)
  })

  test('hangs holds up nothing: not the work, and the end no longer than it is given', async () => {
    const { url, taken } = await receiver('never')
    const { telemetry, tell } = await telling(at(url))
    const startedMs = performance.now()
    for (let time = 0; time < 3_000; time += 1) await tell()
    expect(performance.now() - startedMs).toBeLessThan(3_000)
    const flushedMs = performance.now()
    await telemetry.flush(300)
    expect(performance.now() - flushedMs).toBeLessThan(600)
    expect(taken.length).toBeGreaterThan(0)
  })

  test('refuses what it gets is heard', async () => {
    const { url } = await receiver(400)
    const { telemetry, tell, said } = await telling(at(url))
    await tell()
    await telemetry.flush(2_000)
    expect(said).toHaveLength(1)
  })
})

test('where nobody listens there is nobody to send to', async () => {
  expect(await exportersOf({ traceShare: 1, metricsEveryMs: 1 })).toEqual([])
})

describe('the app on a host', () => {
  const nobody = Object.fromEntries(portNames.map((name) => [name, 9])) as Ports
  const run = (endpoint: string) =>
    runHost('', {
      entry: join(projectRoot, 'functions/app.ts'),
      hostJson: join(projectRoot, 'host.json'),
      settings: { ...appSettings(nobody), OTEL_EXPORTER_OTLP_ENDPOINT: endpoint },
      triggers: ['http'],
    })
  let host: RunningHost
  let hanging: Receiver
  beforeAll(async () => {
    hanging = await aReceiver('never')
    host = await run(hanging.url)
  })
  afterAll(async () => {
    await killAllHosts()
    await hanging.close()
  })

  test('answers as fast while its collector hangs, and ends all the same', async () => {
    const ask = () => fetch(`${host.url}/nothing`).then((answer) => answer.arrayBuffer())
    await ask()
    const startedMs = performance.now()
    for (let time = 0; time < 20; time += 1) await ask()
    expect(performance.now() - startedMs).toBeLessThan(2_000)
    await vi.waitFor(() => expect(hanging.taken.length).toBeGreaterThan(0), 3_000)
    const stoppedMs = performance.now()
    expect(await host.stop()).toBe(0)
    expect(performance.now() - stoppedMs).toBeLessThan(5_000)
  })

  test('sends what is left when it is told to end', async () => {
    const { url, taken } = await receiver()
    const other = await run(url)
    expect((await fetch(`${other.url}/nothing`)).status).toBe(404)
    expect(await other.stop()).toBe(0)
    expect(taken.map(({ path }) => path)).toContain('/v1/traces')
    expect(taken.map(({ text }) => text).join('\n')).toContain('zz-unknown')
  })
})
