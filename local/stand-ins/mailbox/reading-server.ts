import { error, json, page, type Reply, serveLoopback } from '../serve-loopback.ts'
import type { MailFilter, MailStore } from './mail-store.ts'
import { mailboxPage, mailPart } from './page.ts'

/** JSON for scripts and a page for people. */
export function startReadingServer(
  port: number,
  store: MailStore,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  return serveLoopback('Mailbox', port, (request, url) => answer(store, request.method ?? '', url))
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
