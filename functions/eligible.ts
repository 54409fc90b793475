import * as z from 'zod'
import type { Channel } from '#core/catalogue/channel.ts'
import { eligibility, personFacts } from '#core/catalogue/eligibility.ts'
import { findProduct, type Product } from '#core/catalogue/products.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import { type EligibilityCode, notFound, type Refusal, refuse } from '#core/kernel/refusals.ts'
import type { Policy } from '#core/policies/policy.ts'
import { policyValueOf } from '#core/policies/policy.ts'
import type { Call } from './door.ts'
import { text } from './http/messages.ts'

type Within = Pick<Call, 'world' | 'caller' | 'tenant' | 'person' | 'language'>

export const reasonShape = z
  .object({ code: z.string().describe('Extensible'), message: z.string() })
  .meta({ id: 'EligibilityReason' })

export const productIdShape = z.string().min(1).max(64)
export const channelShape = z.enum(['selfService', 'central', 'signUp', 'trial'])

/** The product as the configured catalogue has it. */
export function productOr404(call: Pick<Call, 'world'>, id: string): Product | Refusal<'NotFound'> {
  return findProduct(id, call.world.settings.catalogueProfile) ?? notFound()
}

export function readPolicy({ world, caller }: Pick<Call, 'world' | 'caller'>) {
  return world.documents.read<Policy>(caller.tenantId, documentId.policy)
}

/** Every reason why the caller may not get the product that way now; none when he may. */
export function reasonsAgainst(
  call: Within,
  policy: Policy | undefined,
  product: Product,
  channel: Channel,
): readonly EligibilityCode[] {
  const answer = eligibility({
    person: personFacts(call.person, call.caller.claims),
    tenant: call.tenant,
    product,
    channel,
    policy: policyValueOf(policy, call.tenant, product),
    now: call.world.clock.now(),
  })
  return answer.eligible ? [] : answer.codes
}

/** The refusal of a purchase or sign-up: the first reason, with all of them as details. */
export function refuseIneligible(reasons: readonly EligibilityCode[]): Refusal<EligibilityCode> | undefined {
  const [first] = reasons
  return first && refuse(first, 'This product is not for you here: contact your IT admin.', { reasons })
}

export function reasonViews(call: Within, reasons: readonly EligibilityCode[]) {
  return reasons.map((code) => ({ code, message: text(code, call.language) ?? '' }))
}
