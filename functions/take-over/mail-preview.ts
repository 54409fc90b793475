import * as z from 'zod'
import { productName } from '#core/catalogue/products.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { newMail } from '#core/mail/compose.ts'
import type { MailKind } from '#core/mail/mail.ts'
import { renderMail } from '#core/mail/render.ts'
import type { User } from '#core/organisation/user.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { actorOf } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'

export const mailPreviewShape = z.object({
  to: z.string().describe('The address'),
  subject: z.string().describe('In the purchaser’s language'),
})

/** Whom the mail of an operation would go to, and under which subject. */
export async function mailPreview(
  context: TenantContext,
  source: Subscription,
  kind: MailKind,
  target: Subscription | undefined,
): Promise<{ to: string; subject: string }> {
  const { services, tenant } = context
  const purchaser = await services.documents.read<User>(source.tenantId, documentId.user(source.purchaserId))
  const mail = newMail({
    kind,
    cause: source.id,
    subscription: source,
    purchaser,
    organisation: tenant.displayName,
    productName: productName(source.productId),
    targetProductName: target ? productName(target.productId) : null,
    seats: source.seats.assigned,
    decidedBy: actorOf(context.caller, context.person).name,
    reason: kind === 'cancelledByMove' ? 'movedToCentral' : 'other',
    operationId: null,
    traceparent: context.traceparent,
    at: services.clock.now(),
  })
  return {
    to: mail.to.address,
    subject: renderMail(mail, { portalUrl: services.settings.portalUrl }).subject,
  }
}
