import { type HrTime, SpanKind, SpanStatusCode } from '@opentelemetry/api'
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'

type Properties = Readonly<Record<string, string>>

/** What our parts are called in the map of Application Insights. */
const types: Readonly<Record<SpanKind, string>> = {
  [SpanKind.CLIENT]: 'Dependency',
  [SpanKind.PRODUCER]: 'Queue Message',
  [SpanKind.INTERNAL]: 'InProc',
  [SpanKind.SERVER]: 'InProc',
  [SpanKind.CONSUMER]: 'InProc',
}

/** A span as a dependency: requests are what the Functions host tells of, and ours would count them twice. */
export function spanEnvelope(span: ReadableSpan, instrumentationKey: string): object {
  const { traceId, spanId } = span.spanContext()
  const status = span.attributes['http.response.status_code']
  return {
    ...envelope('RemoteDependency', instrumentationKey, span.startTime),
    tags: {
      ...tagsOf(span),
      'ai.operation.id': traceId,
      ...(span.parentSpanContext ? { 'ai.operation.parentId': span.parentSpanContext.spanId } : {}),
    },
    data: {
      baseType: 'RemoteDependencyData',
      baseData: {
        ver: 2,
        name: span.name,
        id: spanId,
        resultCode: String(status ?? 0),
        duration: timeSpan(span.duration),
        success: span.status.code !== SpanStatusCode.ERROR,
        type: types[span.kind],
        properties: asTexts(span.attributes),
      },
    },
  }
}

/** One for each value of each metric: a row of customMetrics. */
export function metricEnvelopes(metrics: ResourceMetrics, instrumentationKey: string): object[] {
  return metrics.scopeMetrics.flatMap((scope) =>
    scope.metrics.flatMap(({ descriptor, dataPoints }) =>
      dataPoints.map(({ value, attributes, endTime }) => ({
        ...envelope('Metric', instrumentationKey, endTime),
        tags: tagsOf(metrics),
        data: {
          baseType: 'MetricData',
          baseData: {
            ver: 2,
            metrics: [{ name: descriptor.name, kind: 'Aggregation', value: Number(value), count: 1 }],
            properties: asTexts(attributes),
          },
        },
      })),
    ),
  )
}

function envelope(kind: 'RemoteDependency' | 'Metric', iKey: string, at: HrTime) {
  const time = new Date(milliseconds(at)).toISOString()
  return { ver: 1, name: `Microsoft.ApplicationInsights.${kind}`, time, sampleRate: 100, iKey }
}

function tagsOf({ resource: { attributes } }: Pick<ReadableSpan, 'resource'>): Properties {
  return {
    'ai.cloud.role': String(attributes['service.name']),
    'ai.cloud.roleInstance': String(attributes['service.instance.id']),
    'ai.internal.sdkVersion': `node${process.versions.node.split('.')[0]}:seatwarden`,
  }
}

function asTexts(attributes: Readonly<Record<string, unknown>>): Properties {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, String(value)]))
}

function milliseconds([seconds, nanoseconds]: HrTime): number {
  return seconds * 1_000 + nanoseconds / 1e6
}

/** `D.HH:MM:SS.fffffff`, days only where there are any. */
function timeSpan(duration: HrTime): string {
  const ticks = Math.floor(milliseconds(duration) * 10_000)
  const part = (size: number, of: number) => Math.floor(ticks / size) % of
  const days = Math.floor(ticks / 864e9)
  const clock = [part(36e9, 24), part(6e8, 60), part(1e7, 60)].map((value) => String(value).padStart(2, '0'))
  return `${days > 0 ? `${days}.` : ''}${clock.join(':')}.${String(ticks % 1e7).padStart(7, '0')}`
}
