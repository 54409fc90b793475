import { documentId } from '#core/kernel/document-ids.ts'
import { parseGuid, type TenantId } from '#core/kernel/ids.ts'
import type { Mail } from '#core/mail/mail.ts'
import type { World } from '#core/ports/services.ts'
import { PoisonMessage } from './job-messages.ts'

/** A nudge: which mail to send, and how often that was tried. */
export interface MailMessage {
  readonly kind: 'mail'
  readonly tenantId: TenantId
  readonly mailId: string
  readonly attempt: number
}

/** Reads a message of the queue send-email. Throws `PoisonMessage` with what was expected. */
export function parseMailMessage(body: unknown): MailMessage {
  if (typeof body !== 'object' || body === null) throw new PoisonMessage('Expected a JSON object.')
  const { kind, tenantId, mailId, attempt } = body as Record<string, unknown>
  if (kind !== 'mail')
    throw new PoisonMessage('Expected "kind" to be the kind of work that send-email carries.')
  const tenant = typeof tenantId === 'string' ? parseGuid<'tenant'>(tenantId) : undefined
  if (!tenant) throw new PoisonMessage('Expected "tenantId" to be a GUID.')
  if (typeof mailId !== 'string' || !mailId.startsWith('mail:')) {
    throw new PoisonMessage('Expected "mailId" to be the id of a mail.')
  }
  if (!Number.isSafeInteger(attempt) || (attempt as number) < 0) {
    throw new PoisonMessage('Expected "attempt" to be a whole number from 0.')
  }
  return { kind, tenantId: tenant, mailId, attempt: attempt as number }
}

/** Puts the mail of a cause (an operation, a request) on its way, if there is one still to send. */
export async function sendMailOf(world: World, tenantId: TenantId, cause: string): Promise<void> {
  const mail = await world.documents.read<Mail>(tenantId, documentId.mail(cause))
  if (mail?.state === 'queued') await nudgeMail(world, { ...mail, mailId: mail.id })
}

/** Sends a nudge; the id names the mail and the try, so that duplicate detection drops a repeat and nothing else. */
export async function nudgeMail(
  world: World,
  mail: Pick<MailMessage, 'tenantId' | 'mailId'> & { readonly traceparent?: string },
  options: { readonly attempt?: number; readonly delayMs?: number; readonly tick?: number } = {},
): Promise<void> {
  const attempt = options.attempt ?? 0
  const suffix = options.tick === undefined ? '' : `:sweep${options.tick}`
  await world.messages.send(
    'send-email',
    {
      id: `${mail.tenantId}:${mail.mailId}:${attempt}${suffix}`,
      body: { kind: 'mail', tenantId: mail.tenantId, mailId: mail.mailId, attempt },
      ...(mail.traceparent === undefined ? {} : { traceparent: mail.traceparent }),
    },
    options.delayMs === undefined ? {} : { delayMs: options.delayMs },
  )
}
