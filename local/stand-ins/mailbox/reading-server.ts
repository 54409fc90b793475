import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { loopbackUrl } from '../loopback.ts'
import type { MailFilter, MailStore } from './mail-store.ts'
import { mailboxPage, mailPart, type Page } from './page.ts'

/** JSON for scripts and a page for people. */
export async function startReadingServer(
  port: number,
  store: MailStore,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const url = loopbackUrl(request, response)
    if (!url) return
    const reply = answerOrError(() => answer(store, request.method ?? '', url))
    response.writeHead(reply.status, {
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...reply.headers,
    })
    response.end(reply.body)
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

function answerOrError(find: () => Reply): Reply {
  try {
    return find()
  } catch (cause) {
    console.error(cause)
    return error(500, 'InternalError', String(cause))
  }
}

type Reply = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

function answer(store: MailStore, method: string, url: URL): Reply {
  const [, id, part] = /^\/messages\/(\d{1,15})(?:\/(raw|html))?$/.exec(url.pathname) ?? []
  const name = `${method} ${id === undefined ? url.pathname : '/messages/{id}'}`
  switch (name) {
    case 'GET /':
      return page(mailboxPage(store, url.searchParams))
    case 'GET /messages': {
      const unknown = [...url.searchParams.keys()].find(
        (key) => !['to', 'subject', 'messageId'].includes(key),
      )
      if (unknown !== undefined) return error(501, 'NotSupported', `No filter by "${unknown}" is done here.`)
      return json(200, store.list(Object.fromEntries(url.searchParams) as MailFilter))
    }
    case 'DELETE /messages':
      store.clear()
      return { status: 204, headers: {}, body: '' }
    case 'GET /messages/{id}':
      return message(store, Number(id), part)
    default:
      return error(501, 'NotSupported', `${name} is not done by the mailbox.`)
  }
}

function message(store: MailStore, id: number, part: string | undefined): Reply {
  const mail = store.read(id)
  const raw = store.raw(id)
  if (!mail || !raw) return error(404, 'NotFound', `There is no message ${id}.`)
  if (part === 'html') return page(mailPart(mail))
  if (part === 'raw') return { status: 200, headers: { 'content-type': 'message/rfc822' }, body: raw }
  return json(200, mail)
}

function page({ contentSecurityPolicy, html }: Page): Reply {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': contentSecurityPolicy,
    'referrer-policy': 'no-referrer',
  }
  return { status: 200, headers, body: html }
}

function json(status: number, body: unknown): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  }
}

function error(status: number, code: string, message: string): Reply {
  return json(status, { error: { code, message } })
}
