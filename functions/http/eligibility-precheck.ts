import * as z from 'zod'
import { eligibility } from '#core/catalogue/eligibility.ts'
import type { Product } from '#core/catalogue/products.ts'
import { findCountry } from '#core/kernel/countries.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { isRefusal } from '#core/kernel/refusals.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { Policy } from '#core/policies/policy.ts'
import { policyValueOf } from '#core/policies/policy.ts'
import type { World } from '#core/ports/services.ts'
import { door, nothing } from '../door.ts'
import { productIdShape, productOr404 } from '../eligible.ts'
import { contactAdministrator } from './messages.ts'

export const eligibilityPrecheck = door({
  name: 'eligibility-precheck',
  method: 'POST',
  route: '/eligibility/precheck',
  summary:
    'Whether the domain of an address belongs to an organisation that can buy; says nothing of the person.',
  tag: 'Catalogue',
  who: 'anyone',
  scope: 'public',
  params: nothing,
  query: nothing,
  body: z.strictObject({
    email: z
      .string()
      .max(320)
      .regex(/^[^@\s]+@[^@\s]+$/, 'Expected an e-mail address.'),
    productId: productIdShape.optional(),
  }),
  onlyReads: true,
  answers: {
    200: {
      description: 'The same no for an unknown domain and for an organisation that cannot buy',
      body: z.object({ eligible: z.boolean(), message: z.string().optional() }),
    },
  },
  refusals: ['NotFound'],
  async handle(call) {
    const { world, body, language } = call
    const product = body.productId === undefined ? undefined : productOr404(call, body.productId)
    if (isRefusal(product)) return product
    const domain = body.email.slice(body.email.indexOf('@') + 1).toLowerCase()
    if (await canBuy(world, domain, product)) return { status: 200, body: { eligible: true } }
    return { status: 200, body: { eligible: false, message: contactAdministrator(language) } }
  },
})

async function canBuy(world: World, domain: string, product: Product | undefined): Promise<boolean> {
  const [found] = await world.acrossTenants.find(
    {
      where: [
        { field: 'type', is: '=', value: 'tenant' },
        { field: 'domains', is: 'contains', value: domain },
      ],
    },
    1,
  )
  const tenant = found && (await world.documents.read<Tenant>(found.tenantId, documentId.tenant))
  if (!tenant) return false
  if (!product) {
    const { managed, tenantType, country } = tenant
    return managed && tenantType === 'commercial' && findCountry(country) !== undefined
  }
  const policy = await world.documents.read<Policy>(tenant.tenantId, documentId.policy)
  return eligibility({
    person: anyMember,
    tenant,
    product,
    channel: 'selfService',
    policy: policyValueOf(policy, tenant, product),
    now: world.clock.now(),
  }).eligible
}

/** Nobody in particular: whether the address is anyone's must not be seen in the answer, nor in its time. (R137) */
const anyMember = {
  accountType: 'member',
  personalAccount: false,
  accountEnabled: true,
  onPremisesSyncEnabled: false,
} as const
