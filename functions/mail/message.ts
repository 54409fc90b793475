import { documentId } from '#core/kernel/document-ids.ts'
import { parseGuid, type TenantId } from '#core/kernel/ids.ts'
import type { Mail } from '#core/mail/mail.ts'
import type { Write } from '#core/ports/documents.ts'
import type { Services } from '../jobs/job.ts'
import { fieldsOf, isCount, PoisonMessage, type Timing } from '../jobs/message.ts'

/** A wake-up message: which mail to send, and how often that was tried. */
export interface MailMessage {
  readonly kind: 'mail'
  readonly tenantId: TenantId
  readonly mailId: string
  readonly attempt: number
}

/** Reads a message of the queue of mails. Throws `PoisonMessage` with what was expected. */
export function parseMailMessage(queue: string, body: unknown): MailMessage {
  const { kind, tenantId, mailId, attempt } = fieldsOf(body)
  if (kind !== 'mail') {
    throw new PoisonMessage(`Expected "kind" to be the kind of work that ${queue} carries: mail.`)
  }
  const tenant = typeof tenantId === 'string' ? parseGuid<'tenant'>(tenantId) : undefined
  if (!tenant) throw new PoisonMessage('Expected "tenantId" to be a GUID.')
  if (typeof mailId !== 'string' || !mailId.startsWith('mail:')) {
    throw new PoisonMessage('Expected "mailId" to be the id of a mail.')
  }
  if (!isCount(attempt)) throw new PoisonMessage('Expected "attempt" to be a whole number from 0.')
  return { kind, tenantId: tenant, mailId, attempt }
}

/** Puts the mail of a cause (an operation, a request) on its way, if there is one still to send. */
export async function sendMailOf(services: Services, tenantId: TenantId, cause: string): Promise<void> {
  const mail = await services.documents.read<Mail>(tenantId, documentId.mail(cause))
  if (mail?.state === 'queued') await wakeUpForMail(services, { ...mail, mailId: mail.id })
}

/** Puts the mails that a batch has created on their way. */
export async function sendMailsIn(services: Services, writes: readonly Write[]): Promise<void> {
  for (const write of writes) {
    if (write.kind !== 'create' || write.document.type !== 'mail') continue
    const mail = write.document as Mail
    if (mail.state === 'queued') await wakeUpForMail(services, { ...mail, mailId: mail.id })
  }
}

/** Sends a message; the id names the mail and the try, so that duplicate detection drops a repeat and nothing else. */
export async function wakeUpForMail(
  services: Services,
  {
    tenantId,
    mailId,
    traceparent,
  }: Pick<MailMessage, 'tenantId' | 'mailId'> & { readonly traceparent?: string },
  { attempt = 0, delayMs, tick }: Timing = {},
): Promise<void> {
  const suffix = tick === undefined ? '' : `:sweep${tick}`
  await services.messages.send(
    services.jobs.queueOf('mail'),
    {
      id: `${tenantId}:${mailId}:${attempt}${suffix}`,
      body: { kind: 'mail', tenantId, mailId, attempt },
      ...(traceparent === undefined ? {} : { traceparent }),
    },
    delayMs === undefined ? {} : { delayMs },
  )
}
