import type { Document } from './documents.ts'
import type { TenantId } from './ids.ts'
import type { Money } from './money.ts'
import type { Instant } from './time.ts'

/** What the product needs of the outside, in the product's words. Adapters live in infra/, simulations in test/. */

export type Scalar = string | number | boolean | null
export type Json = Scalar | readonly Json[] | { readonly [key: string]: Json | undefined }

/** A comparison on one field; `field` is a dotted path (`seats.available`). All comparisons of a list must hold. */
export type Comparison =
  | {
      readonly field: string
      readonly is: '=' | '!=' | '<' | '<=' | '>' | '>='
      readonly value: Scalar
    }
  | { readonly field: string; readonly is: 'in' | 'not in'; readonly values: readonly Scalar[] }
  | { readonly field: string; readonly is: 'startsWith'; readonly value: string }
  /** The field is a list that holds the value. */
  | { readonly field: string; readonly is: 'contains'; readonly value: Scalar }
  | { readonly anyOf: readonly Comparison[] }

export interface Query {
  readonly where: readonly Comparison[]
  /** Without an order, documents come in the order in which they were first stored. */
  readonly orderBy?: { readonly field: string; readonly direction: 'ascending' | 'descending' }
  /** Only these top-level fields are fetched; everything when absent. `_etag` always comes along. */
  readonly fields?: readonly string[]
}

/** One write of a batch. Paths of `set` and `add` are dotted and at most ten in all; `when` must hold beforehand. */
export type Write =
  | { readonly kind: 'create'; readonly document: Document }
  | { readonly kind: 'upsert'; readonly document: Document }
  | { readonly kind: 'replace'; readonly document: Document; readonly ifMatch: string }
  | {
      readonly kind: 'patch'
      readonly id: string
      readonly set?: Readonly<Record<string, Json>>
      readonly add?: Readonly<Record<string, number>>
      readonly when?: readonly Comparison[]
      readonly ifMatch?: string
    }
  | { readonly kind: 'delete'; readonly id: string; readonly ifMatch?: string }

export type Commit =
  | { readonly committed: true; readonly etags: readonly string[]; readonly requestUnits: number }
  | {
      readonly committed: false
      /** Which write of the batch stopped it: nothing of the batch was done. */
      readonly at: number
      readonly because: 'exists' | 'missing' | 'condition'
      readonly requestUnits: number
    }

/** A document as stored: `_etag` changes with every write to it. */
export type Stored<D extends Document = Document> = D & { readonly _etag: string }

export interface Page<D extends Document = Document> {
  readonly items: readonly Stored<D>[]
  /** Present while there is more; opaque text. */
  readonly continuation?: string
  readonly requestUnits: number
}

/** The documents of one tenant at a time. Failures of the outside throw `Unavailable`; see `OutcomeUnknown`. */
export interface Documents {
  read<D extends Document = Document>(tenantId: TenantId, id: string): Promise<Stored<D> | undefined>
  /** One page, from the continuation of the page before. Throws `UnknownContinuation` for any other text. */
  page<D extends Document>(
    tenantId: TenantId,
    query: Query,
    options: { readonly size: number; readonly continuation?: string },
  ): Promise<Page<D>>
  /** All pages one after another, for jobs: one query plan for all of them. */
  pages<D extends Document>(tenantId: TenantId, query: Query, size: number): AsyncIterable<Page<D>>
  /** How many documents match. */
  count(tenantId: TenantId, query: Query): Promise<number>
  /** Up to 100 writes and 2 MB that happen all together or not at all. Never repeated by the adapter. */
  commit(tenantId: TenantId, writes: readonly Write[]): Promise<Commit>
}

/** The one way to look over all tenants; gives ids only, for timers, /ops and the look-up by domain. */
export interface AcrossTenants {
  find(query: Query, limit: number): Promise<readonly { readonly tenantId: TenantId; readonly id: string }[]>
}

export type QueueName = 'move-users' | 'cancel-with-email' | 'send-email' | 'export-users'

export interface Message {
  readonly id: string
  readonly body: Json
  /** W3C trace context of what caused the message. */
  readonly traceparent?: string
}

export interface Messages {
  /** Returns when the queue has taken it. A delay makes it visible later. Same id within 10 minutes: dropped. */
  send(queue: QueueName, message: Message, options?: { readonly delayMs?: number }): Promise<void>
}

export interface DeadLetter {
  readonly queue: QueueName
  readonly sequenceNumber: string
  readonly messageId: string
  readonly body: unknown
  readonly reason: string
  readonly description: string
  readonly deliveryCount: number
  readonly enqueuedAt: Instant
}

/** For operators. Resubmitting sends a copy and completes the dead one in that order: repeated, never lost. */
export interface DeadLetters {
  list(queue: QueueName, limit: number): Promise<readonly DeadLetter[]>
  /** Returns false when no dead letter has that number any more. */
  resubmit(queue: QueueName, sequenceNumber: string, newMessageId: string): Promise<boolean>
  drop(queue: QueueName, sequenceNumber: string): Promise<boolean>
  counts(): Promise<
    readonly { readonly queue: QueueName; readonly active: number; readonly deadLettered: number }[]
  >
}

export interface OutgoingMail {
  /** Deterministic, so that a repeat can be told from a second mail: `<...@...>`. */
  readonly messageId: string
  readonly to: { readonly name: string; readonly address: string }
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly language: string
  readonly traceparent?: string
}

export interface Mailer {
  /** Returns when the server has taken the mail; `refused` when it never will (5xx). Other failures throw. */
  send(mail: OutgoingMail): Promise<{ readonly sent: true } | { readonly refused: string }>
}

export type CardLookup =
  | { readonly brand: string; readonly last4: string; readonly expiry: string }
  | { readonly refused: 'expired' | 'unknownToken' }

export type Charge =
  | { readonly charged: true; readonly chargeId: string }
  | { readonly charged: false; readonly because: 'declined' | 'neverArrived' }
  /** The answer was lost: asking again with the same key tells. */
  | { readonly charged: 'unknown' }

export interface PaymentGateway {
  /** What stands behind a card token. The token itself is the gateway's; a card number never comes near us. */
  lookUpCard(token: string): Promise<CardLookup>
  /** Charges once per key, however often it is called. */
  charge(key: string, token: string, amount: Money): Promise<Charge>
  /** What became of a charge; `neverArrived` when the gateway has not seen the key. */
  outcome(key: string): Promise<Charge>
}

/** Files that people download. A lost one is rebuilt by whoever reads it. */
export interface Files {
  write(name: string, contentType: string, parts: AsyncIterable<string>): Promise<void>
  read(name: string): Promise<Uint8Array | undefined>
}

/** What a verified token says. */
export interface TokenClaims {
  readonly tenantId: string
  readonly objectId: string
  /** `user` acts for a person; `app` is a service without one. */
  readonly kind: 'user' | 'app'
  readonly name: string
  readonly userPrincipalName?: string
  readonly email?: string
  /** 0 member, 1 guest; undefined when the token does not say. */
  readonly accountType?: 0 | 1
  readonly appRoles: readonly string[]
  /** Directory role template ids (`wids`). */
  readonly directoryRoles: readonly string[]
  /** The tenant the person comes from, where it is another one (`idp` or a consumer account). */
  readonly personalAccount: boolean
}

export interface TokenVerifier {
  /** The claims, or why the token is not valid. Throws `Unavailable` when the issuer's keys cannot be had. */
  verify(token: string): Promise<TokenClaims | { readonly invalid: string }>
}

export interface Clock {
  now(): Instant
  sleep(ms: number): Promise<void>
}

export interface Ids {
  /** A new random GUID, lower case. */
  next(): string
  /** The same GUID for the same text, always. */
  derive(text: string): string
}

/** The outside did not do it, now; trying again later may work. */
export class Unavailable extends Error {
  readonly retryAfterMs: number
  constructor(message: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = 'Unavailable'
    this.retryAfterMs = options.retryAfterMs ?? 1_000
  }
}

/** The answer to a write was lost: it may have happened. Read before doing it again. */
export class OutcomeUnknown extends Unavailable {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options)
    this.name = 'OutcomeUnknown'
  }
}

/** The place to go on from is none that this query gave: whoever sent it made it up or cut it. */
export class UnknownContinuation extends Error {
  constructor(options: { cause?: unknown } = {}) {
    super('The continuation is none that this query gave.', options)
    this.name = 'UnknownContinuation'
  }
}

/** Keeps a tenant's jobs to a share of its request units, so that its screens stay fast meanwhile. */
export interface Pace {
  /** Waits until the tenant may spend again after having spent that much. */
  spend(tenantId: TenantId, requestUnits: number): Promise<void>
}

/** What the doors and workers work with; one object, made once at start. */
export interface World {
  readonly documents: Documents
  readonly acrossTenants: AcrossTenants
  readonly messages: Messages
  readonly deadLetters: DeadLetters
  readonly mailer: Mailer
  readonly payments: PaymentGateway
  readonly files: Files
  readonly tokens: TokenVerifier
  readonly clock: Clock
  readonly ids: Ids
  readonly pace: Pace
  readonly settings: {
    /** Base of absolute links in answers, without a trailing slash. */
    readonly publicBaseUrl: string
    /** Base of links in mails, without a trailing slash. */
    readonly portalUrl: string
    /** The domain of Message-IDs. */
    readonly mailDomain: string
    readonly catalogueProfile: 'all' | 'powerPlatform'
    /** After that long a worker saves and sends the next nudge instead of outliving its lock. */
    readonly workSliceMs: number
    /** A running operation that nobody touched for that long is nudged. */
    readonly forgottenAfterMs: number
    readonly rateLimitPerSecond: number
    /** Whose app roles count: the organisation that runs this. Undefined on one's own machine: anybody's. */
    readonly operatorTenantId?: string
  }
  /** What readiness asks: each throws when it cannot be reached. */
  readonly reachable: Readonly<Record<'documents' | 'messages' | 'email', () => Promise<void>>>
  /** For operators; never a secret, a card or a mail's text. */
  log(level: 'info' | 'warning' | 'error', message: string, facts?: Record<string, Json>): void
}
