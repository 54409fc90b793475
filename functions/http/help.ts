import type { RefusalCode } from '#core/kernel/refusals.ts'
import { type HelpTopic, helpPage } from '#core/organisation/links.ts'

/** Where somebody who met that refusal reads on; undefined when there is no such page. */
export function helpLink(code: RefusalCode): string | undefined {
  const topic = helpTopics[code]
  return topic && helpPage(topic)
}

const faq: HelpTopic = 'selfServicePurchaseFaq'
const helpTopics: { readonly [code in RefusalCode]?: HelpTopic } = {
  GuestNotAllowed: faq,
  TenantNotEligible: faq,
  TenantNotManaged: faq,
  MarketNotEligible: faq,
  AccountDisabled: faq,
  PersonalAccount: faq,
  NotYetAvailable: faq,
  ProductNotOffered: faq,
  PurchaseDisabledByPolicy: faq,
  TrialsOnlyByPolicy: faq,
  SignUpDisabled: 'controlSelfService',
  BilledToPurchaser: faq,
  PaymentDeclined: faq,
  PaymentMethodNotSupported: faq,
  PaymentMethodExpired: faq,
  TakeControlRequired: faq,
  UnderAdminControl: 'getSupport',
  PaidSubscription: faq,
  SingleUserSubscription: 'selfServiceSignUp',
  NotSelfService: faq,
  NotEnoughLicenses: 'assignLicenses',
  QuantityBelowAssigned: 'assignLicenses',
  GuestCannotBeAssigned: 'assignLicenses',
  UserNotFound: 'assignLicenses',
  OtherProduct: 'assignLicenses',
  InternalError: 'getSupport',
}
