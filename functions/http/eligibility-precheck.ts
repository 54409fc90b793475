import * as z from 'zod'
import type { Product } from '#core/catalogue.ts'
import { findCountry } from '#core/countries.ts'
import { ids, type Policy, type Tenant } from '#core/documents.ts'
import { eligibility } from '#core/eligibility.ts'
import { policyValueOf } from '#core/policy.ts'
import type { World } from '#core/ports.ts'
import { isRefusal } from '#core/refusals.ts'
import { contactAdministrator } from '#core/texts.ts'
import { door, nothing } from '../door.ts'
import { productIdShape, productOr404 } from '../eligible.ts'

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
  const tenant = found && (await world.documents.read<Tenant>(found.tenantId, ids.tenant))
  if (!tenant) return false
  if (!product) {
    const { managed, tenantType, country } = tenant
    return managed && tenantType === 'commercial' && findCountry(country) !== undefined
  }
  const policy = await world.documents.read<Policy>(tenant.tenantId, ids.policy)
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
