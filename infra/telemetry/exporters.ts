import type { PushMetricExporter } from '@opentelemetry/sdk-metrics'
import type { SpanExporter } from '@opentelemetry/sdk-trace'
import type { TelemetrySettings } from './telemetry-settings.ts'

/** Where spans and metrics go to; both may fail or hang, and nobody waits for them. */
export interface Exporters {
  readonly spans: SpanExporter
  readonly metrics: PushMetricExporter
}

/** A call that takes longer is given up; what was in it is lost. */
export const exportWithinMs = 5_000

/** What sends to each place that the settings name; only what is needed is loaded. */
export async function exportersOf({ otlp, applicationInsights }: TelemetrySettings): Promise<Exporters[]> {
  const to: Exporters[] = []
  if (otlp) to.push((await import('./otlp.ts')).otlpExporters(otlp))
  if (applicationInsights) {
    const { applicationInsightsExporters } = await import('./application-insights.ts')
    to.push(applicationInsightsExporters(applicationInsights))
  }
  return to
}
