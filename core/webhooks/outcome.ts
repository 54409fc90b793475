import { type RefusalOf, refuse } from '../kernel/refusals.ts'
import type { Instant } from '../kernel/time.ts'
import type { Stored, Write } from '../ports/documents.ts'
import {
  advanced,
  type Delivery,
  type EventLine,
  endedTtlSeconds,
  isOverdue,
  type LastAnswer,
  parked,
  passedOver,
  postponed,
  resent,
  testSubject,
  type Verdict,
} from './delivery.ts'

/** What becomes of the first of a line, as one batch: the event and its line always change together. */

/** The end of a line gets longer: read just before, so that no two events get the same number. */
export function appending(
  before: Stored<EventLine> | undefined,
  { line, deliveries }: { readonly line: EventLine; readonly deliveries: readonly Delivery[] },
): Write[] {
  return [
    before ? { kind: 'replace', document: line, ifMatch: before._etag } : { kind: 'create', document: line },
    ...deliveries.map((document) => ({ kind: 'create', document }) as const),
  ]
}

export interface Answered {
  readonly answer: LastAnswer
  readonly verdict: Verdict
  readonly retryAfterMs: number | undefined
  readonly patientSince: Instant
}

/** The receiver has taken it, or has not: then it is tried again later, and parked after three days or where it is no use. */
export function answered(
  line: Stored<EventLine>,
  delivery: Stored<Delivery>,
  { answer, verdict, retryAfterMs, patientSince }: Answered,
  now: Instant,
): { readonly line: Stored<EventLine>; readonly writes: readonly Write[] } {
  const attempts = delivery.attempts + 1
  const tried = { attempts, lastAnswer: { ...answer } }
  // Whoever tries a webhook looks at what came of it: nobody waits for it, and nothing after it should.
  const isTest = line.subject === testSubject
  if (verdict === 'taken' || isTest) {
    const after = advanced(line, now)
    const state = verdict === 'taken' ? 'delivered' : 'dropped'
    return { line: after, writes: [ended(delivery, state, now, tried), saved(line, after)] }
  }
  const isOver = verdict === 'gone' || isOverdue(line, patientSince, now)
  const after = isOver
    ? parked(line)
    : verdict === 'away'
      ? passedOver(line, now)
      : postponed(line, now, retryAfterMs)
  const state = isOver ? 'parked' : 'waiting'
  return {
    line: after,
    writes: [{ kind: 'patch', id: delivery.id, set: { state, ...tried } }, saved(line, after)],
  }
}

/** Nobody has been there for three days: what nobody took by now is not tried one by one. */
export function parking(line: Stored<EventLine>, delivery: Pick<Delivery, 'id'>): Write[] {
  return [{ kind: 'patch', id: delivery.id, set: { state: 'parked' } }, saved(line, parked(line))]
}

/** Sent again at once, with all patience. */
export function resending(line: Stored<EventLine>, delivery: Pick<Delivery, 'id'>, now: Instant): Write[] {
  return [{ kind: 'patch', id: delivery.id, set: { state: 'waiting' } }, saved(line, resent(line, now))]
}

/** Never sent: the next one comes to its turn. */
export function dropping(line: Stored<EventLine>, delivery: Pick<Delivery, 'id'>, now: Instant): Write[] {
  return [ended(delivery, 'dropped', now), saved(line, advanced(line, now))]
}

/** There is no such event any more, since it was kept for its time. */
export function passing(line: Stored<EventLine>, now: Instant): Write[] {
  return [saved(line, advanced(line, now))]
}

/** Only what is parked is resent or dropped by hand: anything else goes on by itself, or is over. */
export function refuseUnlessParked({
  state,
}: Pick<Delivery, 'state'>): RefusalOf<'DeliveryNotParked'> | undefined {
  return state === 'parked' ? undefined : refuse('DeliveryNotParked', { state })
}

function ended(
  delivery: Pick<Delivery, 'id'>,
  state: 'delivered' | 'dropped',
  now: Instant,
  tried: { readonly attempts?: number; readonly lastAnswer?: LastAnswer } = {},
): Write {
  return { kind: 'patch', id: delivery.id, set: { state, endedAt: now, ttl: endedTtlSeconds, ...tried } }
}

function saved(before: Stored<EventLine>, after: EventLine): Write {
  return { kind: 'replace', document: after, ifMatch: before._etag }
}
