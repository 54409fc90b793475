import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { expect, test } from 'vitest'
import { metricEnvelopes, spanEnvelope } from '#infra/telemetry/envelopes.ts'

/**
 * What Microsoft's own exporter (@azure/monitor-opentelemetry-exporter 1.0.0-beta.45) made of the same, but for the
 * version of who sends it, an empty list of measurements, and zeros at the end of a duration.
 */
const key = '00000000-0000-0000-0000-000000000000'
const traceId = '0af7651916cd43dd8448eb211c80319c'
const resource = {
  attributes: { 'service.name': 'seatwarden', 'service.instance.id': '11111111-1111-4111-8111-111111111111' },
}
const tags = {
  'ai.internal.sdkVersion': expect.stringMatching(/^node\d+:/),
  'ai.cloud.role': 'seatwarden',
  'ai.cloud.roleInstance': '11111111-1111-4111-8111-111111111111',
}

type Span = Parameters<typeof spanEnvelope>[0]

function aSpan(over: Partial<Span>): Span {
  return {
    name: 'cosmos batch',
    kind: SpanKind.CLIENT,
    spanContext: () => ({ traceId, spanId: 'a4b5c651b9ef43f6', traceFlags: 1 }),
    parentSpanContext: { traceId, spanId: '6a5135c2e622f7d1', traceFlags: 1 },
    startTime: [1795317737, 11_000_000],
    duration: [0, 8_500_000],
    status: { code: SpanStatusCode.UNSET },
    attributes: {},
    resource,
    ...over,
  } as unknown as Span
}

test('a part that asks another system is a dependency of what it is a part of', () => {
  const attributes = { 'db.operation.name': 'batch', 'seatwarden.request_units': 12.5 }
  expect(spanEnvelope(aSpan({ attributes }), key)).toEqual({
    ver: 1,
    name: 'Microsoft.ApplicationInsights.RemoteDependency',
    time: '2026-11-22T03:22:17.011Z',
    sampleRate: 100,
    iKey: key,
    tags: { ...tags, 'ai.operation.id': traceId, 'ai.operation.parentId': '6a5135c2e622f7d1' },
    data: {
      baseType: 'RemoteDependencyData',
      baseData: {
        ver: 2,
        id: 'a4b5c651b9ef43f6',
        name: 'cosmos batch',
        resultCode: '0',
        type: 'Dependency',
        duration: '00:00:00.0085000',
        success: true,
        properties: { 'db.operation.name': 'batch', 'seatwarden.request_units': '12.5' },
      },
    },
  })
})

test.each([
  ['Queue Message', SpanKind.PRODUCER],
  ['InProc', SpanKind.INTERNAL],
] as const)('%s is what Application Insights calls a part of kind %i', (type, kind) => {
  expect(spanEnvelope(aSpan({ kind }), key)).toMatchObject({ data: { baseData: { type } } })
})

test('a failed part says so, and how the answer was; one without a cause has no parent', () => {
  const failed = aSpan({
    status: { code: SpanStatusCode.ERROR },
    attributes: { 'http.response.status_code': 503 },
    parentSpanContext: undefined as never,
  })
  const { tags: its, data } = spanEnvelope(failed, key) as { tags: object; data: object }
  expect(its).toEqual({ ...tags, 'ai.operation.id': traceId })
  expect(data).toMatchObject({ baseData: { success: false, resultCode: '503' } })
})

test.each([
  [[0, 999_999], '00:00:00.0009999'],
  [[59, 5e6], '00:00:59.0050000'],
  [[3_661, 0], '01:01:01.0000000'],
  [[93_784, 5e6], '1.02:03:04.0050000'],
] as const)('%j is %s', (duration, text) => {
  const envelope = spanEnvelope(aSpan({ duration: [...duration] }), key)
  expect(envelope).toMatchObject({ data: { baseData: { duration: text } } })
})

test('each value of a metric is a row of its own', () => {
  const point = { startTime: [1, 0], endTime: [1795317737, 0], value: 12.5 }
  const metrics = {
    resource,
    scopeMetrics: [
      {
        metrics: [
          {
            descriptor: { name: 'seatwarden.request_units' },
            dataPoints: [
              { ...point, attributes: { work: 'job', operation: 'batch' } },
              { ...point, attributes: { work: 'timer', operation: 'query' } },
            ],
          },
        ],
      },
    ],
  } as unknown as Parameters<typeof metricEnvelopes>[0]
  const [first, second, ...more] = metricEnvelopes(metrics, key)
  expect(first).toEqual({
    ver: 1,
    name: 'Microsoft.ApplicationInsights.Metric',
    time: '2026-11-22T03:22:17.000Z',
    sampleRate: 100,
    iKey: key,
    tags,
    data: {
      baseType: 'MetricData',
      baseData: {
        ver: 2,
        metrics: [{ name: 'seatwarden.request_units', kind: 'Aggregation', value: 12.5, count: 1 }],
        properties: { work: 'job', operation: 'batch' },
      },
    },
  })
  expect(second).toMatchObject({ data: { baseData: { properties: { work: 'timer' } } } })
  expect(more).toEqual([])
})
