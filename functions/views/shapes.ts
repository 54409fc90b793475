import * as z from 'zod'

/** Shapes that several answers share; they make the OpenAPI page. */
export const moneyShape = z
  .object({ amount: z.int().describe('Minor units'), currency: z.string() })
  .meta({ id: 'Money' })

export const instantShape = z.iso.datetime().describe('RFC 3339, UTC')

export function listOf(item: z.ZodType) {
  return z.object({ value: z.array(item), nextLink: z.url().optional() })
}

export const paging = {
  maxpagesize: z.coerce.number().int().min(1).max(1000).optional(),
  continuation: z.string().max(4000).optional().describe('Opaque; taken from nextLink.'),
}

export const confirm = z.literal(true).describe('Must be true: the action cannot be taken back.')
