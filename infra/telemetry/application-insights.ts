import type { TokenCredential } from '@azure/identity'
import { AggregationTemporality } from '@opentelemetry/sdk-metrics'
import { metricEnvelopes, spanEnvelope } from './envelopes.ts'
import { type Exporters, exportWithinMs } from './exporting.ts'
import type { ApplicationInsights } from './telemetry-settings.ts'

/**
 * Sends to Application Insights in its own format. Microsoft's exporter would too, but reports on itself to its maker
 * and asks there for its settings, whatever it is told: see docs/decisions/018-telemetry-by-opentelemetry.md.
 */
export function applicationInsightsExporters(to: ApplicationInsights): Exporters {
  const { instrumentationKey, ingestionEndpoint, identity } = to
  let credential: Promise<TokenCredential> | undefined
  const authorization = async (): Promise<Record<string, string>> => {
    if (!identity) return {}
    credential ??= credentialOf(identity)
    const token = await (await credential).getToken('https://monitor.azure.com/.default')
    return { authorization: `Bearer ${token?.token}` }
  }
  const send = async (envelopes: readonly object[]): Promise<void> => {
    if (envelopes.length === 0) return
    const response = await fetch(`${ingestionEndpoint}/v2.1/track`, {
      method: 'POST',
      signal: AbortSignal.timeout(exportWithinMs),
      headers: { 'content-type': 'application/json', accept: 'application/json', ...(await authorization()) },
      body: JSON.stringify(envelopes),
    })
    await response.arrayBuffer()
    // 206: some of it was not taken.
    if (response.status !== 200) throw new Error(`Application Insights answered ${response.status}.`)
  }
  const exporter = <Batch>(envelopesOf: (batch: Batch) => readonly object[]) => ({
    export(batch: Batch, done: (result: { code: number; error?: Error }) => void) {
      send(envelopesOf(batch)).then(
        () => done({ code: 0 }),
        (error: Error) => done({ code: 1, error }),
      )
    },
    shutdown: async () => {},
    forceFlush: async () => {},
  })
  return {
    spans: exporter((spans) => spans.map((span) => spanEnvelope(span, instrumentationKey))),
    metrics: {
      ...exporter((metrics) => metricEnvelopes(metrics, instrumentationKey)),
      // It adds up what it gets.
      selectAggregationTemporality: () => AggregationTemporality.DELTA,
    },
  }
}

async function credentialOf({ clientId }: { readonly clientId?: string }): Promise<TokenCredential> {
  const { DefaultAzureCredential } = await import('@azure/identity')
  return new DefaultAzureCredential(clientId ? { managedIdentityClientId: clientId } : {})
}
