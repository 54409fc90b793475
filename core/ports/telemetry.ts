import type { OperationId, TenantId } from '../kernel/ids.ts'
import type { RefusalCode } from '../kernel/refusals.ts'
import type { QueueName } from './messages.ts'

/**
 * What the product tells of itself to those who run it. What it may tell is what these types have a place for: ids that
 * mean nothing outside, names that stand in our code, numbers. No text that somebody wrote, and nothing of a person.
 */
export interface Telemetry {
  /** Does what a request, a message or a timer asks for; what happens meanwhile is a part of it. */
  begin<T>(beginning: Beginning, work: (tell: Tell) => Promise<T>): Promise<T>
  /** Does a part of what is going on. */
  part<T>(part: Part, work: (tell: Tell) => Promise<T>): Promise<T>
  /** A part that has taken so long, and is over. */
  took(part: Part, ms: number): void
  count<Name extends keyof Counters>(name: Name, by: number, attributes: Counters[Name]): void
  gauge<Name extends keyof Gauges>(name: Name, value: number, attributes: Gauges[Name]): void
  /** W3C trace context of what is going on; undefined where nothing is told. */
  traceparent(): string | undefined
  /** Whether anybody listens: what would be found out for nothing else is not, while nobody does. */
  readonly isHeard: boolean
  /** What the work that is going on was asked for by. */
  readonly work: Work
}

/** Adds facts that are known later. */
export type Tell = (facts: Facts) => void

export type Work = 'request' | 'job' | 'timer'

export interface Beginning {
  readonly name: string
  readonly work: Work
  /** W3C trace context of what caused it, from outside: anything else begins a trace. */
  readonly cause: string | undefined
  readonly facts?: Facts
  /** Asked so often that nobody wants to read it, such as whether we live: counted, not recorded. */
  readonly unrecorded?: boolean
}

export interface Part {
  readonly name: string
  /** Where it goes to: another system that answers, or a queue. Else it is our own work. */
  readonly to?: 'system' | 'queue'
  readonly facts?: Facts
}

export interface Facts {
  readonly tenantId?: TenantId
  readonly operationId?: OperationId
  readonly method?: string
  /** As the table of routes has it, with names in the place of ids. */
  readonly route?: string
  /** Of an answer over HTTP, ours or another system's; text where the connection failed, such as ECONNRESET. */
  readonly status?: number | string
  readonly refusal?: RefusalCode
  readonly queue?: QueueName
  readonly deliveryCount?: number
  /** What became of it, in a word of ours. */
  readonly outcome?: string
  readonly writes?: number
  readonly requestUnits?: number
  /** What kind of request to the store it was. */
  readonly operation?: string
}

type None = Readonly<Record<never, never>>

/** Names and attributes are those of infra/telemetry/metrics.json; the adapter does not compile where they differ. */
export interface Counters {
  readonly 'seatwarden.users.moved': None
  readonly 'seatwarden.request_units': { readonly work: Work; readonly operation: string }
  readonly 'seatwarden.throttles': { readonly work: Work }
  readonly 'seatwarden.mails': { readonly outcome: 'sent' | 'refused' | 'postponed' | 'unavailable' }
  readonly 'seatwarden.charges': { readonly outcome: 'succeeded' | 'declined' | 'unknown' | 'unavailable' }
  readonly 'seatwarden.refusals': { readonly code: RefusalCode }
}

export interface Gauges {
  readonly 'seatwarden.queue.age': { readonly queue: QueueName }
  readonly 'seatwarden.operations.oldest_unfinished': None
  readonly 'seatwarden.dead_letters': { readonly queue: QueueName }
}

/** For whoever has nobody to tell it to. */
export const silent: Telemetry = {
  begin: (_, work) => work(tellNobody),
  part: (_, work) => work(tellNobody),
  took() {},
  count() {},
  gauge() {},
  traceparent: () => undefined,
  isHeard: false,
  work: 'request',
}

function tellNobody(): void {}

export interface TraceContext {
  readonly traceId: string
  readonly spanId: string
  readonly flags: number
}

/** Reads a W3C trace context; undefined when the text is none. */
export function parseTraceparent(text: string | undefined): TraceContext | undefined {
  const [, traceId, spanId, flags] = traceparent.exec(text ?? '') ?? []
  if (!traceId || !spanId || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  return { traceId, spanId, flags: Number.parseInt(flags ?? '', 16) }
}

const traceparent = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/
