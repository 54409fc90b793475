import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RpcHttpResponse } from './core-api.ts'
import { homePage } from './home-page.ts'
import { hasValidHost } from './host-header.ts'
import type { Invoke } from './invocation.ts'
import { decodePath, encodePath } from './request-path.ts'
import { isReserved } from './route-template.ts'
import { createRouter, type Route } from './router.ts'
import { toRpcHttp } from './rpc-http.ts'
import { setCookieHeader } from './set-cookie.ts'

export interface HttpFrontEnd {
  readonly port: number
  /** Stops accepting, and waits for the running requests, but no longer than this. */
  close(withinMs: number): Promise<void>
}

export interface HttpLimits {
  readonly bodyBytes: number
  readonly customHeaders: Readonly<Record<string, string>>
  /** Answers `/` when no function does. */
  readonly homePage: boolean
}

/** A function that is switched off keeps its route, and answers 404 on it. */
export type HttpTarget = Invoke | 'disabled'

// Kestrel's limits, which the real host leaves as they are.
const headerBytes = 32 * 1024
const headerCount = 100
const requestLineBytes = 8 * 1024
const keepAliveMs = 130_000

/** Serves the routes on 127.0.0.1 with the limits and the habits of the real host. */
export async function startHttp(
  port: number,
  routes: readonly Route<HttpTarget>[],
  limits: HttpLimits,
): Promise<HttpFrontEnd> {
  const match = createRouter(routes)
  let closing = false

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = request.url ?? '/'
    if (closing) response.shouldKeepAlive = false
    if (request.rawHeaders.length > 2 * headerCount) return refuse(request, response, 431)
    if (url.length + (request.method?.length ?? 0) + 11 > requestLineBytes)
      return refuse(request, response, 414)
    if (!hasValidHost(request.rawHeaders, request.httpVersion)) return refuse(request, response, 400)
    const mark = url.indexOf('?')
    const path = decodePath(mark < 0 ? url : url.slice(0, mark))
    if (path === undefined) return refuse(request, response, 400)
    const found = isReserved(path) ? undefined : match(request.method ?? 'GET', path)
    if (found === undefined && path === '/') return answer(request, response, homePage(limits.homePage))
    // Also where only the method is wrong: the real host says neither 405 nor Allow.
    if (found === undefined || found.target === 'disabled') return empty(response, 404)
    // Only a Content-Length counts: the real host passes a chunked body on as an empty one.
    const length = Number(request.headers['content-length'] ?? 0)
    if (length > limits.bodyBytes) return refuse(request, response, 413)
    let body: Buffer | undefined
    if (length > 0) {
      body = await readBody(request)
      if (body === undefined) return
    } else request.resume()
    const target = { path: encodePath(path), query: mark < 0 ? '' : url.slice(mark) }
    let result: RpcHttpResponse | undefined
    try {
      result = await found.target({
        input: { http: toRpcHttp(request, target, found.params, body) },
        traceParent: single(request.headers['traceparent']),
        traceState: single(request.headers['tracestate']),
      })
    } catch {
      return empty(response, 500)
    }
    answer(request, response, result)
  }

  const answer = (
    request: IncomingMessage,
    response: ServerResponse,
    result: RpcHttpResponse | undefined,
  ) => {
    if (result === undefined) return empty(response, 204)
    const status = Number(result.statusCode)
    const bytes = result.body?.bytes
    const headers: string[] = []
    for (const [name, value] of Object.entries(limits.customHeaders))
      if (!Object.hasOwn(result.headers, name.toLowerCase())) headers.push(name, value)
    for (const name in result.headers) {
      if (!ownHeaders.has(name)) headers.push(name, result.headers[name] ?? '')
    }
    for (const cookie of result.cookies) headers.push('set-cookie', setCookieHeader(cookie))
    if (status !== 204 && status !== 304) headers.push('content-length', String(bytes?.byteLength ?? 0))
    response.writeHead(status, headers)
    response.end(request.method === 'HEAD' || !bytes?.byteLength ? undefined : bytes)
  }

  const empty = (response: ServerResponse, status: number): void => {
    response.writeHead(status, {
      ...limits.customHeaders,
      ...(status === 204 ? {} : { 'content-length': 0 }),
    })
    response.end()
  }

  /** The rest of a request that is refused for its size is not read, so the connection cannot go on. */
  const refuse = (request: IncomingMessage, response: ServerResponse, status: number): void => {
    response.shouldKeepAlive = false
    empty(response, status)
    response.once('finish', () => setTimeout(() => request.destroy(), 500).unref())
    request.resume()
  }

  const server = createServer(
    { maxHeaderSize: headerBytes, keepAliveTimeout: keepAliveMs },
    (request, response) => {
      serve(request, response).catch((error: unknown) => response.destroy(error as Error))
    },
  )
  server.maxHeadersCount = 0 // No silent cut: the count is checked above.
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', 4096, resolve)
  })

  return {
    port: (server.address() as AddressInfo).port,
    async close(withinMs) {
      closing = true
      const closed = new Promise((resolve) => server.close(resolve))
      const idle = setInterval(() => server.closeIdleConnections(), 20)
      const patience = setTimeout(() => server.closeAllConnections(), withinMs)
      await closed
      clearInterval(idle)
      clearTimeout(patience)
    },
  }
}

/** Headers that belong to the connection: the server writes its own. */
const ownHeaders: ReadonlySet<string> = new Set([
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
])

/** Undefined when the caller went away before the end: there is nothing to invoke then. */
function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)))
    request.on('close', () => resolve(undefined))
    request.on('error', () => resolve(undefined))
  })
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}
