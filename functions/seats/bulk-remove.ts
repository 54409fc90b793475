import * as z from 'zod'
import { startUnassigning } from '#core/seats/start-bulk.ts'
import { tenantRoute } from '../http/route.ts'
import { confirm } from '../http/shapes.ts'
import { beginWithList, ofList, refusalsOfList } from './bulk-list.ts'
import { listShape } from './list-body.ts'

export const route = tenantRoute({
  ...ofList,
  summary: 'Takes the licences of everybody on a list back, JSON or CSV.',
  query: z.strictObject({
    confirm: z.enum(['true']).optional().describe('Beside a CSV file, in which there is no place to say it'),
  }),
  body: z.strictObject({ userIds: listShape, confirm }),
  refusals: [...refusalsOfList, 'ConfirmationRequired'],
  handle: (context) => beginWithList(context, 'unassignUsers', startUnassigning),
})
