import type { UserId } from '../kernel/ids.ts'
import type { DocumentBase } from '../ports/documents.ts'

/** Id `overlap:{operationId}`: who held source and target when a whole move began, where that had to be counted. */
export interface Overlap extends DocumentBase {
  readonly type: 'overlap'
  readonly userIds: readonly UserId[]
  readonly ttl: number
}

/** A batch takes 2 MB; beyond this many the worker looks itself. */
export const overlapMax = 20_000
