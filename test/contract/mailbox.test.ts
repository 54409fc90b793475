import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Mail } from '#local/stand-ins/mailbox/mail-store.ts'
import { startMailbox } from '#local/stand-ins/mailbox/start-mailbox.ts'
import { jsonOf } from './json-of.ts'
import { emptyFolder, startedChild } from './started-child.ts'

const mail = {
  from: '"Seat Warden" <noreply@seatwarden.example>',
  to: 'Anna de Vries <anna@contoso.example>',
  subject: 'Geannuleerd: Power BI € 9,99',
  text: 'Plain, with é.',
  html: '<p>Rich, with é.</p><script>alert(1)</script>',
  messageId: '<cancel-1@seatwarden.example>',
  headers: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
}

type Refusal = { error: { message: string } }

function sender(port: number) {
  return createTransport({ host: '127.0.0.1', port, ignoreTLS: true })
}

describe('the mailbox', () => {
  let mailbox: Awaited<ReturnType<typeof startMailbox>>
  let url: string
  beforeAll(async () => {
    mailbox = await startMailbox({ smtpPort: 0, httpPort: 0, stateFolder: emptyFolder() })
    url = `http://127.0.0.1:${mailbox.ready.httpPort}`
  })
  afterAll(() => mailbox.close())
  beforeEach(async () => {
    expect((await fetch(`${url}/messages`, { method: 'DELETE' })).status).toBe(204)
  })
  const send = (changes: object = {}) => sender(mailbox.ready.smtpPort).sendMail({ ...mail, ...changes })
  const messages = (query = '') => jsonOf<Mail[]>(fetch(`${url}/messages${query}`))

  test('keeps what was sent, with its parts and headers', async () => {
    await send()
    const kept = (await messages())[0] as Mail
    expect(kept).toMatchObject({
      from: 'noreply@seatwarden.example',
      to: ['anna@contoso.example'],
      subject: mail.subject,
      messageId: mail.messageId,
      receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    })
    expect(kept.text.trim()).toBe(mail.text)
    expect(kept.html.trim()).toBe(mail.html)
    expect(kept.headers['traceparent']).toBe(mail.headers.traceparent)
    expect(await jsonOf(fetch(`${url}/messages/${kept.id}`))).toEqual(kept)
    const raw = await fetch(`${url}/messages/${kept.id}/raw`)
    expect(raw.headers.get('content-type')).toBe('message/rfc822')
    expect(await raw.text()).toContain('Message-ID: <cancel-1@seatwarden.example>')
  })

  test('finds mail by recipient, subject and Message-ID', async () => {
    await send()
    await send({ to: 'bob@contoso.example', subject: 'Other', messageId: '<other@seatwarden.example>' })
    const subjects = async (query: string) =>
      (await messages(query)).map(({ subject }: { subject: string }) => subject)
    expect(await subjects('')).toEqual([mail.subject, 'Other'])
    expect(await subjects('?to=BOB@contoso.example')).toEqual(['Other'])
    expect(await subjects('?subject=power')).toEqual([mail.subject])
    expect(await subjects('?messageId=other@seatwarden.example')).toEqual(['Other'])
    expect(await subjects('?to=bob@contoso.example&subject=power')).toEqual([])
  })

  test('refuses a recipient that bounces for good', async () => {
    await expect(send({ to: 'bounce.me@contoso.example' })).rejects.toMatchObject({ responseCode: 550 })
    expect(await messages()).toEqual([])
  })

  test('answers late for a slow recipient, with the mail already kept', async () => {
    const startedMs = performance.now()
    const sending = send({ to: 'slow@contoso.example' })
    await expect.poll(() => messages(), { timeout: 2_000 }).toHaveLength(1)
    await sending
    expect(performance.now() - startedMs).toBeGreaterThan(2_900)
  })

  test('takes ten mebibytes at the most', async () => {
    await expect(send({ text: 'x'.repeat(11 * 1024 * 1024) })).rejects.toMatchObject({ responseCode: 552 })
  })

  test('shows the mail on a page that no mail can script', async () => {
    await send()
    const { id } = (await messages())[0] as Mail
    const page = await fetch(`${url}/`)
    const shown = await page.text()
    expect(shown).toContain(`<iframe title="The mail as HTML" src="/messages/${id}/html" sandbox=`)
    expect(shown).not.toContain('<script>')
    expect(shown).toContain('bounce')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    const part = await fetch(`${url}/messages/${id}/html`)
    expect(part.headers.get('content-security-policy')).toMatch(/default-src 'none'.*; sandbox /)
    expect(part.headers.get('content-security-policy')).not.toContain('allow-scripts')
  })

  test('refuses what it does not do by name', async () => {
    const deleted = await fetch(`${url}/messages/1`, { method: 'DELETE' })
    expect([deleted.status, (await jsonOf<Refusal>(deleted)).error.message]).toEqual([
      501,
      'DELETE /messages/{id} is not done by the mailbox.',
    ])
    expect((await fetch(`${url}/messages?from=x`)).status).toBe(501)
    expect((await fetch(`${url}/messages/999`)).status).toBe(404)
  })

  test('names the port that is taken', async () => {
    const { smtpPort } = mailbox.ready
    const again = startMailbox({ smtpPort, httpPort: 0, stateFolder: emptyFolder() })
    await expect(again).rejects.toThrow(`port ${smtpPort} is taken`)
  })
})

test('a mail that was acknowledged is there after a kill', async () => {
  type Ready = { smtpPort: number; httpPort: number }
  const options = { smtpPort: 0, httpPort: 0, stateFolder: emptyFolder() }
  const first = await startedChild<Ready>('mailbox/main.ts', options)
  await sender(first.ready.smtpPort).sendMail(mail)
  await first.end('SIGKILL')
  const second = await startedChild<Ready>('mailbox/main.ts', options)
  const kept = await jsonOf(fetch(`http://127.0.0.1:${second.ready.httpPort}/messages`))
  expect(kept).toHaveLength(1)
  expect(await second.end('SIGTERM')).toBe(0)
})
