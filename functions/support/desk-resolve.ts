import * as z from 'zod'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import { resolveCase } from '#core/support/support-case.ts'
import { actorOf } from '../http/caller.ts'
import { opsRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { createOnce } from '../http/transaction.ts'
import { readCase, tenantOfCase, withinTenant } from './find.ts'
import { changedDeskCaseShape, changedDeskCaseView } from './view.ts'

export const route = opsRoute({
  summary: 'Resolves a support case with a note that the purchaser and administrators can read.',
  tag: 'Ops',
  who: ['support'],
  params: z.object({ id: guid }),
  query: nothing,
  body: z.strictObject({
    note: z.string().trim().min(1).max(4_000).describe('What support has to say'),
  }),
  answers: { 200: { description: 'The case', body: changedDeskCaseShape, headers: ['ETag'] } },
  refusals: ['NotFound', 'SupportCaseClosed'],
  async handle(context) {
    const { services, caller, params, body } = context
    const tenantId = await tenantOfCase(services, params.id)
    if (isRefusal(tenantId)) return tenantId
    return createOnce(withinTenant(context, tenantId), tenantId, async () => {
      const before = await readCase(services, tenantId, params.id)
      if (isRefusal(before)) return before
      const auditId = documentId.audit(services.ids.next())
      const resolution = { note: body.note, by: actorOf(caller), at: services.clock.now() }
      const resolved = resolveCase(before, resolution, auditId)
      if (isRefusal(resolved)) return resolved
      return {
        writes: resolved.writes,
        answer: { status: 200, body: changedDeskCaseView(resolved.supportCase) },
        etagOf: before.id,
        creates: auditId,
      }
    })
  },
})
