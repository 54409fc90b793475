import * as z from 'zod'
import type { Assignment } from '#core/seats/assignment.ts'
import { bulkReasons } from '#core/seats/bulk.ts'
import { type Outcome, outcomes, skipReasons } from '#core/take-over/outcomes.ts'
import { undoSkipReasons } from '#core/take-over/undo-part.ts'
import { subjectShape } from './view.ts'

/** Why somebody was skipped, of whatever kind of operation. */
export const reasons = [...new Set([...skipReasons, ...bulkReasons, ...undoSkipReasons])]

/** Of an operation on a list, what stands there may be nobody: then there is no name either. */
export const resultShape = z
  .object({
    userId: z
      .string()
      .describe('The object id; of an entry of a list that is nobody the text that stood there'),
    displayName: z.string().describe('The full name; empty where nobody is known by that entry'),
    userPrincipalName: z.string().describe('The name to sign in with; likewise'),
    outcome: z.enum(outcomes).describe('Extensible'),
    reason: z
      .enum(reasons)
      .optional()
      .describe(
        'Why they were skipped. Of a move: they hold the target, or no longer held the source. Of a list: they hold the licence (`alreadyHolding`), held none (`notAssigned`), lost it before their turn (`leftBefore`), are not known here (`unknown`), disabled (`userNotActive`), a guest, or stand in the list before (`duplicate`). Of an undo: they have changed since (`changedSince`), hold the source again, are disabled, or there was no licence left (`noLicenseLeft`). Extensible',
      ),
    position: z.int().optional().describe('Of a list: the how-manieth entry it is, from 1'),
    subscription: subjectShape
      .optional()
      .describe('Of a transfer of ownership: which subscription; the user is who gets it'),
    error: z
      .object({
        code: z.string().describe('Stable. Extensible'),
        message: z.string().describe('In English'),
      })
      .optional()
      .describe('Why it failed'),
  })
  .meta({ id: 'OperationResult', title: 'Outcome of a user' })

export type Result = z.input<typeof resultShape>

/** Whether what became of somebody is among what the caller asks for. */
export type IsWanted = (became: Pick<Result, 'outcome' | 'reason'>) => boolean

export type Holder = Pick<Assignment, 'userId' | 'displayName' | 'userPrincipalName' | 'seat'>

/** The row of whoever became that; none where they became nothing, or not what is asked for. */
export type ToRow = (assignment: Holder, became: Outcome | undefined) => readonly Result[]
