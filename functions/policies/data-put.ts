import * as z from 'zod'
import { auditEntry } from '#core/audit/audit-entry.ts'
import { findProduct } from '#core/catalogue/products.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { Json } from '#core/kernel/json.ts'
import { isRefusal, type Problem, type RefusalOf, refuse, refuseStale } from '#core/kernel/refusals.ts'
import { type DataPolicies, type DataPolicy, newDataPolicies } from '#core/policies/data-policies.ts'
import { productIdShape } from '../catalogue/eligible.ts'
import { actorOf, admins } from '../http/caller.ts'
import { tenantRoute } from '../http/route.ts'
import { guid, nothing } from '../http/shapes.ts'
import { change } from '../http/transaction.ts'
import {
  dataPoliciesShape,
  dataPoliciesView,
  dataPolicyDifferences,
  dataPolicyInput,
  readDataPolicies,
} from './data-view.ts'

const body = z.strictObject({
  default: dataPolicyInput.describe('For every product that has nothing of its own'),
  products: z
    .array(
      z.strictObject({
        productId: productIdShape.describe('The product'),
        differences: dataPolicyDifferences.describe('What differs from the default'),
      }),
    )
    .max(200)
    .optional()
    .describe('Products for which something differs; none when absent'),
})

export const route = tenantRoute({
  summary:
    'Sets what holds for the data that people make, now and later, whoever bought the licences: of purchases from before too.',
  tag: 'Policies',
  who: admins,
  params: z.object({ t: guid }),
  query: nothing,
  body,
  needsIfMatch: true,
  answers: { 200: { description: 'The policies, changed', body: dataPoliciesShape, headers: ['ETag'] } },
  refusals: [],
  async handle(context) {
    const { services, caller, person } = context
    const wanted = wantedOf(context.body)
    if (isRefusal(wanted)) return wanted
    let mine = false
    return change(context, caller.tenantId, async () => {
      const present = await readDataPolicies(services, caller.tenantId)
      const before = dataPoliciesView(services, present)
      const after = dataPoliciesView(services, wanted)
      const answer = { status: 200, body: after, etag: after.etag }
      // After a lost answer the policies are as this request made them.
      if (mine && before.etag === after.etag) return { writes: [], answer }
      const stale = refuseStale(before.etag, context.ifMatch)
      if (stale) return stale
      mine = true
      if (before.etag === after.etag) return { writes: [], answer }
      const document = newDataPolicies(caller.tenantId, wanted)
      const audit = auditEntry(
        documentId.audit(services.ids.next()),
        'dataPolicies.changed',
        actorOf(caller, person),
        services.clock.now(),
        { tenantId: caller.tenantId, facts: { from: factsOf(present), to: factsOf(wanted) } },
      )
      return {
        writes: [
          present ? { kind: 'replace', document, ifMatch: present._etag } : { kind: 'create', document },
          { kind: 'create', document: audit },
        ],
        answer,
      }
    })
  },
})

type Wanted = Pick<DataPolicies, 'default' | 'products'>

/** Each product once, by the id that it has today. */
function wantedOf({
  default: byDefault,
  products = [],
}: z.output<typeof body>): Wanted | RefusalOf<'InvalidRequest'> {
  // What came as JSON has no field that is undefined.
  const found = new Map<string, Partial<DataPolicy>>()
  const problems: Problem[] = []
  for (const [at, { productId, differences }] of products.entries()) {
    const target = `products.${at}.productId`
    const product = findProduct(productId)
    if (!product) problems.push({ target, is: 'unknownProduct' })
    else if (found.has(product.id)) problems.push({ target, is: 'givenTwice' })
    else if (Object.keys(differences).length > 0) found.set(product.id, differences as Partial<DataPolicy>)
  }
  const [first] = problems
  if (first) return refuse('InvalidRequest', { problems }, { target: first.target })
  return { default: byDefault, products: Object.fromEntries(found) }
}

/** Null where nothing was decided. */
function factsOf(policies: Wanted | undefined): Json {
  return policies ? { default: { ...policies.default }, products: { ...policies.products } } : null
}
