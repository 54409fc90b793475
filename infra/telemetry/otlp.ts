import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { type Exporters, exportWithinMs } from './exporting.ts'
import type { TelemetrySettings } from './telemetry-settings.ts'

/** OTLP over HTTP as JSON, which every receiver has to take. */
export function otlpExporters({ endpoint, headers }: NonNullable<TelemetrySettings['otlp']>): Exporters {
  const options = { headers: { ...headers }, timeoutMillis: exportWithinMs, concurrencyLimit: 2 }
  return {
    spans: new OTLPTraceExporter({ ...options, url: `${endpoint}/v1/traces` }),
    metrics: new OTLPMetricExporter({ ...options, url: `${endpoint}/v1/metrics` }),
  }
}
