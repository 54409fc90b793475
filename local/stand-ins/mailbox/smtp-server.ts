import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import PostalMime from 'postal-mime'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { Mail, MailStore } from './mail-store.ts'

const mailBytesMax = 10 * 1024 * 1024

/** How long a mail to `slow…` waits for its 250, after it was kept. */
export const slowMs = 3_000

/** Takes mail on the loopback address. 250 is said only when the mail is on disk. */
export async function startSmtpServer(
  port: number,
  store: MailStore,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const smtp = new SMTPServer({
    name: 'mailbox.localhost',
    banner: 'keeps mail, delivers none',
    size: mailBytesMax,
    logger: false,
    disableReverseLookup: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    closeTimeout: 500,
    onRcptTo({ address }, _session, callback) {
      if (localPart(address).startsWith('bounce'))
        return callback(
          smtpError(550, `5.1.1 ${address} does not exist: everyone whose name starts with bounce.`),
        )
      callback()
    },
    onData(stream, session, callback) {
      keep(store, stream, session).then(
        (id) => callback(null, `kept as message ${id}`),
        (error) => callback(error),
      )
    },
  })
  await new Promise<void>((resolve, reject) => {
    smtp.once('error', (cause: NodeJS.ErrnoException) =>
      reject(cause.code === 'EADDRINUSE' ? new Error(`Mailbox: port ${port} is taken.`, { cause }) : cause),
    )
    smtp.listen(port, '127.0.0.1', resolve)
  })
  smtp.on('error', (error) => console.error(error)) // A client that hangs up ends nothing but its own session.
  return {
    port: (smtp.server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => smtp.close(resolve)),
  }
}

async function keep(
  store: MailStore,
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
): Promise<number> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk)
  if (stream.sizeExceeded) throw smtpError(552, `5.3.4 At most ${mailBytesMax} bytes.`)
  const raw = Buffer.concat(chunks)
  const to = session.envelope.rcptTo.map(({ address }) => address)
  const id = store.add(await parsed(raw, to), raw)
  if (to.some((address) => localPart(address).startsWith('slow'))) await sleep(slowMs)
  return id
}

async function parsed(raw: Buffer, to: readonly string[]): Promise<Omit<Mail, 'id'>> {
  const email = await PostalMime.parse(raw)
  const headers: Record<string, string> = {}
  for (const { key, value } of email.headers)
    headers[key] = headers[key] === undefined ? value : `${headers[key]}, ${value}`
  return {
    from: email.from?.address ?? '',
    to,
    cc: (email.cc ?? []).flatMap(({ address }) => address ?? []),
    subject: email.subject ?? '',
    text: email.text ?? '',
    html: email.html ?? '',
    messageId: email.messageId ?? '',
    headers,
    receivedAt: new Date().toISOString(),
  }
}

function localPart(address: string): string {
  return address.slice(0, address.lastIndexOf('@')).toLowerCase()
}

function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}
