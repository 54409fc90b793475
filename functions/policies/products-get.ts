import * as z from 'zod'
import { isRefusal, notFound } from '#core/kernel/refusals.ts'
import { productIdShape, productOr404 } from '../catalogue/eligible.ts'
import { adminReaders } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { isGoverned, productPolicyShape, productPolicyView } from './view.ts'

export const route = tenantRoute({
  summary: 'Whether people may buy one product for themselves.',
  tag: 'Policies',
  who: adminReaders,
  params: z.object({ t: guid, id: productIdShape }),
  query: nothing,
  answers: { 200: { description: 'The value in force', body: productPolicyShape, headers: ['ETag'] } },
  refusals: ['NotFound'],
  async handle(context) {
    const product = productOr404(context, context.params.id)
    if (isRefusal(product)) return product
    if (!isGoverned(product)) return notFound()
    const { services, policy, tenant } = context
    const body = productPolicyView(services, policy, tenant, product)
    return { status: 200, body, etag: body.etag }
  },
})
