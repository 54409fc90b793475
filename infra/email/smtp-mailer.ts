import type { NodemailerError, SMTPSentMessageInfo, SMTPTransportOptions, Transporter } from 'nodemailer'
import { Unavailable } from '#core/ports/failures.ts'
import type { Mailer, OutgoingMail } from '#core/ports/mailer.ts'
import { unsafeField } from './unsafe-field.ts'

type SmtpTransporter = Transporter<SMTPSentMessageInfo, SMTPTransportOptions>

export type SmtpMailerOptions = {
  /** `smtp://host:port` or `smtps://user:password@host:port`. Off this machine the connection is always TLS. */
  readonly url: string
  readonly from: { readonly name: string; readonly address: string }
  readonly timeoutMs?: number
}

/** Sends over SMTP, one connection a mail. Repeating a mail is harmless to the reader: its Message-ID stays. */
export function smtpMailer({ from, timeoutMs = 10_000, url }: SmtpMailerOptions): Mailer {
  const connection = connectionFrom(url)
  let opened: Promise<SmtpTransporter> | undefined
  return {
    async send(mail) {
      const unsafe = unsafeField(mail)
      if (unsafe !== undefined) return { refused: unsafe }
      try {
        opened ??= open(connection, timeoutMs)
        return outcomeOf(await (await opened).sendMail(envelopeAndContent(from, mail)))
      } catch (cause) {
        if (asksForLater(cause)) return { postponed: cause.response ?? cause.message }
        if (isAboutThisMail(cause)) return { refused: cause.response ?? cause.message }
        // Without its cause, which repeats what the server said, and servers repeat addresses.
        throw new Unavailable(`The mail server did not take the mail: ${codesOf(cause)}`)
      }
    },
  }
}

/** Loads the library at the first mail, so that a cold start stays short. */
async function open(
  connection: ReturnType<typeof connectionFrom>,
  timeoutMs: number,
): Promise<SmtpTransporter> {
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
    ...(mail.cc ? { cc: mail.cc } : {}),
    envelope: { from: from.address, to: [mail.to.address, ...(mail.cc ? [mail.cc.address] : [])] },
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
 * Of two recipients the server may take one alone, and then the mail. Whether it was sent is asked of its reader, not of
 * whoever gets a copy. Throws the error about the reader.
 */
function outcomeOf({ envelope, rejectedErrors = [] }: SMTPSentMessageInfo) {
  // The library has its own way to write an address: here is the reader's.
  const [reader] = envelope.to
  const aboutReader = rejectedErrors.find(({ recipient }) => recipient === reader)
  if (aboutReader) throw aboutReader
  const [aboutCopy] = rejectedErrors
  return {
    sent: true,
    ...(aboutCopy ? { copyRefused: aboutCopy.response ?? aboutCopy.message } : {}),
  } as const
}

/**
 * 4xx, at whatever step: too many mails this hour, a full mailbox, a server that wants to see whether we come again. Azure
 * says 4.5.127 above its limits, and what counts is that class, whichever reply it stands in.
 */
function asksForLater(cause: unknown): cause is NodemailerError {
  if (!(cause instanceof Error)) return false
  const { response = '', responseCode = 0 } = cause as NodemailerError
  return (responseCode >= 400 && responseCode < 500) || /^\d{3}[ -]4\.\d+\.\d+ /.test(response)
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

/** Such as `ECONNECTION`, or `EENVELOPE 450`. */
function codesOf(cause: unknown): string {
  const { code, responseCode } = (cause ?? {}) as Partial<NodemailerError>
  return [code ?? 'no code', responseCode].filter((part) => part !== undefined).join(' ')
}
