import { startTelemetry } from '#infra/telemetry/start-telemetry.ts'

/** What the first call waits for where somebody listens; how it is told is the last argument of the process. */
const ways = {
  otlp: { otlp: { endpoint: 'http://127.0.0.1:9', headers: {} } },
  insights: { applicationInsights: { instrumentationKey: '', ingestionEndpoint: 'http://127.0.0.1:9' } },
}
const way = process.argv.at(-1) === 'insights' ? ways.insights : ways.otlp
await startTelemetry({ ...way, traceShare: 1, metricsEveryMs: 60_000 }, 'seatwarden', () => {})
