import * as z from 'zod'
import type { Operation } from '#core/documents.ts'
import { notFound } from '#core/kernel/refusals.ts'
import { isAny } from '../http/caller.ts'
import { opsRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { organisationNames } from './across-tenants.ts'
import { boardRowShape, boardRowView } from './board-row.ts'
import { ownerOfOperation } from './find-operation.ts'

export const route = opsRoute({
  summary: 'One operation of any organisation, as the board shows it.',
  tag: 'Ops',
  who: ['operatorReads'],
  params: z.object({ id: guid }),
  query: nothing,
  answers: {
    200: {
      description: 'The operation; while it is unfinished with the time to ask again',
      body: boardRowShape,
      headers: ['ETag'],
      mayHave: ['Retry-After'],
    },
  },
  refusals: ['NotFound'],
  async handle({ services, caller, params }) {
    const found = await ownerOfOperation(services, params.id)
    const operation = found && (await services.documents.read<Operation>(found.tenantId, found.id))
    if (!operation) return notFound()
    const organisation = await organisationNames(services)(operation.tenantId)
    return {
      status: 200,
      body: boardRowView(services, operation, isAny(caller, ['operatorManages']), organisation, 'whole'),
      etag: operation._etag,
      ...(operation.completedAt === null ? { headers: { 'Retry-After': '1' } } : {}),
    }
  },
})
