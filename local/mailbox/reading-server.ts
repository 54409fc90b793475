import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { MailFilter, MailStore } from './mail-store.ts'
import { mailboxPage, mailPart } from './page.ts'

/** JSON for scripts and a page for people. */
export async function startReadingServer(
  port: number,
  store: MailStore,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    try {
      answer(store, request, response)
    } catch (error) {
      console.error(error)
      sendError(response, 500, 'InternalError', String(error))
    }
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(cause.code === 'EADDRINUSE' ? new Error(`Mailbox: port ${port} is taken.`, { cause }) : cause),
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

function answer(store: MailStore, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  const [, id, part] = /^\/messages\/(\d{1,15})(?:\/(raw|html))?$/.exec(url.pathname) ?? []
  const name = id === undefined ? `${request.method} ${url.pathname}` : `${request.method} /messages/{id}`
  switch (name) {
    case 'GET /':
      return sendPage(response, mailboxPage(store, url.searchParams))
    case 'GET /messages': {
      const unknown = [...url.searchParams.keys()].find(
        (key) => !['to', 'subject', 'messageId'].includes(key),
      )
      if (unknown !== undefined)
        return sendError(response, 501, 'NotSupported', `GET /messages does not filter by "${unknown}".`)
      return sendJson(response, 200, store.list(Object.fromEntries(url.searchParams) as MailFilter))
    }
    case 'DELETE /messages':
      store.clear()
      response.writeHead(204).end()
      return
    case 'GET /messages/{id}':
      return sendMail(store, Number(id), part, response)
    default:
      return sendError(response, 501, 'NotSupported', `${name} is not done by the mailbox.`)
  }
}

function sendMail(store: MailStore, id: number, part: string | undefined, response: ServerResponse): void {
  const mail = store.read(id)
  const raw = store.raw(id)
  if (!mail || !raw) return sendError(response, 404, 'NotFound', `There is no message ${id}.`)
  if (part === 'html') return sendPage(response, mailPart(mail))
  if (part === undefined) return sendJson(response, 200, mail)
  response.writeHead(200, { 'content-type': 'message/rfc822', 'x-content-type-options': 'nosniff' })
  response.end(raw)
}

function sendPage(
  response: ServerResponse,
  { contentSecurityPolicy, html }: { readonly contentSecurityPolicy: string; readonly html: string },
): void {
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': contentSecurityPolicy,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  })
  response.end(html)
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  })
  response.end(JSON.stringify(body))
}

function sendError(response: ServerResponse, status: number, code: string, message: string): void {
  sendJson(response, status, { error: { code, message } })
}
