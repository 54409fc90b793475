import type { Ports } from '#core/ports/ports.ts'
import { exportersOf } from './exporters.ts'
import { type OpenTelemetry, openTelemetry } from './open-telemetry.ts'
import { sending } from './sending.ts'
import type { TelemetrySettings } from './telemetry-settings.ts'
import { toldPorts, toldRequest } from './told-ports.ts'

/** What buildServices needs to let everything tell. */
export interface Told {
  readonly telemetry: OpenTelemetry
  /** Called after each request to Cosmos DB. */
  readonly request: ReturnType<typeof toldRequest>
  ports<P extends Ports>(ports: P): P
}

/** Loaded where telemetry is set, and nowhere else: the libraries below cost a cold start more than a route does. */
export async function startTelemetry(
  settings: TelemetrySettings,
  serviceName: string,
  say: (line: string) => void,
): Promise<Told> {
  const ways = (await exportersOf(settings)).map((way) => sending(way, settings.metricsEveryMs, say))
  return toldBy(
    openTelemetry({
      serviceName,
      traceShare: settings.traceShare,
      spanProcessors: ways.map(({ spanProcessor }) => spanProcessor),
      metricReaders: ways.map(({ metricReader }) => metricReader),
    }),
  )
}

export function toldBy(telemetry: OpenTelemetry): Told {
  return {
    telemetry,
    request: toldRequest(telemetry),
    ports: (ports) => toldPorts(ports, telemetry),
  }
}
