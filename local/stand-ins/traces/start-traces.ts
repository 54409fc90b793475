import type { IncomingMessage } from 'node:http'
import { error, json, page, type Reply, serveLoopback } from '../serve-loopback.ts'
import { NotUnderstood, readMetrics, readSpans } from './otlp.ts'
import { tracesPage } from './page.ts'
import { createTelling, type Telling } from './telling.ts'

export type TracesOptions = {
  /** 0 picks a free one. */
  readonly port: number
}

/** Takes what an app tells of itself by OTLP over HTTP, keeps the newest of it in memory, and shows it. */
export async function startTraces({
  port,
}: TracesOptions): Promise<{ readonly ready: { readonly port: number }; close(): Promise<void> }> {
  const telling = createTelling()
  const server = await serveLoopback('Traces', port, (request, url) => answer(telling, request, url))
  return { ready: { port: server.port }, close: server.close }
}

async function answer(telling: Telling, request: IncomingMessage, url: URL): Promise<Reply> {
  const [, traceId] = /^\/traces\/([0-9a-f]{32})$/.exec(url.pathname) ?? []
  const name = `${request.method} ${traceId === undefined ? url.pathname : '/traces/{id}'}`
  switch (name) {
    case 'GET /':
      return page(tracesPage(telling, url.searchParams.get('trace') ?? undefined))
    case 'GET /traces':
      return json(200, telling.newest())
    case 'GET /traces/{id}': {
      const spans = telling.spansOf(traceId ?? '')
      return spans ? json(200, { traceId, spans }) : error(404, 'NotFound', `There is no trace ${traceId}.`)
    }
    case 'GET /metrics':
      return json(200, telling.metrics())
    case 'POST /v1/traces':
      return taken(request, (body) => telling.keepSpans(readSpans(body)))
    case 'POST /v1/metrics':
      return taken(request, (body) => telling.keepMetrics(readMetrics(body)))
    default:
      return error(501, 'NotSupported', `${name} is not done by the local traces.`)
  }
}

const bodyBytesMax = 8 * 1024 * 1024

/** What is not understood is refused as a whole, and said aloud: nobody would miss what is silently left out. */
async function taken(request: IncomingMessage, keep: (body: unknown) => void): Promise<Reply> {
  const { 'content-type': type = '', 'content-encoding': encoding } = request.headers
  if (!/^application\/json\b/.test(type) || encoding !== undefined)
    return refused(415, `Expected application/json as it is, found ${type} ${encoding ?? ''}.`)
  try {
    keep(JSON.parse(await textOf(request)))
  } catch (cause) {
    if (cause instanceof NotUnderstood || cause instanceof SyntaxError) return refused(400, cause.message)
    throw cause
  }
  return json(200, {})
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  let length = 0
  // To the end, or the sender would not hear the answer.
  for await (const chunk of request.setEncoding('utf8')) {
    length += chunk.length
    if (length <= bodyBytesMax) text += chunk
  }
  if (length > bodyBytesMax) throw new NotUnderstood(`Expected ${bodyBytesMax} bytes at most.`)
  return text
}

function refused(status: number, why: string): Reply {
  console.error(`Refused what was told: ${why}`)
  return error(status, 'NotUnderstood', why)
}
