import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Unavailable } from '#core/ports/failures.ts'
import type { OutgoingMail } from '#core/ports/mailer.ts'
import { smtpMailer } from '#infra/email/smtp-mailer.ts'
import type { Mail } from '#local/stand-ins/mailbox/mail-store.ts'
import { startMailbox } from '#local/stand-ins/mailbox/start-mailbox.ts'
import { jsonOf } from './json-of.ts'
import { emptyFolder } from './started-child.ts'

const from = { name: 'Seatwarden', address: 'noreply@seatwarden.example' }
const mail: OutgoingMail = {
  messageId: '<op-1.purchaser@seatwarden.example>',
  to: { name: 'Zoë "Z" van <b>Dam</b>, PhD', address: 'zoe@contoso.example' },
  subject: 'Uw abonnement is geannuleerd – Power BI',
  text: 'Hallo Zoë\n.\nTot ziens',
  html: '<p>Hallo Zoë</p>',
  language: 'nl',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
}

describe('the mailer', () => {
  let mailbox: Awaited<ReturnType<typeof startMailbox>>
  beforeAll(async () => {
    mailbox = await startMailbox({ smtpPort: 0, httpPort: 0, stateFolder: emptyFolder() })
  })
  afterAll(() => mailbox.close())
  const send = (changes: Partial<OutgoingMail> = {}) =>
    smtpMailer({ url: `smtp://127.0.0.1:${mailbox.ready.smtpPort}`, from }).send({ ...mail, ...changes })
  const kept = (messageId: string) => {
    const query = new URLSearchParams({ messageId })
    return jsonOf<Mail[]>(fetch(`http://127.0.0.1:${mailbox.ready.httpPort}/messages?${query}`))
  }

  test('sends both parts with the Message-ID and the trace it was given', async () => {
    expect(await send()).toEqual({ sent: true })
    const arrived = (await kept(mail.messageId))[0] as Mail
    expect(arrived).toMatchObject({ from: from.address, to: [mail.to.address], subject: mail.subject })
    expect(arrived.headers).toMatchObject({
      traceparent: mail.traceparent,
      'content-language': 'nl',
      'auto-submitted': 'auto-generated',
    })
    expect(arrived.headers).not.toHaveProperty('bcc')
    expect(arrived.text.trimEnd().replaceAll('\r\n', '\n')).toBe(mail.text)
    expect(arrived.html.trim()).toBe(mail.html)
  })

  test('keeps the Message-ID when a mail is repeated', async () => {
    const messageId = '<twice@seatwarden.example>'
    await send({ messageId })
    await send({ messageId })
    expect(await kept(messageId)).toHaveLength(2)
  })

  const cc = { name: 'Yara, who bought it', address: 'yara@contoso.example' }

  test('sends one mail to the reader and whoever gets a copy', async () => {
    const messageId = '<with-copy@seatwarden.example>'
    expect(await send({ messageId, cc })).toEqual({ sent: true })
    const arrived = await kept(messageId)
    expect(arrived).toMatchObject([{ to: [mail.to.address, cc.address], cc: [cc.address] }])
    expect(arrived[0]?.headers['cc']).toContain('"Yara, who bought it" <yara@contoso.example>')
  })

  test('of two recipients the reader decides; a copy that is refused is only told', async () => {
    const messageId = '<half@seatwarden.example>'
    const bouncing = { name: 'B', address: 'bounce@Contoso.example' }
    expect(await send({ messageId, cc: bouncing })).toEqual({
      sent: true,
      copyRefused: expect.stringContaining('550'),
    })
    expect(await send({ messageId, to: bouncing, cc })).toEqual({ refused: expect.stringContaining('550') })
    expect((await kept(messageId)).map(({ to }) => to)).toEqual([[mail.to.address], [cc.address]])
  })

  const breaks = ['\r\nBcc: eve@evil.example', '\n', '\r', '\0']
  const broken: [string, (text: string) => Partial<OutgoingMail>][] = [
    ['subject', (text) => ({ subject: `Hello${text}` })],
    ['to.name', (text) => ({ to: { ...mail.to, name: `Zoë${text}` } })],
    ['to.address', (text) => ({ to: { ...mail.to, address: `zoe@contoso.example${text}` } })],
    ['cc.name', (text) => ({ cc: { ...cc, name: `Yara${text}` } })],
    ['cc.address', (text) => ({ cc: { ...cc, address: `yara@contoso.example${text}` } })],
    ['messageId', (text) => ({ messageId: `<a@b>${text}` })],
    ['traceparent', (text) => ({ traceparent: `00-1-1-01${text}` })],
    ['language', (text) => ({ language: `nl${text}` })],
  ]
  test.each(broken)('refuses a line break or NUL in %s', async (name, change) => {
    for (const text of breaks)
      expect(await send(change(text))).toEqual({
        refused: expect.stringContaining(`mail's ${name} holds a line break`),
      })
  })

  test('refuses an address that is more than one', async () => {
    for (const address of ['a@b.example, c@d.example', 'a@b.example>', 'a', '"x y"@b.example', ''])
      expect(await send({ to: { name: 'A', address } })).toEqual({
        refused: expect.stringContaining('one plain address'),
      })
    expect(await send({ cc: { name: 'A', address: 'a@b.example, c@d.example' } })).toEqual({
      refused: expect.stringContaining('one plain address'),
    })
  })

  test('tells a recipient that will never be served from a server that is away', async () => {
    expect(await send({ to: { name: 'B', address: 'bounce@contoso.example' } })).toEqual({
      refused: expect.stringContaining('550'),
    })
    const nobody = smtpMailer({ url: 'smtp://127.0.0.1:1', from })
    await expect(nobody.send(mail)).rejects.toThrow(Unavailable)
  })

  test('refuses at construction what is not SMTP', () => {
    expect(() => smtpMailer({ url: 'http://127.0.0.1', from })).toThrow('smtp://')
  })
})

/** A server that answers each command as it is told, to see how the mailer takes what a good server never says. */
async function scripted(answers: Record<string, string>) {
  const server = createServer((socket) => {
    let inContent = false
    const say = (command: string, usual: string) => {
      const answer = answers[command] ?? usual
      if (answer !== '') socket.write(`${answer}\r\n`)
    }
    socket.on('error', () => {})
    say('GREETING', '220 here')
    socket.on('data', (data) => {
      const text = data.toString()
      if (inContent) {
        if (!text.endsWith('\r\n.\r\n')) return
        inContent = false
        return say('CONTENT', '250 ok')
      }
      const command = text.slice(0, 4)
      if (command === 'DATA') inContent = true
      say(command, command === 'DATA' ? '354 go' : '250 ok')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, close: () => server.close() }
}

test('a failure that is told further does not repeat what the server said: servers repeat addresses', async () => {
  const server = await scripted({ MAIL: '503 <zoe@contoso.example> Zoë de Boer is busy' })
  const failure = await smtpMailer({ url: server.url, from, timeoutMs: 500 })
    .send(mail)
    .catch((error: Error) => error)
  expect(failure).toMatchObject({ message: 'The mail server did not take the mail: EENVELOPE 503' })
  expect((failure as Error).cause).toBeUndefined()
  server.close()
})

test.each([
  ['a temporary answer to the recipient is for later', { RCPT: '450 later' }, 'postponed'],
  ['a temporary answer to the content is for later', { CONTENT: '451 later' }, 'postponed'],
  ['too many mails this hour are for later', { MAIL: '452 4.5.127 Excessive message rate' }, 'postponed'],
  [
    'what is called temporary in a refusal is for later',
    { CONTENT: '554 4.5.127 Excessive rate' },
    'postponed',
  ],
  [
    'a server that has no room for anybody is for later',
    { GREETING: '421 too many connections' },
    'postponed',
  ],
  ['a refusal of the content is for good', { CONTENT: '554 spam' }, 'refused'],
  ['a refusal of the recipient is for good', { RCPT: '550 unknown' }, 'refused'],
  ['a refusal of the session fails for now', { MAIL: '503 out of order' }, 'temporary'],
  ['a refusal in the greeting fails for now', { GREETING: '554 no service' }, 'temporary'],
  ['silence fails for now', { CONTENT: '' }, 'temporary'],
])('%s', async (_name, answers, verdict) => {
  const server = await scripted(answers as Record<string, string>)
  const sending = smtpMailer({ url: server.url, from, timeoutMs: 500 }).send(mail)
  if (verdict !== 'temporary') expect(await sending).toEqual({ [verdict]: expect.any(String) })
  else await expect(sending).rejects.toThrow(Unavailable)
  server.close()
})
