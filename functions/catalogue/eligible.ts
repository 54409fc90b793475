import * as z from 'zod'
import { type Channel, channels } from '#core/catalogue/channel.ts'
import {
  eligibility,
  eligibilityCodes,
  type PersonFacts,
  personFacts,
  refusedAnything,
} from '#core/catalogue/eligibility.ts'
import { findProduct, type Product } from '#core/catalogue/products.ts'
import {
  type EligibilityCode,
  notFound,
  type Refusal,
  type RefusalOf,
  refuse,
} from '#core/kernel/refusals.ts'
import type { User } from '#core/organisation/user.ts'
import { policyValueOf } from '#core/policies/policy.ts'
import { type Caller, isPartner } from '../http/caller.ts'
import type { Context, TenantContext } from '../http/context.ts'
import { sentenceOf } from '../http/messages/words.ts'

export const reasonShape = z
  .object({
    code: z
      .enum(eligibilityCodes as readonly [EligibilityCode, ...EligibilityCode[]])
      .describe('Stable. Extensible'),
    message: z.string().describe('For the person, in the language of the request'),
  })
  .meta({ id: 'EligibilityReason', title: 'Reason why not' })

export const productIdShape = z.string().min(1).max(64)
export const channelShape = z.enum(channels)

/** The product as the configured catalogue has it. */
export function productOr404(
  { services }: Pick<Context, 'services'>,
  id: string,
): Product | RefusalOf<'NotFound'> {
  return findProduct(id, services.settings.catalogueProfile) ?? notFound()
}

/** Every reason why the caller may not get the product that way now; none when they may. */
export function reasonsAgainst(
  { services, caller, tenant, policy, person }: TenantContext,
  product: Product,
  channel: Channel,
): readonly EligibilityCode[] {
  const answer = eligibility({
    person: factsOf(caller, person),
    tenant,
    product,
    channel,
    policy: policyValueOf(policy, tenant, product),
    now: services.clock.now(),
  })
  return answer.eligible ? [] : answer.codes
}

/** Why the caller may get nothing here for themselves, whatever it is; undefined where they may. (R148) */
export function refuseAnything({
  caller,
  tenant,
  person,
}: TenantContext): Refusal<EligibilityCode> | undefined {
  const reason = refusedAnything({ person: factsOf(caller, person), tenant })
  return reason && refuseIneligible([reason])
}

function factsOf(caller: Caller, person: User): PersonFacts {
  const facts = personFacts(person, caller.claims)
  return isPartner(caller) ? { ...facts, accountType: 'partner' } : facts
}

/** The refusal of a purchase or sign-up: the first reason, with all of them as details. */
export function refuseIneligible(reasons: readonly EligibilityCode[]): Refusal<EligibilityCode> | undefined {
  const [first] = reasons
  return first && refuse(first, {}, { reasons })
}

export function reasonViews({ language }: Pick<Context, 'language'>, reasons: readonly EligibilityCode[]) {
  return reasons.map((code) => ({ code, message: sentenceOf(refuse(code), language) }))
}
