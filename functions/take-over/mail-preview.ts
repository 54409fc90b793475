import * as z from 'zod'
import { productName } from '#core/catalogue/products.ts'
import { newMail } from '#core/mail/compose.ts'
import type { MailKind } from '#core/mail/mail.ts'
import { renderMail } from '#core/mail/render.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { actorOf } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'
import { readersOf } from './readers.ts'

export const mailPreviewShape = z.object({
  to: z.string().describe('The address'),
  cc: z.string().optional().describe('The address of who bought it, where somebody else has it by now'),
  subject: z.string().describe('In the purchaser’s language'),
})

/** Whom the mail of an operation would go to, and under which subject. */
export async function mailPreview(
  context: TenantContext,
  source: Subscription,
  kind: MailKind,
  target: Subscription | undefined,
): Promise<z.output<typeof mailPreviewShape>> {
  const { services, tenant } = context
  const at = services.clock.now()
  const mail = newMail({
    kind,
    cause: source.id,
    subscription: source,
    ...(await readersOf(services, source, at)),
    organisation: tenant.displayName,
    productName: productName(source.productId),
    targetProductName: target ? productName(target.productId) : null,
    seats: source.seats.assigned,
    decidedBy: actorOf(context.caller, context.person).name,
    reason: kind === 'cancelledByMove' ? 'movedToCentral' : 'other',
    operationId: null,
    traceparent: context.traceparent,
    at,
  })
  return {
    to: mail.to.address,
    ...(mail.cc ? { cc: mail.cc.address } : {}),
    subject: renderMail(mail, { portalUrl: services.settings.portalUrl }).subject,
  }
}
