import * as z from 'zod'
import type { When } from '#core/operations/plan.ts'
import { givenInstant } from './shapes.ts'

/** When something is to begin that can be asked for later. (B11) */
export const whenShape = z
  .union([z.literal('endOfTerm'), givenInstant])
  .transform((when): When => when)
  .describe(
    'When it is to begin, not before: a moment, RFC 3339; or `endOfTerm`, so that there is no next charge. Now when absent.',
  )
  .meta({
    override: {
      anyOf: [
        { type: 'string', const: 'endOfTerm' },
        { type: 'string', format: 'date-time' },
      ],
    },
  })
