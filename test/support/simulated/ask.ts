import { HttpRequest, type HttpResponseInit } from '@azure/functions'
import { receive } from '#functions/http/receive.ts'
import type { Reply } from '#functions/http/reply.ts'
import type { Services } from '#functions/jobs/job.ts'
import { routes } from '#functions/routes.ts'

/** What a request brings along. */
export interface Asked {
  readonly token: string
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** In place of a JSON body. */
  readonly csv?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Repeatability-Request-ID. */
  readonly repeat?: string
}

const origin = 'http://seatwarden.example'

/** Asks a route by its name, through all of its checks, and gives its reply before it becomes a response. */
export async function askRoute(services: Services, name: string, asked: Asked): Promise<Reply> {
  const entry = entryOf(name)
  const route = await entry.load()
  const request = requestOf(entry.method, entry.path, asked)
  return route.answer({
    services,
    request,
    url: new URL(request.url),
    name,
    method: entry.method,
    language: 'en',
    traceparent: '',
    waitMs: () => 0,
  })
}

/** The same as its caller sees it. */
export async function callRoute(services: Services, name: string, asked: Asked): Promise<HttpResponseInit> {
  const entry = entryOf(name)
  const route = await entry.load()
  return receive(
    services,
    requestOf(entry.method, entry.path, asked),
    { name, method: entry.method, path: entry.path, waitMs: () => 0 },
    (incoming) => route.answer(incoming),
  )
}

function entryOf(name: string) {
  const entry = routes.find((route) => route.name === name)
  if (!entry) throw new Error(`There is no route ${name}.`)
  return entry
}

function requestOf(method: string, path: string, asked: Asked): HttpRequest {
  const { token, params = {}, query = {}, body, csv, headers = {}, repeat } = asked
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? name)
  const search = new URLSearchParams({ 'api-version': '2026-11-01', ...query })
  return new HttpRequest({
    method,
    url: `${origin}${address}?${search}`,
    params: Object.fromEntries(Object.entries(params).filter(([name]) => path.includes(`{${name}}`))),
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(csv === undefined ? {} : { 'content-type': 'text/csv' }),
      ...(repeat === undefined ? {} : { 'repeatability-request-id': repeat }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: { string: JSON.stringify(body) } }),
    ...(csv === undefined ? {} : { body: { string: csv } }),
  })
}
