import * as z from 'zod'
import { isRefusal } from '#core/kernel/refusals.ts'
import { adminReaders } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { policyDifferenceShape, policyFileShape, readFile } from './file.ts'

export const route = tenantRoute({
  summary: 'What applying a policy file would change; it changes nothing.',
  tag: 'Policies',
  who: adminReaders,
  params: z.object({ t: guid }),
  query: nothing,
  body: policyFileShape,
  onlyReads: true,
  answers: {
    200: {
      description: 'The difference',
      body: policyDifferenceShape
        .extend({
          isCurrent: z
            .boolean()
            .describe('False where the policy has changed since the export: it would not be applied'),
        })
        .meta({ id: 'PolicyPreview', title: 'What a policy file would change' }),
    },
  },
  refusals: [],
  async handle(context) {
    const read = readFile(context.services, context, context.body)
    if (isRefusal(read)) return read
    return { status: 200, body: { ...read.difference, isCurrent: read.etag === context.body.etag } }
  },
})
