import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { type IMetricReader, MeterProvider } from '@opentelemetry/sdk-metrics'
import { type SpanProcessor, TraceIdRatioBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace'
import {
  type Facts,
  type Part,
  parseTraceparent,
  type Telemetry,
  type Tell,
  type Work,
} from '#core/ports/telemetry.ts'
import { attributesOf, errorType } from './attributes.ts'
import { instruments } from './instruments.ts'

export interface OpenTelemetryOptions {
  /** What is shown as the name of this app. */
  readonly serviceName: string
  /** The share of traces that is recorded, from 0 to 1. */
  readonly traceShare: number
  readonly spanProcessors: SpanProcessor[]
  readonly metricReaders: IMetricReader[]
}

export interface OpenTelemetry extends Telemetry {
  /** Sends what is not sent yet, but waits no longer than that. */
  flush(withinMs: number): Promise<void>
}

/** What is going on here, for whatever happens in it. */
interface Going {
  readonly span: Span | undefined
  readonly work: Work
}

/**
 * OpenTelemetry's own library, without anything global: who calls whom is known here alone. Which traces are recorded
 * their id decides, in all processes alike, and not the flag that callers send with it: many say "not recorded" without
 * knowing.
 */
export function openTelemetry(options: OpenTelemetryOptions): OpenTelemetry {
  const { serviceName, traceShare, spanProcessors, metricReaders } = options
  const resource = resourceFromAttributes({
    'service.name': serviceName,
    // Not the host's name, which on a laptop is often its owner's.
    'service.instance.id': crypto.randomUUID(),
    'process.pid': process.pid,
  })
  const traces = new TracerProvider({
    resource,
    spanProcessors,
    sampler: new TraceIdRatioBasedSampler(traceShare),
  })
  const meters = new MeterProvider({ resource, readers: metricReaders })
  const tracer = traces.getTracer('seatwarden')
  const record = instruments(meters.getMeter('seatwarden'))
  const here = new AsyncLocalStorage<Going>()

  async function run<T>(going: Going, work: (tell: Tell) => Promise<T>): Promise<T> {
    const { span } = going
    try {
      return await here.run(going, () => work((facts) => span && tell(span, facts)))
    } catch (error) {
      span?.setAttribute('error.type', errorType(error))
      span?.setStatus({ code: SpanStatusCode.ERROR })
      throw error
    } finally {
      span?.end()
    }
  }

  return {
    begin({ name, work: kind, cause, facts, unrecorded }, work) {
      const span = unrecorded
        ? undefined
        : tracer.startSpan(name, { attributes: attributesOf(facts) }, causedBy(cause))
      return run({ span, work: kind }, work)
    },
    part(part, work) {
      const going = here.getStore()
      if (!going?.span) return work(() => {})
      const span = tracer.startSpan(part.name, optionsOf(part), within(going.span))
      return run({ ...going, span }, work)
    },
    took(part, ms) {
      const span = here.getStore()?.span
      // Whatever a library does on a timer goes on, for ever, in the name of the request that it was opened for.
      if (!span?.isRecording()) return
      const endTime = Date.now()
      const over = tracer.startSpan(part.name, { ...optionsOf(part), startTime: endTime - ms }, within(span))
      tell(over, part.facts ?? {})
      over.end(endTime)
    },
    count: record,
    gauge: record,
    traceparent() {
      const context = here.getStore()?.span?.spanContext()
      return context && `00-${context.traceId}-${context.spanId}-0${context.traceFlags & 1}`
    },
    isHeard: true,
    get work() {
      return here.getStore()?.work ?? 'request'
    },
    async flush(withinMs) {
      const sent = Promise.allSettled([traces.forceFlush(), meters.forceFlush()])
      const patience = Promise.withResolvers<void>()
      const timer = setTimeout(patience.resolve, withinMs)
      await Promise.race([sent, patience.promise])
      clearTimeout(timer)
    },
  }
}

function tell(span: Span, facts: Facts): void {
  span.setAttributes(attributesOf(facts))
  const { status } = facts
  const failed = typeof status === 'number' ? status >= 500 : status !== undefined
  if (failed) span.setStatus({ code: SpanStatusCode.ERROR })
}

/** Our own beginnings are internal: the request or message itself is the Functions host's to tell of. */
const kinds = { system: SpanKind.CLIENT, queue: SpanKind.PRODUCER }

function optionsOf({ to, facts }: Part): SpanOptions {
  return { kind: to ? kinds[to] : SpanKind.INTERNAL, attributes: attributesOf(facts) }
}

function within(span: Span): Context {
  return trace.setSpan(ROOT_CONTEXT, span)
}

function causedBy(cause: string | undefined): Context {
  const found = parseTraceparent(cause)
  if (!found) return ROOT_CONTEXT
  const { traceId, spanId, flags: traceFlags } = found
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true })
}
