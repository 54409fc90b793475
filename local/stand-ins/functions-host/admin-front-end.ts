import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { loopbackUrl } from '../loopback.ts'
import { isObject } from './settings.ts'

export interface AdminFrontEnd {
  readonly port: number
  close(): Promise<void>
}

/** Looks a function up by its name: `run` starts it now; `refused` says why this host does not. */
export type FindFunction = (
  name: string,
) => { readonly run: () => void } | { readonly refused: string } | undefined

interface Answer {
  readonly status: number
  readonly why?: string
  readonly list?: readonly { readonly name: string }[]
}

const bodyBytesMax = 64 * 1024

/**
 * Two of the real host's own routes. `GET /admin/functions` lists the functions that the app has registered, by name
 * alone. `POST /admin/functions/{name}` with `{"input": ""}` runs one by hand, and is answered 202 before it has run.
 * They are on a port of their own, so that callers of the app never reach them: Azure asks for the master key there.
 */
export async function startAdmin(
  port: number,
  names: readonly string[],
  find: FindFunction,
): Promise<AdminFrontEnd> {
  const server = createServer((request, response) => {
    const url = loopbackUrl(request, response)
    if (!url) return
    answer(request, url, names, find).then(
      (given) => send(response, given),
      (error: unknown) => response.destroy(error as Error),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(
  request: IncomingMessage,
  url: URL,
  names: readonly string[],
  find: FindFunction,
): Promise<Answer> {
  if (/^\/admin\/functions\/?$/i.test(url.pathname) && request.method === 'GET')
    return { status: 200, list: names.map((name) => ({ name })) }
  const [, name] = /^\/admin\/functions\/([\w-]+)\/?$/i.exec(url.pathname) ?? []
  if (!/^\/admin(\/|$)/i.test(url.pathname)) return { status: 404 }
  if (name === undefined || request.method !== 'POST')
    return { status: 501, why: `${request.method} ${url.pathname} is not served by this host.` }
  const body = await readBody(request)
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) return { status: 415 }
  const input = inputIn(body)
  if (input === undefined) return { status: 400, why: 'Expected a body such as {"input": ""}.' }
  const found = find(name)
  if (!found) return { status: 404 }
  if ('refused' in found) return { status: 501, why: found.refused }
  if (input !== '')
    return { status: 501, why: `Function "${name}": an input of a timer is not served by this host.` }
  found.run()
  return { status: 202 }
}

/** Undefined where the body is something else, or too long. */
function inputIn(body: string | undefined): string | undefined {
  try {
    const content: unknown = JSON.parse(body ?? '')
    const input = isObject(content) ? (content['input'] ?? '') : undefined
    return typeof input === 'string' ? input : undefined
  } catch {
    return undefined
  }
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes <= bodyBytesMax) chunks.push(chunk)
  }
  return bytes <= bodyBytesMax ? Buffer.concat(chunks).toString() : undefined
}

function send(response: ServerResponse, { status, why, list }: Answer): void {
  const type = list ? 'application/json' : 'text/plain'
  const body = list ? JSON.stringify(list) : why === undefined ? undefined : `${why}\n`
  response.writeHead(status, {
    ...(body === undefined ? { 'content-length': 0 } : { 'content-type': `${type}; charset=utf-8` }),
    'x-content-type-options': 'nosniff',
  })
  response.end(body)
}
