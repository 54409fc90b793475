import { randomUUID } from 'node:crypto'
import type { Door } from '#functions/door.ts'
import { type Answer, apiVersion } from '#local/system/api-client.ts'
import { shared } from '../journey.ts'

/** A call of a door, up to the last byte. */
export interface Request {
  readonly door: Door
  readonly params: Readonly<Record<string, string>>
  /** The api-version is in here like any other. */
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  /** What is sent as JSON; `raw` is sent as it is. */
  readonly body?: unknown
  readonly raw?: { readonly content: string | Uint8Array<ArrayBuffer>; readonly contentType?: string }
}

export function pathOf({ door, params, query }: Pick<Request, 'door' | 'params' | 'query'>): string {
  const path = door.route.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const text = new URLSearchParams(query).toString()
  return text === '' ? path : `${path}?${text}`
}

export async function send(request: Request): Promise<Answer<unknown>> {
  const { door, headers, body, raw } = request
  const content = raw ? bytesOf(raw.content) : body === undefined ? undefined : bytesOf(JSON.stringify(body))
  const contentType = raw ? raw.contentType : 'application/json'
  const response = await fetch(shared().api + pathOf(request), {
    method: door.method,
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

export function versioned(door: Door): Record<string, string> {
  return door.unversioned ? {} : { 'api-version': apiVersion }
}

/** The path parameters of a door, told apart by what stands before them in the route. */
export function paramsOf(door: Door, places: Readonly<Record<string, string>>): Record<string, string> {
  const params: Record<string, string> = {}
  for (const [, before = '', name = ''] of door.route.matchAll(/([^/]+)\/\{(\w+)\}/g)) {
    params[name] = places[before] ?? randomUUID()
  }
  return params
}
