import * as z from 'zod'
import { startAssigning } from '#core/seats/start-bulk.ts'
import { tenantRoute } from '../http/route.ts'
import { nothing } from '../http/shapes.ts'
import { beginWithList, ofList, refusalsOfList } from './bulk-list.ts'
import { listShape } from './list-body.ts'

export const route = tenantRoute({
  ...ofList,
  summary:
    'Gives licences to everybody on a list, JSON or CSV: for all who can have one there is a licence, or nobody gets one.',
  query: nothing,
  body: z.strictObject({ userIds: listShape }),
  refusals: [...refusalsOfList, 'OperationInProgress', 'NotEnoughLicenses'],
  handle: (context) => beginWithList(context, 'assignUsers', startAssigning),
})
