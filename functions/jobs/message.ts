import { type OperationId, parseGuid, type TenantId } from '#core/kernel/ids.ts'
import type { OperationBase } from '#core/operations/operation.ts'
import type { Services } from './job.ts'

/** A wake-up message: which operation to carry on with, the step it was at, and how often that step was tried. */
export interface WakeUp {
  readonly kind: string
  readonly tenantId: TenantId
  readonly operationId: OperationId
  readonly sequence: number
  readonly attempt: number
}

/** A message that no retry can mend; it goes to the dead letters, and /ops finds this reason by reading it again. */
export class PoisonMessage extends Error {
  /** Whose it was, where it says that well enough. */
  readonly tenantId: TenantId | undefined
  constructor(reason: string, tenantId?: TenantId) {
    super(reason)
    this.name = 'PoisonMessage'
    this.tenantId = tenantId
  }
}

/** Reads a message of the queue of that kind of work. Throws `PoisonMessage` with what was expected. */
export function parseWakeUp(expectedKind: string, queue: string, body: unknown): WakeUp {
  const { kind, tenantId, operationId, sequence, attempt } = fieldsOf(body)
  if (kind !== expectedKind) {
    throw new PoisonMessage(`Expected "kind" to be the kind of work that ${queue} carries: ${expectedKind}.`)
  }
  const tenant = typeof tenantId === 'string' ? parseGuid<'tenant'>(tenantId) : undefined
  const operation = typeof operationId === 'string' ? parseGuid<'operation'>(operationId) : undefined
  if (!tenant || !operation) throw new PoisonMessage('Expected "tenantId" and "operationId" to be GUIDs.')
  if (!isCount(sequence) || !isCount(attempt)) {
    throw new PoisonMessage('Expected "sequence" and "attempt" to be whole numbers from 0.')
  }
  return { kind, tenantId: tenant, operationId: operation, sequence, attempt }
}

export function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== 'object' || body === null) throw new PoisonMessage('Expected a JSON object.')
  return body as Record<string, unknown>
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

/** What a wake-up message needs to know; a trace is lost where only an earlier message tells of the operation. */
type Sleeping = Pick<OperationBase, 'id' | 'tenantId' | 'kind' | 'sequence'> & {
  readonly traceparent?: string
}

/** When a message goes out: the try it is for, how late, and the tick of the sweeper where that sends it. */
export interface Timing {
  readonly attempt?: number
  readonly delayMs?: number
  readonly tick?: number
}

/**
 * Sends the next wake-up message. The id names the step and the try, so that duplicate detection drops a repeat of the
 * same message and no other; the sweeper adds its tick. The tenant keeps a bad message that names the operation of
 * another tenant apart: its copy must not swallow a good one.
 */
export async function wakeUp(
  services: Services,
  { id, tenantId, kind, sequence, traceparent }: Sleeping,
  { attempt = 0, delayMs, tick }: Timing = {},
): Promise<void> {
  const suffix = tick === undefined ? '' : `:sweep${tick}`
  await services.messages.send(
    services.jobs.queueOf(kind),
    {
      id: `${tenantId}:${id}:${sequence}:${attempt}${suffix}`,
      body: { kind, tenantId, operationId: id, sequence, attempt },
      ...(traceparent === undefined ? {} : { traceparent }),
    },
    delayMs === undefined ? {} : { delayMs },
  )
}
