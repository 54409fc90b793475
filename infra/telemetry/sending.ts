import {
  AggregationTemporality,
  InstrumentType,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics'
import { BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace'
import { type Exporters, exportWithinMs } from './exporting.ts'

/** So long a span waits for others that go with it. */
const spansEveryMs = 1_000

type Done = Parameters<SpanExporter['export']>[1]

/** Collects what is sent together. `say` hears of what was not taken, at most once a minute. */
export function sending({ spans, metrics }: Exporters, metricsEveryMs: number, say: (line: string) => void) {
  const told = telling(say)
  return {
    spanProcessor: new BatchSpanProcessor({
      exporter: {
        export: (batch, done) => spans.export(batch, told(done)),
        shutdown: () => spans.shutdown(),
      },
      scheduledDelayMillis: spansEveryMs,
      exportTimeoutMillis: exportWithinMs,
    }),
    metricReader: new PeriodicExportingMetricReader({
      exporter: {
        export: (batch, done) => metrics.export(batch, told(done)),
        forceFlush: () => metrics.forceFlush(),
        shutdown: () => metrics.shutdown(),
        selectAggregationTemporality: (instrument) => temporalityOf(metrics, instrument),
      },
      exportIntervalMillis: metricsEveryMs,
      exportTimeoutMillis: Math.min(metricsEveryMs, exportWithinMs),
    }),
  }
}

/** A gauge is told where it was measured, and while it is: the timer that does it may run in another process next. */
function temporalityOf(metrics: PushMetricExporter, instrument: InstrumentType): AggregationTemporality {
  if (instrument === InstrumentType.GAUGE) return AggregationTemporality.DELTA
  return metrics.selectAggregationTemporality?.(instrument) ?? AggregationTemporality.CUMULATIVE
}

function telling(say: (line: string) => void): (done: Done) => Done {
  let saidAtMs = Number.NEGATIVE_INFINITY
  return (done) => (result) => {
    if (result.code !== 0 && Date.now() - saidAtMs >= 60_000) {
      saidAtMs = Date.now()
      say(`Telemetry was not taken: ${result.error?.message ?? 'nobody says why'}`)
    }
    done(result)
  }
}
