import { randomBytes } from 'node:crypto'
import { escaped, type Page } from '../serve-loopback.ts'
import type { Span } from './otlp.ts'
import type { Telling, TraceInShort } from './telling.ts'

const listedMax = 200

/** The traces on one side, the chosen one on the other as a waterfall; below it the metrics. */
export function tracesPage(telling: Telling, traceId: string | undefined): Page {
  const traces = telling.newest()
  const chosen = traceId ?? traces[0]?.traceId
  const spans = chosen === undefined ? undefined : telling.spansOf(chosen)
  const nonce = randomBytes(16).toString('base64')
  return {
    contentSecurityPolicy: `default-src 'none'; style-src 'nonce-${nonce}'; frame-ancestors 'none'`,
    html: `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Traces</title>
<style nonce="${nonce}">${styles}</style>
<header><h1>Traces</h1>
<p>What the product tells of itself, the newest ${traces.length} traces; each begins with a request or a timer. An answer’s
  <code>traceparent</code> names its trace. Kept until this ends. As JSON: <a href="/traces">/traces</a>,
  <a href="/metrics">/metrics</a>.</p></header>
<nav aria-label="Traces, newest first"><ol>${traces
      .slice(0, listedMax)
      .map((trace) => entry(trace, trace.traceId === chosen))
      .join('\n')}</ol></nav>
<main>${spans && chosen !== undefined ? waterfall(chosen, spans) : '<p>No such trace is kept.</p>'}
<h2>Metrics</h2>${metrics(telling)}</main>
</html>`,
  }
}

function entry(trace: TraceInShort, isChosen: boolean): string {
  const { traceId, name, startedAt, ms, spans, failed } = trace
  const faults = failed === 0 ? '' : ` <em>${failed} failed</em>`
  return `<li><a href="/?trace=${traceId}"${isChosen ? ' aria-current="true"' : ''}><strong>${escaped(name)}</strong>
    <span>${duration(ms)}, ${spans} ${spans === 1 ? 'part' : 'parts'}${faults}</span>
    <time datetime="${startedAt}">${startedAt.slice(11, 23)}</time></a></li>`
}

/** Bars are drawn by their attributes: the page allows no styles but its own. */
function waterfall(traceId: string, spans: readonly Span[]): string {
  const from = Math.min(...spans.map(({ startMs }) => startMs))
  const whole = Math.max(...spans.map(({ endMs }) => endMs)) - from || 1
  const rows = inOrder(spans).map(({ span, depth }) => {
    const x = ((span.startMs - from) / whole) * 100
    const width = Math.max(((span.endMs - span.startMs) / whole) * 100, 0.4)
    const facts = Object.entries(span.attributes).map(([name, value]) => `${name}: ${value}`)
    return `<tr><th scope="row" class="d${Math.min(depth, deepest)}">${escaped(span.name)}${span.failed ? ' <em>failed</em>' : ''}</th>
      <td>${duration(span.endMs - span.startMs)}</td>
      <td><svg role="img" aria-label="from ${duration(span.startMs - from)} on" width="100%" height="10"><rect class="${span.kind}" x="${x}%" width="${width}%" height="10"/></svg></td>
      <td>${escaped(facts.join(', '))} <small>pid ${escaped(String(span.resource['process.pid'] ?? ''))}</small></td></tr>`
  })
  return `<h2>Trace <code>${traceId}</code></h2><table><thead><tr><th scope="col">Part</th><th scope="col">Time</th>
    <th scope="col">When</th><th scope="col">Facts</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`
}

const deepest = 12

/** Each below what caused it. */
function inOrder(spans: readonly Span[]): readonly { readonly span: Span; readonly depth: number }[] {
  const known = new Set(spans.map(({ spanId }) => spanId))
  const parts = Map.groupBy(spans, ({ parentSpanId = '' }) => (known.has(parentSpanId) ? parentSpanId : ''))
  const rows: { span: Span; depth: number }[] = []
  const stack = (parts.get('') ?? []).map((span) => ({ span, depth: 0 })).reverse()
  for (let next = stack.pop(); next; next = stack.pop()) {
    rows.push(next)
    const depth = next.depth + 1
    for (const span of (parts.get(next.span.spanId) ?? []).toReversed()) stack.push({ span, depth })
  }
  return rows
}

function metrics(telling: Telling): string {
  const rows = telling.metrics().map(({ name, unit, attributes, value }) => {
    const of = Object.entries(attributes).map(([attribute, its]) => `${attribute}: ${its}`)
    return `<tr><th scope="row">${escaped(name)}</th><td>${escaped(of.join(', '))}</td><td>${Number(value.toFixed(2))} ${escaped(unit)}</td></tr>`
  })
  if (rows.length === 0) return '<p>None yet: they are told every few seconds.</p>'
  return `<table><thead><tr><th scope="col">Metric</th><th scope="col">Of</th><th scope="col">Value</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`
}

function duration(ms: number): string {
  return ms < 1_000 ? `${ms.toFixed(1)} ms` : `${(ms / 1_000).toFixed(2)} s`
}

const indents = Array.from({ length: deepest + 1 }, (_, depth) => `.d${depth} { padding-left: ${depth}rem }`)

const styles = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; --line: color-mix(in srgb, currentcolor 25%, transparent) }
  body { margin: 0 auto; max-width: 110rem; padding: 1rem; display: grid; grid-template-columns: minmax(14rem, 1fr) 4fr; gap: 1rem 2rem }
  header { grid-column: 1 / -1 }
  nav ol { list-style: none; margin: 0; padding: 0 }
  nav a { display: block; padding: .5rem; border-bottom: 1px solid var(--line); color: inherit; text-decoration: none }
  nav a > * { display: block; overflow-wrap: anywhere }
  nav a[aria-current], nav a:hover { background: var(--line) }
  em { color: #c50f1f } rect { fill: #0078d4 } rect.client { fill: #107c10 } rect.producer { fill: #8764b8 }
  table { border-collapse: collapse; width: 100%; font-size: .875rem }
  th, td { border-bottom: 1px solid var(--line); padding: .2rem .8rem .2rem 0; text-align: left; vertical-align: top; overflow-wrap: anywhere }
  td:nth-child(2) { white-space: nowrap } td:nth-child(3) { min-width: 12rem }
  ${indents.join('\n  ')}
  @media (max-width: 50rem) { body { display: block } }`
