import * as z from 'zod'
import type { Operation } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { type Mail, mailStates } from '#core/mail/mail.ts'
import { instantShape } from '../http/shapes.ts'
import type { Services } from '../jobs/job.ts'

export const mailOfOperationShape = z.object({
  to: z.string().describe('The address'),
  cc: z.string().optional().describe('The address of who bought it, where somebody else has it by now'),
  status: z
    .enum(mailStates)
    .describe('`refused` by the mail server for good, `failed` after many tries. Extensible'),
  sentDateTime: instantShape.optional().describe('When it was sent. RFC 3339, UTC'),
})

/** The mail to the purchaser with which a move of all or a cancel ends. (R085) */
export async function mailOf(
  { documents }: Services,
  operation: Operation,
): Promise<z.output<typeof mailOfOperationShape> | undefined> {
  if (operation.state !== 'Succeeded') return undefined
  if (operation.kind !== 'moveUsers' && operation.kind !== 'cancel') return undefined
  const mail = await documents.read<Mail>(operation.tenantId, documentId.mail(operation.id))
  return (
    mail && {
      to: mail.to.address,
      ...(mail.cc ? { cc: mail.cc.address } : {}),
      status: mail.state,
      ...(mail.sentAt ? { sentDateTime: mail.sentAt } : {}),
    }
  )
}
