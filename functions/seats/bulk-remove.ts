import * as z from 'zod'
import { refuse } from '#core/kernel/refusals.ts'
import { startUnassigning } from '#core/seats/start-bulk.ts'
import { tenantRoute } from '../http/route.ts'
import { beginWithList, ofList, refusalsOfList } from './bulk-list.ts'
import { listShape } from './list-body.ts'

export const route = tenantRoute({
  ...ofList,
  summary: 'Takes the licences of everybody on a list back, JSON or CSV.',
  query: z.strictObject({
    confirm: z.enum(['true']).optional().describe('For a CSV file, in which there is no place to say it'),
  }),
  body: z.strictObject({
    userIds: listShape,
    confirm: z.literal(true).optional().describe('Must be true, here or in the query: licences are lost.'),
  }),
  refusals: [...refusalsOfList, 'ConfirmationRequired'],
  handle: (context) =>
    context.body.confirm || context.query.confirm
      ? beginWithList(context, 'unassignUsers', startUnassigning)
      : Promise.resolve(refuse('ConfirmationRequired', {}, { target: 'confirm' })),
})
