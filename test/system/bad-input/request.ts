import { randomUUID } from 'node:crypto'
import type { Answer } from '#local/system/api-client.ts'
import { shared } from '../../support/clients/journey.ts'
import type { Endpoint } from './api.ts'

/** A call of a route, up to the last byte. */
export interface Request {
  readonly endpoint: Endpoint
  readonly params: Readonly<Record<string, string>>
  /** The api-version is in here like any other. */
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  /** What is sent as JSON; `raw` is sent as it is. */
  readonly body?: unknown
  readonly raw?: { readonly content: string | Uint8Array<ArrayBuffer>; readonly contentType?: string }
}

export function pathOf({ endpoint, params, query }: Pick<Request, 'endpoint' | 'params' | 'query'>): string {
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  )
  const text = new URLSearchParams(query).toString()
  return text === '' ? path : `${path}?${text}`
}

export async function send(request: Request): Promise<Answer<unknown>> {
  const { endpoint, headers, body, raw } = request
  const content = raw ? bytesOf(raw.content) : body === undefined ? undefined : bytesOf(JSON.stringify(body))
  const contentType = raw ? raw.contentType : 'application/json'
  const response = await fetch(shared().api + pathOf(request), {
    method: endpoint.method,
    redirect: 'manual',
    headers: {
      ...(content && contentType !== undefined ? { 'content-type': contentType } : {}),
      ...headers,
    },
    // A text would get a content type of its own.
    ...(content ? { body: content } : {}),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: parsed(text) }
}

function bytesOf(content: string | Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The parameters of a path, told apart by what stands before them in it. */
export function paramsOf(
  { path }: Endpoint,
  places: Readonly<Record<string, string>>,
): Record<string, string> {
  const params: Record<string, string> = {}
  for (const [, before = '', name = ''] of path.matchAll(/([^/]+)\/\{(\w+)\}/g)) {
    params[name] = places[before] ?? randomUUID()
  }
  return params
}
