import type { Exporters } from './exporting.ts'
import type { TelemetrySettings } from './telemetry-settings.ts'

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
