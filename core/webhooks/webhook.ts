import type { Actor } from '../audit/audit-entry.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { TenantId, WebhookId } from '../kernel/ids.ts'
import { addMilliseconds, type Instant } from '../kernel/time.ts'
import type { DocumentBase } from '../ports/documents.ts'
import type { WebhookProblem } from '../ports/webhooks.ts'
import type { EventType } from './event.ts'

/**
 * How many an organisation can have. Each costs two writes in the batch of every event that it wants, of the hundred
 * that a batch takes: whoever fills batches leaves room for them all (`writesPerEvent`).
 */
export const webhooksMax = 5

/** What an event of one subscription adds to its batch at most: a delivery and its line for each webhook. */
export const writesPerEvent = 2 * webhooksMax

/** Id `webhook:{webhookId}`: where an organisation wants to be told of what happens. (B13) */
export interface Webhook extends DocumentBase {
  readonly type: 'webhook'
  readonly webhookId: WebhookId
  readonly url: string
  readonly description: string
  readonly types: readonly EventType[]
  readonly enabled: boolean
  /** The newest first; the one before it counts as well until then. */
  readonly secrets: readonly Secret[]
  readonly createdAt: Instant
  readonly createdBy: Actor
}

export interface Secret {
  readonly secret: string
  readonly until: Instant | null
}

/** Id `webhooks`: who wants what, so that whoever writes down an event reads one document. Changes with the webhooks. */
export interface WebhookList extends DocumentBase {
  readonly type: 'webhookList'
  readonly webhooks: readonly Pick<Webhook, 'webhookId' | 'types' | 'enabled'>[]
}

/**
 * Id `webhookHealth:{webhookId}`: how it goes with the receiver, apart from what people set, since it changes with the
 * work. All its times are the machine's clock's.
 */
export interface WebhookHealth extends DocumentBase {
  readonly type: 'webhookHealth'
  readonly webhookId: WebhookId
  /** Which worker delivers to it now. One at a time: a receiver that hangs holds up no more than that one. */
  readonly claim: Claim | null
  /** Goes up with each message that finds a worker at it, who then looks again before it leaves. */
  readonly nudges: number
  readonly handshake: Handshake
  /** How often in a row nobody answered there. */
  readonly failures: number
  readonly failingSince: Instant | null
  readonly lastProblem: WebhookProblem | null
  readonly lastStatus: number | null
  /** Nothing is sent there before. */
  readonly notBefore: Instant | null
  /**
   * What a worker has yet to see to: `resending`, all that is parked is to be sent again; `deleting`, the webhook is gone,
   * and what waits for it goes. `deleted` stays for a while, so that nobody takes a late message for a bad one.
   */
  readonly state: 'steady' | 'resending' | 'deleting' | 'deleted'
  readonly ttl?: number
  /** From when patience counts: since it was made, changed or switched on. */
  readonly patientSince: Instant
}

export type Claim = { readonly worker: string; readonly until: Instant }

/** Whether the receiver has said that it wants events, before the first one: the address may be anybody's. */
export type Handshake =
  | { readonly state: 'pending' }
  /** At most so many events a minute, where the receiver says so. */
  | { readonly state: 'allowed'; readonly at: Instant; readonly perMinute: number | null }
  | {
      readonly state: 'refused'
      readonly at: Instant
      readonly status: number | null
      readonly problem: WebhookProblem | null
    }

export interface NewWebhook
  extends Pick<Webhook, 'tenantId' | 'webhookId' | 'url' | 'description' | 'types'> {
  readonly secret: string
  readonly by: Actor
  readonly at: Instant
}

export function newWebhook(given: NewWebhook): Webhook {
  const { tenantId, webhookId, url, description, types, secret, by, at } = given
  return {
    type: 'webhook',
    id: documentId.webhook(webhookId),
    tenantId,
    schemaVersion: 1,
    webhookId,
    url,
    description,
    types,
    enabled: true,
    secrets: [{ secret, until: null }],
    createdAt: at,
    createdBy: by,
  }
}

/** So long it is known that there was such a webhook. */
export const deletedTtlSeconds = 30 * 24 * 3_600

/** Nobody has been asked, and nothing sent. */
export function newHealth(tenantId: TenantId, webhookId: WebhookId, now: Instant): WebhookHealth {
  return {
    type: 'webhookHealth',
    id: documentId.webhookHealth(webhookId),
    tenantId,
    schemaVersion: 1,
    webhookId,
    claim: null,
    nudges: 0,
    handshake: { state: 'pending' },
    failures: 0,
    failingSince: null,
    lastProblem: null,
    lastStatus: null,
    notBefore: null,
    state: 'steady',
    patientSince: now,
  }
}

/** A list with the webhook as it is now, or without it. */
export function listed(
  tenantId: TenantId,
  list: WebhookList | undefined,
  webhookId: WebhookId,
  webhook: Webhook | undefined,
): WebhookList {
  const others = (list?.webhooks ?? []).filter((one) => one.webhookId !== webhookId)
  const own = webhook ? [{ webhookId, types: webhook.types, enabled: webhook.enabled }] : []
  return {
    type: 'webhookList',
    id: documentId.webhookList,
    tenantId,
    schemaVersion: 1,
    webhooks: [...others, ...own],
  }
}

/** How long the secret before counts as well: time to change it wherever events are received. */
export const bothSecretsMs = 24 * 3_600_000

/** The new secret first; the one before it counts for another day, those before that no more. */
export function rotated(
  { secrets }: Pick<Webhook, 'secrets'>,
  secret: string,
  at: Instant,
): readonly Secret[] {
  const [before] = secrets
  const until = addMilliseconds(at, bothSecretsMs)
  return [{ secret, until: null }, ...(before ? [{ ...before, until }] : [])]
}

/** Those that count now. */
export function secretsAt({ secrets }: Pick<Webhook, 'secrets'>, now: Instant): readonly string[] {
  return secrets.filter(({ until }) => until === null || now < until).map(({ secret }) => secret)
}
