import type { OutgoingMail } from '#core/ports/mailer.ts'

/** One plain address: nothing that could be read as a second recipient or a second line. */
const oneAddress = /^[^\s<>()[\]\\,;:"@]+@[^\s<>()[\]\\,;:"@]+$/

/**
 * Why a mail cannot be sent safely, or `undefined`. A line break in a header field starts another header, and so lets
 * whoever chose a name add recipients: https://owasp.org/www-community/attacks/SMTP_Injection
 */
export function unsafeField(mail: OutgoingMail): string | undefined {
  const fields = {
    messageId: mail.messageId,
    'to.name': mail.to.name,
    'to.address': mail.to.address,
    'cc.name': mail.cc?.name ?? '',
    'cc.address': mail.cc?.address ?? '',
    subject: mail.subject,
    language: mail.language,
    traceparent: mail.traceparent ?? '',
  }
  for (const [name, value] of Object.entries(fields))
    if (['\r', '\n', '\0'].some((character) => value.includes(character)))
      return `The mail's ${name} holds a line break or NUL, which a header field must not.`
  if (!oneAddress.test(mail.to.address)) return "The mail's to.address is not one plain address."
  if (mail.cc && !oneAddress.test(mail.cc.address)) return "The mail's cc.address is not one plain address."
  if (!/^<[^\s<>]+@[^\s<>]+>$/.test(mail.messageId))
    return "The mail's messageId is not of the form <...@...>."
  return undefined
}
