import * as z from 'zod'
import { auditEntry } from '#core/audit/audit-entry.ts'
import { expiryNoticeAt, isExpired, type PaymentMethod } from '#core/billing/payment-method.ts'
import { changes } from '#core/kernel/changes.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal, type Refusal, type RefusalOf, refuse, refuseStale } from '#core/kernel/refusals.ts'
import type { Stored, Write } from '#core/ports/documents.ts'
import { actorOf } from '../http/caller.ts'
import type { TenantContext } from '../http/context.ts'
import { expected } from '../http/messages/messages.ts'
import type { Answer, Reply } from '../http/reply.ts'
import { createOnce } from '../http/transaction.ts'
import { nothingToChange } from './problems.ts'
import { retryWithCard } from './retry-unpaid.ts'
import { addressShape } from './view.ts'

/** Of a card everything but its number can change; whoever has another number adds another card. (R116) */
export const cardChangesShape = z.strictObject({
  expiry: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/, expected('month'))
    .optional()
    .describe('Year and month, `2031-12`'),
  securityCode: z
    .string()
    .regex(/^\d{3,4}$/, expected('digits'))
    .optional()
    .describe('Goes to the payment gateway and is kept nowhere')
    .meta({ writeOnly: true }),
  nameOnCard: z.string().min(1).max(200).optional().describe('As it stands on the card'),
  address: addressShape.optional().describe('Where the bills go'),
})

type Changes = z.output<typeof cardChangesShape>

/** A card with what stands for its version, and what its change brings along. */
export interface Editable {
  readonly card: Stored<PaymentMethod>
  /** Whose ETag the caller has to send. */
  readonly versioned: { readonly id: string; readonly _etag: string }
  /** For the batch, such as what gives the profile a new version too. */
  readonly writes: readonly Write[]
  answer(after: PaymentMethod): Answer
}

export type CardRefusal = Refusal<
  'NotFound' | 'Forbidden' | 'PreconditionFailed' | 'PaymentMethodNotSupported'
>

/** Changes a card of the caller's; what is charged to it and is unpaid is tried again when it is repaired. (R113, R116) */
export async function editCard(
  context: TenantContext<unknown, unknown, Changes>,
  find: () => Promise<Editable | CardRefusal>,
): Promise<Reply> {
  const { services, caller, person, body } = context
  const names = Object.keys(body)
  if (names.length === 0) return nothingToChange()
  let told = false
  return createOnce(context, caller.tenantId, async () => {
    const found = await find()
    if (isRefusal(found)) return found
    const { card, versioned, writes, answer } = found
    const { tenantId } = card
    const after = changed(card, body)
    const stale = refuseStale(versioned, context.ifMatch)
    if (stale) return stale
    const refused = told ? undefined : await tellGateway(context, card)
    if (refused) return refused
    told = true
    const at = services.clock.now()
    const isRepaired = body.expiry !== undefined || body.securityCode !== undefined
    const retry = isRepaired ? await retryWithCard(services, card) : { writes: [] }
    // Never nothing: also where only the gateway knows what changed, this is another version.
    const set = { expiry: after.expiry, ...changes(card, after) }
    const audit = auditEntry(
      documentId.audit(services.ids.next()),
      'paymentMethod.changed',
      actorOf(caller, person),
      at,
      { tenantId, facts: { paymentMethodId: card.id, changed: names } },
    )
    return {
      writes: [
        { kind: 'patch', id: card.id, set, ifMatch: card._etag },
        ...writes,
        { kind: 'create', document: audit },
        ...retry.writes,
      ],
      answer: answer(after),
      etagOf: versioned.id,
      creates: audit.id,
      ...(retry.afterwards ? { afterwards: retry.afterwards } : {}),
    }
  })
}

function changed(
  card: Stored<PaymentMethod>,
  { expiry, nameOnCard, address }: Changes,
): Stored<PaymentMethod> {
  return {
    ...card,
    ...(nameOnCard === undefined ? {} : { nameOnCard }),
    ...(address === undefined ? {} : { address }),
    // Also where its owner has heard of the old one: they hear of the new one in time.
    ...(expiry === undefined || expiry === card.expiry ? {} : { expiry, dueAt: expiryNoticeAt(expiry) }),
  }
}

/** First of all: what the bank does not take is changed nowhere. The product's own clock says what has expired. */
async function tellGateway(
  { services, body }: TenantContext<unknown, unknown, Changes>,
  { token }: PaymentMethod,
): Promise<RefusalOf<'PaymentMethodExpired' | 'SecurityCodeWrong'> | undefined> {
  const { expiry, securityCode } = body
  if (expiry !== undefined && isExpired({ expiry }, services.clock.now())) {
    return refuse('PaymentMethodExpired', {}, { target: 'expiry' })
  }
  if (expiry === undefined && securityCode === undefined) return undefined
  const update = await services.payments.updateCard(token, {
    ...(expiry === undefined ? {} : { expiry }),
    ...(securityCode === undefined ? {} : { securityCode }),
  })
  if ('updated' in update) return undefined
  switch (update.refused) {
    case 'securityCode':
      return refuse('SecurityCodeWrong', {}, { target: 'securityCode' })
    // A card that the gateway has forgotten can be charged as little as one that has expired.
    case 'expired':
    case 'unknownToken':
      return refuse('PaymentMethodExpired')
  }
}
