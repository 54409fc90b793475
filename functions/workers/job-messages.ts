import { type OperationId, parseGuid, type TenantId } from '#core/kernel/ids.ts'
import type { Operation, OperationKind } from '#core/operations/operation.ts'
import type { QueueName } from '#core/ports/messages.ts'
import type { World } from '#core/ports/services.ts'

/** A nudge: which operation to carry on with, the step it was at, and how often that step was tried. */
export interface JobMessage {
  readonly kind: OperationKind
  readonly tenantId: TenantId
  readonly operationId: OperationId
  readonly sequence: number
  readonly attempt: number
}

export const queueOf = {
  moveUsers: 'move-users',
  cancel: 'cancel-with-email',
  exportUsers: 'export-users',
} as const satisfies Record<OperationKind, QueueName>

/** A message that no retry can mend; it goes to the dead letters, and /ops finds this reason by reading it again. */
export class PoisonMessage extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'PoisonMessage'
  }
}

/** Reads a message of a job queue. Throws `PoisonMessage` with what was expected. */
export function parseJobMessage(queue: QueueName, body: unknown): JobMessage {
  if (typeof body !== 'object' || body === null) throw new PoisonMessage('Expected a JSON object.')
  const { kind, tenantId, operationId, sequence, attempt } = body as Record<string, unknown>
  if (typeof kind !== 'string' || !(kind in queueOf) || queueOf[kind as OperationKind] !== queue) {
    throw new PoisonMessage(`Expected "kind" to be the kind of work that ${queue} carries.`)
  }
  const tenant = typeof tenantId === 'string' ? parseGuid<'tenant'>(tenantId) : undefined
  const operation = typeof operationId === 'string' ? parseGuid<'operation'>(operationId) : undefined
  if (!tenant || !operation) throw new PoisonMessage('Expected "tenantId" and "operationId" to be GUIDs.')
  if (!isCount(sequence) || !isCount(attempt)) {
    throw new PoisonMessage('Expected "sequence" and "attempt" to be whole numbers from 0.')
  }
  return { kind: kind as OperationKind, tenantId: tenant, operationId: operation, sequence, attempt }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

/** What a nudge needs to know; a trace is lost where only an earlier message tells of the operation. */
type Nudged = Pick<Operation, 'id' | 'tenantId' | 'kind' | 'sequence'> & { readonly traceparent?: string }

/**
 * Sends the next nudge. The id names the step and the try, so that duplicate detection drops a repeat of the same
 * nudge and no other; the sweeper adds its tick. The tenant keeps a bad message that names the operation of another
 * tenant apart: its copy must not swallow a good one.
 */
export async function nudge(
  world: World,
  operation: Nudged,
  options: { readonly attempt?: number; readonly delayMs?: number; readonly tick?: number } = {},
): Promise<void> {
  const { id, tenantId, kind, sequence, traceparent } = operation
  const attempt = options.attempt ?? 0
  const suffix = options.tick === undefined ? '' : `:sweep${options.tick}`
  await world.messages.send(
    queueOf[kind],
    {
      id: `${tenantId}:${id}:${sequence}:${attempt}${suffix}`,
      body: { kind, tenantId, operationId: id, sequence, attempt },
      ...(traceparent === undefined ? {} : { traceparent }),
    },
    options.delayMs === undefined ? {} : { delayMs: options.delayMs },
  )
}
