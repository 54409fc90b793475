import { documentId } from '#core/kernel/document-ids.ts'
import type { UserId } from '#core/kernel/ids.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { Decided, Deciding } from '#core/requests/decide.ts'
import type { LicenseRequest } from '#core/requests/license-request.ts'
import { actorOf } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'
import type { Creation } from '../http/transaction.ts'
import { sendMailsIn } from '../mail/message.ts'
import { readRequester } from './find.ts'
import { requestView } from './view.ts'

type DecisionContext = TenantContext<unknown, unknown, { readonly message?: string | undefined }>

/** What an administrator decides of a request, for these of its users. */
export async function decisionOn(
  context: DecisionContext,
  request: Stored<LicenseRequest>,
  userIds: readonly UserId[],
): Promise<Deciding> {
  const { services, caller, person, tenant, body, traceparent } = context
  return {
    request,
    requester: await readRequester(context, request),
    userIds,
    message: body.message,
    by: actorOf(caller, person),
    at: services.clock.now(),
    auditId: documentId.audit(services.ids.next()),
    organisation: tenant.displayName,
    traceparent,
  }
}

/** Saves it, sends its mails, and answers with the request as it is now. */
export function decisionMade(
  { services, caller }: Pick<TenantContext, 'services' | 'caller'>,
  { request, auditId }: Pick<Deciding, 'request' | 'auditId'>,
  { after, writes }: Decided,
): Creation {
  return {
    writes,
    answer: { status: 200, body: requestView(caller, after) },
    etagOf: request.id,
    creates: auditId,
    afterwards: () => sendMailsIn(services, writes),
  }
}
