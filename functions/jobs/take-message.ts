import { parseGuid } from '#core/kernel/ids.ts'
import { ownValue } from '#core/kernel/own-value.ts'
import type { QueueName } from '#core/ports/messages.ts'
import { type Facts, parseTraceparent } from '#core/ports/telemetry.ts'
import type { Services } from './job.ts'

/** A message as the host brings it. */
export interface Arrived {
  readonly body: unknown
  /** 1 at the first delivery. */
  readonly deliveryCount: number
  /** The host's own part of the trace, and what the sender wrote on the message. */
  readonly hostTrace: string | undefined
  readonly sentTrace: string | undefined
}

/** Lets the job of that queue work on a message. */
export function takeMessage(services: Services, queue: QueueName, message: Arrived): Promise<void> {
  const { body, deliveryCount } = message
  const beginning = {
    name: queue,
    work: 'job',
    cause: causeOf(message),
    facts: { queue, deliveryCount, ...idsIn(body) },
  } as const
  return services.telemetry.begin(beginning, () =>
    services.jobs.of(queue).handle(services, queue, body, deliveryCount),
  )
}

/** The sender's trace goes on. The host's part is of it, or else of a trace that nobody else knows. */
function causeOf({ hostTrace, sentTrace }: Arrived): string | undefined {
  const sent = parseTraceparent(sentTrace)
  const isOne = !sent || sent.traceId === parseTraceparent(hostTrace)?.traceId
  return isOne ? hostTrace : sentTrace
}

/** A body may hold anything: only what is an id is told. */
function idsIn(body: unknown): Facts {
  if (typeof body !== 'object' || body === null) return {}
  const idAt = <Kind extends string>(name: string) => {
    const value = ownValue(body as Record<string, unknown>, name)
    return typeof value === 'string' ? parseGuid<Kind>(value) : undefined
  }
  const tenantId = idAt<'tenant'>('tenantId')
  const operationId = idAt<'operation'>('operationId')
  return { ...(tenantId ? { tenantId } : {}), ...(operationId ? { operationId } : {}) }
}
