import {
  AggregationTemporality,
  InMemoryMetricExporter,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace'
import { openTelemetry } from '#infra/telemetry/open-telemetry.ts'
import { type Told, toldBy } from '#infra/telemetry/start-telemetry.ts'

/** Somebody who listens in memory: everything that would be sent, as it would be. */
export interface Listening {
  readonly told: Told
  readonly spans: readonly ReadableSpan[]
  /** The newest of that name. */
  span(name: string): ReadableSpan
  metrics(): Promise<readonly Heard[]>
  /** All of it as one text, to look for what must not be in it. */
  everything(): Promise<string>
}

export interface Heard {
  readonly name: string
  readonly value: number
  readonly attributes: object
}

export function listening(traceShare = 1): Listening {
  const exporter = new InMemorySpanExporter()
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const telemetry = openTelemetry({
    serviceName: 'seatwarden',
    traceShare,
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
    metricReaders: [
      new PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 3_600_000 }),
    ],
  })
  const metrics = async () => {
    metricExporter.reset()
    await telemetry.flush(1_000)
    return metricExporter.getMetrics().flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap((scope) =>
        scope.metrics.flatMap(({ descriptor, dataPoints }) =>
          dataPoints.map(({ value, attributes }) => ({
            name: descriptor.name,
            value: Number(value),
            attributes,
          })),
        ),
      ),
    )
  }
  return {
    told: toldBy(telemetry),
    get spans() {
      return exporter.getFinishedSpans()
    },
    span(name) {
      const found = exporter.getFinishedSpans().findLast((span) => span.name === name)
      if (!found) throw new Error(`Nobody told of ${name}.`)
      return found
    },
    metrics,
    async everything() {
      const spans = exporter
        .getFinishedSpans()
        .map(({ name, attributes, events, links, status, resource }) => ({
          name,
          attributes,
          events,
          links,
          status,
          resource: resource.attributes,
        }))
      return JSON.stringify([spans, await metrics()])
    },
  }
}
