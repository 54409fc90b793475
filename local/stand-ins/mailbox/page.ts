import { randomBytes } from 'node:crypto'
import { escaped, type Page } from '../serve-loopback.ts'
import type { Mail, MailStore } from './mail-store.ts'
import { slowMs } from './smtp-server.ts'

const listedMax = 200

/** The list on one side, the chosen mail on the other; without a choice the newest is shown. */
export function mailboxPage(store: MailStore, query: URLSearchParams): Page {
  const mails = store.newest(listedMax)
  const chosenId = Number(query.get('id') ?? mails[0]?.id)
  const chosen = Number.isSafeInteger(chosenId) ? store.read(chosenId) : undefined
  const source = chosen && store.raw(chosen.id)
  const nonce = randomBytes(16).toString('base64')
  return {
    contentSecurityPolicy: `default-src 'none'; style-src 'nonce-${nonce}'; frame-src 'self'; frame-ancestors 'none'`,
    html: `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Mailbox</title>
<style nonce="${nonce}">${styles}</style>
<header><h1>Mailbox</h1>
<p>${count(store.count())} Nothing leaves this machine. For tests: an address that starts with <code>bounce</code>
  is refused (550), one that starts with <code>slow</code> waits ${slowMs / 1000} s for its answer after the mail
  was kept. As JSON: <a href="/messages">/messages</a>, with <code>?to=</code>, <code>?subject=</code>,
  <code>?messageId=</code>.</p></header>
<nav aria-label="Messages, newest first"><ol>${mails.map((mail) => entry(mail, chosen)).join('\n')}</ol></nav>
<main>${chosen && source ? reading(chosen, Buffer.from(source).toString('utf8')) : '<p>No message chosen.</p>'}</main>
</html>`,
  }
}

/**
 * The HTML part alone, for the frame. It can run nothing and fetch nothing; its links open in another tab, because
 * following the link in a mail is part of trying the product.
 */
export function mailPart(mail: Mail): Page {
  return {
    contentSecurityPolicy: `default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'; sandbox ${frameMay}`,
    html: `<!doctype html><base target="_blank">${mail.html}`,
  }
}

const frameMay = 'allow-popups allow-popups-to-escape-sandbox'

function count(mails: number): string {
  if (mails <= listedMax) return `${mails} ${mails === 1 ? 'message' : 'messages'}.`
  return `${mails} messages, the newest ${listedMax} listed.`
}

function entry(mail: Mail, chosen: Mail | undefined): string {
  const current = mail.id === chosen?.id ? ' aria-current="true"' : ''
  return `<li><a href="/?id=${mail.id}"${current}><strong>${escaped(mail.subject || '(no subject)')}</strong>
    <span>${escaped(mail.to.join(', '))}</span> <time datetime="${mail.receivedAt}">${timeOf(mail)}</time></a></li>`
}

function reading(mail: Mail, source: string): string {
  const facts = {
    From: mail.headers['from'] ?? mail.from,
    To: mail.to.filter((address) => !mail.cc.includes(address)).join(', '),
    Cc: mail.cc.join(', '),
    Received: timeOf(mail),
    'Message-ID': mail.messageId,
    Traceparent: mail.headers['traceparent'] ?? '',
  }
  const rows = Object.entries(facts).filter(([, value]) => value !== '')
  return `<h2>${escaped(mail.subject || '(no subject)')}</h2>
<dl>${rows.map(([name, value]) => `<dt>${name}</dt><dd>${escaped(value)}</dd>`).join('')}</dl>
${mail.html ? `<h3>HTML</h3><iframe title="The mail as HTML" src="/messages/${mail.id}/html" sandbox="${frameMay}"></iframe>` : ''}
${mail.text ? `<h3>Text</h3><pre>${escaped(mail.text)}</pre>` : ''}
<details><summary>Source</summary><pre>${escaped(source)}</pre></details>`
}

function timeOf(mail: Mail): string {
  return mail.receivedAt.slice(0, 19).replace('T', ' ')
}

const styles = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; --line: color-mix(in srgb, currentcolor 25%, transparent) }
  body { margin: 0 auto; max-width: 90rem; padding: 1rem; display: grid; grid-template-columns: minmax(16rem, 1fr) 2.5fr; gap: 1rem 2rem }
  header { grid-column: 1 / -1 }
  nav ol { list-style: none; margin: 0; padding: 0 }
  nav a { display: block; padding: .5rem; border-bottom: 1px solid var(--line); color: inherit; text-decoration: none }
  nav a > * { display: block; overflow-wrap: anywhere }
  nav a[aria-current], nav a:hover { background: var(--line) }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem } dd { margin: 0; overflow-wrap: anywhere }
  iframe { width: 100%; height: 32rem; border: 1px solid var(--line); background: white; color-scheme: light }
  pre { white-space: pre-wrap; overflow-wrap: anywhere }
  @media (max-width: 50rem) { body { display: block } }`
