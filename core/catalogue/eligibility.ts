import { findCountry } from '../kernel/countries.ts'
import type { EligibilityCode } from '../kernel/refusals.ts'
import { dayOf, type Instant } from '../kernel/time.ts'
import type { PolicyValue, Tenant } from '../organisation/tenant.ts'
import type { User } from '../organisation/user.ts'
import type { TokenClaims } from '../ports/identity.ts'
import type { Channel } from './channel.ts'
import { availableFrom, isOffered, type Product } from './products.ts'

export interface PersonFacts {
  /** A partner acts for the organisation: they buy for it, and nothing for themselves. (R170) */
  readonly accountType: 'member' | 'guest' | 'partner'
  /** A consumer account, not one of an organisation. */
  readonly personalAccount: boolean
  readonly accountEnabled: boolean
  /** Synced from the organisation's own directory: makes no difference, and that is the rule (R150). */
  readonly onPremisesSyncEnabled: boolean
}

export interface EligibilityQuestion {
  readonly person: PersonFacts
  readonly tenant: Pick<Tenant, 'tenantType' | 'managed' | 'country' | 'allowAdHocSubscriptions'>
  /** As the catalogue of the configured profile has it. */
  readonly product: Product
  readonly channel: Channel
  /** Where it is to be used; the organisation's country when absent. */
  readonly country?: string
  /** The value in force for the product: `policyValueOf`. */
  readonly policy: PolicyValue
  readonly now: Instant
}

export type Eligibility =
  | { readonly eligible: true }
  | { readonly eligible: false; readonly codes: readonly [EligibilityCode, ...EligibilityCode[]] }

/**
 * May this person have that product in that way, now? All reasons against it, always in the same order; the first is
 * what a refused request answers. The policy and the kind of organisation govern purchases and trials, the sign-up
 * switch governs sign-ups, and neither touches the other (R015). Central buying is for administrators, whose role is
 * asked for elsewhere; person, market and catalogue rules hold for everybody.
 */
export function eligibility(question: EligibilityQuestion): Eligibility {
  const [first, ...more] = new Set(rules.filter((rule) => rule.refuses(question)).map((rule) => rule.code))
  return first ? { eligible: false, codes: [first, ...more] } : { eligible: true }
}

/** Why somebody of that organisation may get nothing for themselves, whatever the product: the first reason. */
export function refusedAnything(
  question: Pick<EligibilityQuestion, 'person' | 'tenant'>,
): EligibilityCode | undefined {
  return aboutWho.find((rule) => rule.refuses({ ...question, channel: 'selfService' }))?.code
}

/** What is known of a person, from their record and their token. A token that does not say is a guest's (R149). */
export function personFacts(
  user: Pick<User, 'userType' | 'accountEnabled' | 'onPremisesSyncEnabled'>,
  claims: Pick<TokenClaims, 'accountType' | 'personalAccount'>,
): PersonFacts {
  return {
    accountType: user.userType === 'member' && claims.accountType === 0 ? 'member' : 'guest',
    personalAccount: claims.personalAccount,
    accountEnabled: user.accountEnabled,
    onPremisesSyncEnabled: user.onPremisesSyncEnabled,
  }
}

interface Rule<Question = EligibilityQuestion> {
  readonly code: EligibilityCode
  refuses(question: Question): boolean
}

/** What can be asked of somebody before they say which product. */
type AboutWho = Pick<EligibilityQuestion, 'person' | 'tenant' | 'channel' | 'country'>

const aboutWho: readonly Rule<AboutWho>[] = [
  { code: 'PersonalAccount', refuses: ({ person }) => person.personalAccount },
  {
    code: 'GuestNotAllowed',
    refuses: ({ person, channel }) =>
      person.accountType === 'guest' || (person.accountType === 'partner' && channel !== 'central'),
  },
  { code: 'AccountDisabled', refuses: ({ person }) => !person.accountEnabled },
  { code: 'TenantNotManaged', refuses: (question) => isSelfBought(question) && !question.tenant.managed },
  {
    code: 'TenantNotEligible',
    refuses: (question) => isSelfBought(question) && question.tenant.tenantType !== 'commercial',
  },
  { code: 'MarketNotEligible', refuses: (question) => !findCountry(countryOf(question)) },
]

/** First the person, then the organisation, then its own choice, then the product: 403 before 422. */
const rules: readonly Rule[] = [
  ...aboutWho,
  {
    code: 'MarketNotEligible',
    refuses: (question) => question.product.excludedCountries.includes(countryOf(question)),
  },
  {
    code: 'PurchaseDisabledByPolicy',
    refuses: (question) => isSelfBought(question) && question.policy === 'Disabled',
  },
  {
    code: 'TrialsOnlyByPolicy',
    refuses: ({ channel, policy }) =>
      channel === 'selfService' && policy === 'OnlyTrialsWithoutPaymentMethod',
  },
  {
    code: 'SignUpDisabled',
    refuses: ({ channel, tenant }) => channel === 'signUp' && !tenant.allowAdHocSubscriptions,
  },
  {
    code: 'NotYetAvailable',
    refuses: (question) => dayOf(question.now) < availableFrom(question.product, countryOf(question)),
  },
  { code: 'ProductNotOffered', refuses: ({ product, channel }) => !isOffered(product, channel) },
]

/** Every reason that there is, in the order in which they are given. */
export const eligibilityCodes: readonly EligibilityCode[] = [...new Set(rules.map(({ code }) => code))]

function isSelfBought({ channel }: Pick<EligibilityQuestion, 'channel'>): boolean {
  return channel === 'selfService' || channel === 'trial'
}

function countryOf({ country, tenant }: Pick<EligibilityQuestion, 'country' | 'tenant'>): string {
  return country ?? tenant.country
}
