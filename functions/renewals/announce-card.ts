import type { PaymentMethod } from '#core/billing/payment-method.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { Day } from '#core/kernel/time.ts'
import { newCardMail } from '#core/mail/compose.ts'
import type { Mail } from '#core/mail/mail.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { User } from '#core/organisation/user.ts'
import type { Stored, Write } from '#core/ports/documents.ts'
import type { Services } from '../jobs/job.ts'
import { sendMailsIn } from '../mail/message.ts'
import { commitDue } from './keep-term.ts'

/** Tells the owner of a card that its last month comes next; once for each expiry. */
export async function announceCard(services: Services, card: Stored<PaymentMethod>): Promise<void> {
  const { tenantId, ownerId, expiry, brand, last4, id } = card
  const cause = `cardExpires:${id}:${expiry}`
  const [owner, tenant, told] = await services.documents.readTogether<[User, Tenant, Mail]>(tenantId, [
    documentId.user(ownerId),
    documentId.tenant,
    documentId.mail(cause),
  ])
  const mail = newCardMail({
    cause,
    owner,
    ownerId,
    card: `${brand} ${last4}`,
    until: `${expiry}-01` as Day,
    organisation: tenant?.displayName ?? '',
    tenantId,
    traceparent: '',
    at: services.clock.now(),
  })
  const writes: readonly Write[] = [
    { kind: 'patch', id, set: { dueAt: null }, ifMatch: card._etag },
    // Told before, where the card has an expiry back that it had had once.
    ...(told ? [] : [{ kind: 'create', document: mail } as const]),
  ]
  if (await commitDue(services, tenantId, writes)) await sendMailsIn(services, writes)
}
