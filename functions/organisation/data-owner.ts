import * as z from 'zod'
import type { TenantId } from '#core/kernel/ids.ts'

export const dataOwnerShape = z
  .object({
    type: z.enum(['organization']).describe('Extensible'),
    id: z.string().describe('The tenant id'),
  })
  .describe(
    'Whose the data made with it is: the organisation’s, whoever bought it and whatever becomes of it',
  )

/** No purchase, transfer, move or cancel changes it, so it is derived and never stored. (R159) */
export function dataOwnerIn(tenantId: TenantId) {
  return { type: 'organization', id: tenantId } as const
}
