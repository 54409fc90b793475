import type { PushMetricExporter } from '@opentelemetry/sdk-metrics'
import type { SpanExporter } from '@opentelemetry/sdk-trace'

/** Where spans and metrics go to; both may fail or hang, and nobody waits for them. */
export interface Exporters {
  readonly spans: SpanExporter
  readonly metrics: PushMetricExporter
}

/** A call that takes longer is given up; what was in it is lost. */
export const exportWithinMs = 5_000
