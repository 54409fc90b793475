import type { OperationId, TenantId, UserId } from '../kernel/ids.ts'
import { operationTtlSeconds } from '../operations/operation.ts'
import type { DocumentBase } from '../ports/documents.ts'

/** Why somebody does not get back what an operation took. */
export const undoSkipReasons = [
  /** Their licence was taken away, or went elsewhere since. */
  'changedSince',
  /** They hold the source again. */
  'alreadyHolding',
  /** Their account is disabled or gone: they are given nothing. */
  'userNotActive',
  /** The source has no licence left for them. */
  'noLicenseLeft',
] as const
export type UndoSkipReason = (typeof undoSkipReasons)[number]

export interface UndoneUser {
  readonly userId: UserId
  readonly displayName: string
  readonly userPrincipalName: string
  readonly outcome: 'succeeded' | 'skipped'
  readonly reason?: UndoSkipReason
}

/** Id `undoPart:{operationId}:{place}`: what became of the users of one step, written with it and never changed. */
export interface UndoPart extends DocumentBase {
  readonly type: 'undoPart'
  readonly users: readonly UndoneUser[]
  /** Where the next part begins; null in the last one. */
  readonly next: number | null
  readonly ttl: number
}

export function undoPartId(operationId: OperationId, place: number): string {
  return `undoPart:${operationId}:${place}`
}

export function undoPart(
  { id, tenantId, place }: { readonly id: OperationId; readonly tenantId: TenantId; readonly place: number },
  users: readonly UndoneUser[],
  next: number | null,
): UndoPart {
  return {
    type: 'undoPart',
    id: undoPartId(id, place),
    tenantId,
    schemaVersion: 1,
    users,
    next,
    // The operation is kept as long from its end on.
    ttl: 2 * operationTtlSeconds,
  }
}
