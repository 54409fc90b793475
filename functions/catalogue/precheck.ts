import * as z from 'zod'
import { eligibility } from '#core/catalogue/eligibility.ts'
import type { Product } from '#core/catalogue/products.ts'
import { findCountry } from '#core/kernel/countries.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import { type Policy, policyValueOf } from '#core/policies/policy.ts'
import { expected } from '../http/messages/messages.ts'
import { wordsIn } from '../http/messages/words.ts'
import { publicRoute } from '../http/route.ts'
import { nothing } from '../http/shapes.ts'
import type { Services } from '../jobs/job.ts'
import { productIdShape, productOr404 } from './eligible.ts'

export const route = publicRoute({
  summary:
    'Whether the domain of an address belongs to an organisation that can buy; says nothing of the person.',
  tag: 'Catalogue',
  params: nothing,
  query: nothing,
  body: z.strictObject({
    email: z
      .string()
      .max(320)
      .regex(/^[^@\s]+@[^@\s]+$/, expected('emailAddress'))
      .describe('The address of whoever wants to buy'),
    productId: productIdShape.optional().describe('The product that they want'),
  }),
  onlyReads: true,
  answers: {
    200: {
      description: 'The same no for an unknown domain and for an organisation that cannot buy',
      body: z.object({
        eligible: z.boolean().describe('Whether people of that domain can buy'),
        message: z.string().optional().describe('What to do where they cannot'),
      }),
    },
  },
  refusals: ['NotFound'],
  async handle(context) {
    const { services, body, language } = context
    const product = body.productId === undefined ? undefined : productOr404(context, body.productId)
    if (isRefusal(product)) return product
    const domain = body.email.slice(body.email.indexOf('@') + 1).toLowerCase()
    if (await canBuy(services, domain, product)) return { status: 200, body: { eligible: true } }
    return { status: 200, body: { eligible: false, message: wordsIn(language).contactAdministrator } }
  },
})

async function canBuy(
  { acrossTenants, documents, clock }: Services,
  domain: string,
  product: Product | undefined,
): Promise<boolean> {
  const ofDomain = {
    where: [
      { field: 'type', is: '=', value: 'tenant' },
      { field: 'domains', is: 'contains', value: domain },
    ],
  } as const
  const [found] = (await acrossTenants.page(ofDomain, { size: 1 })).found
  if (!found) return false
  const [tenant, policy] = await documents.readTogether<[Tenant, Policy]>(found.tenantId, [
    documentId.tenant,
    documentId.policy,
  ])
  if (!tenant || tenant.deletedAt || !policy) return false
  if (!product) {
    const { managed, tenantType, country } = tenant
    return managed && tenantType === 'commercial' && findCountry(country) !== undefined
  }
  return eligibility({
    person: anyMember,
    tenant,
    product,
    channel: 'selfService',
    policy: policyValueOf(policy, tenant, product),
    now: clock.now(),
  }).eligible
}

/** Nobody in particular: whether the address is anyone's must not be seen in the answer, nor in its time. (R137) */
const anyMember = {
  accountType: 'member',
  personalAccount: false,
  accountEnabled: true,
  onPremisesSyncEnabled: false,
} as const
