import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { loopbackUrl } from './loopback.ts'

export type Reply = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

export type Page = { readonly contentSecurityPolicy: string; readonly html: string }

/** Pages for people and JSON for scripts, for nobody but this machine. Port 0 picks a free one. */
export async function serveLoopback(
  what: string,
  port: number,
  answer: (request: IncomingMessage, url: URL) => Reply | Promise<Reply>,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const url = loopbackUrl(request, response)
    if (!url) return
    const reply = await answerOrError(async () => answer(request, url))
    response.writeHead(reply.status, {
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...reply.headers,
    })
    response.end(reply.body)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(cause.code === 'EADDRINUSE' ? new Error(`${what}: port ${port} is taken.`, { cause }) : cause),
    )
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()))
        server.closeAllConnections()
      }),
  }
}

async function answerOrError(find: () => Promise<Reply>): Promise<Reply> {
  try {
    return await find()
  } catch (cause) {
    console.error(cause)
    return error(500, 'InternalError', String(cause))
  }
}

export function page({ contentSecurityPolicy, html }: Page): Reply {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': contentSecurityPolicy,
    'referrer-policy': 'no-referrer',
  }
  return { status: 200, headers, body: html }
}

export function json(status: number, body: unknown): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  }
}

export function error(status: number, code: string, message: string): Reply {
  return json(status, { error: { code, message } })
}

/** What a page may show of a text from outside. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
