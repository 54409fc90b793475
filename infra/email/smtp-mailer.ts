import type { NodemailerError, Transporter } from 'nodemailer'
import { Unavailable } from '#core/ports/failures.ts'
import type { Mailer, OutgoingMail } from '#core/ports/mailer.ts'
import { unsafeField } from './unsafe-field.ts'

export type SmtpMailerOptions = {
  /** `smtp://host:port` or `smtps://user:password@host:port`. Off this machine the connection is always TLS. */
  readonly url: string
  readonly from: { readonly name: string; readonly address: string }
  readonly timeoutMs?: number
}

/** Sends over SMTP, one connection a mail. Repeating a mail is harmless to the reader: its Message-ID stays. */
export function smtpMailer({ from, timeoutMs = 10_000, url }: SmtpMailerOptions): Mailer {
  const connection = connectionFrom(url)
  let opened: Promise<Transporter> | undefined
  return {
    async send(mail) {
      const unsafe = unsafeField(mail)
      if (unsafe !== undefined) return { refused: unsafe }
      try {
        opened ??= open(connection, timeoutMs)
        await (await opened).sendMail(envelopeAndContent(from, mail))
        return { sent: true }
      } catch (cause) {
        if (isAboutThisMail(cause)) return { refused: cause.response ?? cause.message }
        throw new Unavailable(`The mail server did not take the mail: ${messageOf(cause)}`, { cause })
      }
    },
  }
}

/** Loads the library at the first mail, so that a cold start stays short. */
async function open(connection: ReturnType<typeof connectionFrom>, timeoutMs: number): Promise<Transporter> {
  const { createTransport } = await import('nodemailer')
  return createTransport({
    ...connection,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    // The content is text from documents: it must never be read as the name of a file or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

function connectionFrom(url: string) {
  const { hostname, password, port, protocol, username } = new URL(url)
  if (protocol !== 'smtp:' && protocol !== 'smtps:')
    throw new Error(`The mail server's address must start with smtp:// or smtps://, not ${protocol}//.`)
  const secure = protocol === 'smtps:'
  const onThisMachine = hostname === '127.0.0.1' || hostname === 'localhost'
  return {
    host: hostname,
    port: Number(port || (secure ? 465 : 587)),
    secure,
    requireTLS: !secure && !onThisMachine,
    ...(username ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } } : {}),
  }
}

function envelopeAndContent(from: SmtpMailerOptions['from'], mail: OutgoingMail) {
  return {
    from,
    to: mail.to,
    envelope: { from: from.address, to: mail.to.address },
    messageId: mail.messageId,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    headers: {
      'Auto-Submitted': 'auto-generated', // RFC 3834: no out-of-office answers, please.
      'Content-Language': mail.language,
      ...(mail.traceparent === undefined ? {} : { traceparent: mail.traceparent }),
    },
  }
}

/**
 * A 5xx about the recipient or the content will be the same tomorrow. A 5xx to the greeting or the login is about us
 * and 503 is about the session: both pass once somebody has mended something, and the mail must still be there then.
 */
function isAboutThisMail(cause: unknown): cause is NodemailerError {
  if (!(cause instanceof Error)) return false
  const { code, responseCode } = cause as NodemailerError
  if (code !== 'EENVELOPE' && code !== 'EMESSAGE') return false
  return responseCode !== undefined && responseCode >= 500 && responseCode !== 503
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
