import type { UserId } from '../kernel/ids.ts'
import type { DocumentBase } from '../ports/documents.ts'

/** Id `selection:{operationId}`: the users a move was asked for, written once. */
export interface Selection extends DocumentBase {
  readonly type: 'selection'
  readonly userIds: readonly UserId[]
  readonly ttl: number
}
