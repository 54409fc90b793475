import { documentId } from '../kernel/document-ids.ts'
import type { TenantId, WebhookId } from '../kernel/ids.ts'
import { addMilliseconds, type Instant, toMilliseconds } from '../kernel/time.ts'
import type { DocumentBase } from '../ports/documents.ts'
import type { WebhookProblem } from '../ports/webhooks.ts'
import type { CloudEvent } from './event.ts'

export const deliveryStates = ['waiting', 'parked', 'delivered', 'dropped'] as const
export type DeliveryState = (typeof deliveryStates)[number]

/**
 * Id `delivery:{webhookId}:{subject}:{number}`: one event for one webhook, created in the batch of what it tells of, and
 * numbered there: the events of a subscription go out in the order in which they happened. (B13)
 */
export interface Delivery extends DocumentBase {
  readonly type: 'delivery'
  readonly webhookId: WebhookId
  readonly subject: string
  readonly number: number
  readonly state: DeliveryState
  /** The order of the list. */
  readonly place: string
  readonly createdAt: Instant
  readonly event: CloudEvent
  readonly attempts: number
  readonly lastAnswer: LastAnswer | null
  readonly endedAt: Instant | null
  readonly ttl: number
}

export type LastAnswer = {
  readonly at: Instant
  readonly status: number | null
  readonly problem: WebhookProblem | null
}

/**
 * Id `eventLine:{webhookId}:{subject}`: what waits for a webhook about one subscription. Only the first is sent, and the
 * later ones wait until it is taken, or dropped. Its times are the machine's clock's.
 */
export interface EventLine extends DocumentBase {
  readonly type: 'eventLine'
  readonly webhookId: WebhookId
  readonly subject: string
  /** The number of the first that waits; one more than `last` where none does. */
  readonly next: number
  readonly last: number
  /** When the first is sent; null unless one waits. */
  readonly nextTryAt: Instant | null
  /** Since when the first is the first. */
  readonly waitingSince: Instant
  readonly attempts: number
  readonly state: LineState
  readonly ttl: number
}

/** `parked`: the first was refused for too long, and nothing is sent until somebody resends or drops it. */
export type LineState = 'empty' | 'waiting' | 'parked'

const day = 24 * 3_600
/** So long after it was last touched: nobody has resent it, or the receiver was never there. */
export const waitingTtlSeconds = 90 * day
/** So long an event that is over can be looked at. */
export const endedTtlSeconds = 30 * day
/** Longer than any delivery: else its numbers began again while there are some. */
const lineTtlSeconds = 180 * day

/** The line of what is about no subscription, such as policies. */
export const organisationSubject = 'organisation'
/** The line of events that are only a test. */
export const testSubject = 'test'

/** Adds events to the end of a line. */
export function appended(
  before: EventLine | undefined,
  of: { readonly tenantId: TenantId; readonly webhookId: WebhookId; readonly subject: string },
  events: readonly CloudEvent[],
  now: Instant,
): { readonly line: EventLine; readonly deliveries: readonly Delivery[] } {
  const { tenantId, webhookId, subject } = of
  const line = before ?? emptyLine(tenantId, webhookId, subject, now)
  const isEmpty = line.state === 'empty'
  const deliveries = events.map((event, at): Delivery => {
    const number = line.last + 1 + at
    return {
      type: 'delivery',
      id: documentId.delivery(webhookId, subject, number),
      tenantId,
      schemaVersion: 1,
      webhookId,
      subject,
      number,
      state: 'waiting',
      place: `${event.time} ${event.id}`,
      createdAt: event.time,
      event,
      attempts: 0,
      lastAnswer: null,
      endedAt: null,
      ttl: waitingTtlSeconds,
    }
  })
  const last = line.last + events.length
  return {
    line: { ...line, last, ...(isEmpty ? { state: 'waiting', nextTryAt: now, waitingSince: now } : {}) },
    deliveries,
  }
}

function emptyLine(tenantId: TenantId, webhookId: WebhookId, subject: string, now: Instant): EventLine {
  return {
    type: 'eventLine',
    id: documentId.eventLine(webhookId, subject),
    tenantId,
    schemaVersion: 1,
    webhookId,
    subject,
    next: 1,
    last: 0,
    nextTryAt: null,
    waitingSince: now,
    attempts: 0,
    state: 'empty',
    ttl: lineTtlSeconds,
  }
}

/** The first is taken, dropped or gone: the next one comes to its turn at once. */
export function advanced<L extends EventLine>(line: L, now: Instant): L {
  const next = line.next + 1
  const isEmpty = next > line.last
  return {
    ...line,
    next,
    state: isEmpty ? 'empty' : 'waiting',
    nextTryAt: isEmpty ? null : now,
    waitingSince: now,
    attempts: 0,
  }
}

/** Three days, then a person has to look. */
export const patienceMs = 3 * 24 * 3_600_000

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
/** After the first failure, the second and so on; the last one again and again. */
export const pausesMs: readonly number[] = [
  5 * second,
  30 * second,
  2 * minute,
  10 * minute,
  30 * minute,
  hour,
  2 * hour,
  4 * hour,
  8 * hour,
]

/** When to try again after so many failures in a row. */
export function tryAgainAt(failures: number, now: Instant, retryAfterMs = 0): Instant {
  const pause = pausesMs[Math.min(failures, pausesMs.length) - 1] ?? 0
  // A receiver that names a day to come back on is still asked the same day.
  return addMilliseconds(now, Math.max(pause, Math.min(retryAfterMs, 8 * hour)))
}

/** Whether the first has waited for so long that no more is tried by itself. */
export function isOverdue({ waitingSince }: EventLine, patientSince: Instant, now: Instant): boolean {
  const since = waitingSince > patientSince ? waitingSince : patientSince
  return toMilliseconds(now) - toMilliseconds(since) >= patienceMs
}

/** Nobody was there, which is no fault of the event: the webhook waits, and of its lines this one comes last then. */
export function passedOver<L extends EventLine>(line: L, now: Instant): L {
  return { ...line, attempts: line.attempts + 1, nextTryAt: now }
}

/** Not taken: tried again later. */
export function postponed<L extends EventLine>(line: L, now: Instant, retryAfterMs?: number): L {
  const attempts = line.attempts + 1
  return { ...line, attempts, nextTryAt: tryAgainAt(attempts, now, retryAfterMs) }
}

/** Not tried any more until somebody resends or drops it. */
export function parked<L extends EventLine>(line: L): L {
  return { ...line, attempts: line.attempts + 1, nextTryAt: null, state: 'parked' }
}

/** Sent at once, with all patience again. */
export function resent<L extends EventLine>(line: L, now: Instant): L {
  return { ...line, attempts: 0, nextTryAt: now, waitingSince: now, state: 'waiting' }
}

/** What a receiver makes of an event. */
export type Verdict = 'taken' | 'refused' | 'gone' | 'away'

/**
 * `away`: nobody is there for any event, or whoever is has too much to do. `gone`: whoever is there says that it wants no
 * more; trying on would be no use. Redirects are not followed, since nobody has looked at where they lead.
 */
export function verdictOf(
  answer: { readonly status: number } | { readonly problem: WebhookProblem },
): Verdict {
  if ('problem' in answer) return 'away'
  const { status } = answer
  if (status >= 200 && status < 300) return 'taken'
  if (status === 410) return 'gone'
  return status === 429 || (status >= 502 && status <= 504) ? 'away' : 'refused'
}
