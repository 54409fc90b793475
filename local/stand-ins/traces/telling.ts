import type { Attributes, Measured, Span } from './otlp.ts'

export interface TraceInShort {
  readonly traceId: string
  /** Of what began it, as far as that is known here. */
  readonly name: string
  readonly startedAt: string
  readonly ms: number
  readonly spans: number
  readonly failed: number
}

/** What was told, the newest of it; nothing of it outlives the process. */
export interface Telling {
  keepSpans(spans: readonly Span[]): void
  keepMetrics(measured: readonly Measured[]): void
  /** The newest first. */
  newest(): readonly TraceInShort[]
  /** By their beginning; undefined when nothing is known of that trace. */
  spansOf(traceId: string): readonly Span[] | undefined
  /** The last value of each, added up over processes where it is a sum. */
  metrics(): readonly Pick<Measured, 'name' | 'unit' | 'kind' | 'attributes' | 'value'>[]
}

const tracesMax = 1_000
const spansOfTraceMax = 2_000
const spansMax = 50_000

export function createTelling(): Telling {
  const traces = new Map<string, Span[]>()
  let kept = 0
  const measured = new Map<string, Measured>()
  return {
    keepSpans(spans) {
      for (const span of spans) {
        const known = traces.get(span.traceId) ?? []
        // Whatever goes on stays.
        traces.delete(span.traceId)
        traces.set(span.traceId, known)
        if (known.length >= spansOfTraceMax) continue
        known.push(span)
        kept += 1
      }
      for (const [oldest, { length }] of traces) {
        if (traces.size <= tracesMax && kept <= spansMax) break
        traces.delete(oldest)
        kept -= length
      }
    },
    keepMetrics(values) {
      for (const value of values) {
        const process = value.kind === 'sum' ? value.resource : {}
        measured.set(keyOf(value.name, value.attributes, process), value)
      }
    },
    newest: () => [...traces].reverse().map(([traceId, spans]) => inShort(traceId, spans)),
    spansOf(traceId) {
      const spans = traces.get(traceId)
      return spans && [...spans].sort((a, b) => a.startMs - b.startMs)
    },
    metrics() {
      const all = new Map<string, ReturnType<Telling['metrics']>[number]>()
      for (const { name, unit, kind, attributes, value } of measured.values()) {
        const key = keyOf(name, attributes, {})
        all.set(key, { name, unit, kind, attributes, value: value + (all.get(key)?.value ?? 0) })
      }
      return [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
    },
  }
}

function keyOf(name: string, attributes: Attributes, process: Attributes): string {
  return JSON.stringify([name, Object.entries(attributes).sort(), process['service.instance.id']])
}

function inShort(traceId: string, spans: readonly Span[]): TraceInShort {
  const startMs = Math.min(...spans.map((span) => span.startMs))
  const endMs = Math.max(...spans.map((span) => span.endMs))
  const known = new Set(spans.map(({ spanId }) => spanId))
  const beginnings = spans.filter(
    ({ parentSpanId }) => parentSpanId === undefined || !known.has(parentSpanId),
  )
  const [first] = beginnings.sort((a, b) => a.startMs - b.startMs)
  return {
    traceId,
    name: first?.name ?? '',
    startedAt: new Date(startMs).toISOString(),
    ms: endMs - startMs,
    spans: spans.length,
    failed: spans.filter(({ failed }) => failed).length,
  }
}
