import type { Language } from '#core/kernel/language.ts'
import type { EligibilityCode, RefusalCode } from '#core/kernel/refusals.ts'
import { type HelpTopic, helpPage } from '#core/organisation/links.ts'

/** What people read, in English and Dutch; English is the reference. Mails have their words in core/mails/. */
type Words = Readonly<Record<Language, string>>

/**
 * The message of a refusal for the caller (R177). Undefined where the refusal's own English message says more, because
 * it names the field or the numbers; in Dutch there is always one.
 */
export function text(code: RefusalCode, language: Language): string | undefined {
  return language === 'en' && ownWordsSayMore.has(code) ? undefined : messages[code][language]
}

/** Where somebody who met that refusal reads on; undefined when there is no such page. */
export function helpLink(code: RefusalCode): string | undefined {
  const topic = helpTopics[code]
  return topic && helpPage(topic)
}

/** The best language of an Accept-Language header that we have; English when it asks for neither, or makes no sense. */
export function languageOf(acceptLanguage: string): Language {
  const ranges = acceptLanguage
    .slice(0, 1_000)
    .split(',')
    .map((range) =>
      /^\s*([a-z]{1,8}|\*)(?:-[a-z0-9-]*)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*$/i.exec(range),
    )
    .filter((match) => match !== null)
    .map(([, tag = '', quality]) => ({ tag: tag.toLowerCase(), quality: quality ? Number(quality) : 1 }))
  const weightOf = (language: Language) => {
    const named = ranges.filter(({ tag }) => tag === language)
    const weights = (named.length > 0 ? named : ranges.filter(({ tag }) => tag === '*')).map((r) => r.quality)
    return Math.max(0, ...weights)
  }
  const [en, nl] = [weightOf('en'), weightOf('nl')]
  if (en !== nl) return nl > en ? 'nl' : 'en'
  return ranges.find(({ tag, quality }) => quality > 0 && (tag === 'en' || tag === 'nl'))?.tag === 'nl'
    ? 'nl'
    : 'en'
}

/** The mark of a subscription that costs nothing (R004). */
export function tagOfFree(language: Language): string {
  return { en: 'Free', nl: 'Gratis' }[language]
}

/** What administrators read next to it: fixed words (R005). */
export function noteOfFree(language: Language): string {
  return {
    en: 'This is a free subscription that is activated by users in your company',
    nl: 'Dit is een gratis abonnement dat wordt geactiveerd door gebruikers in uw bedrijf.',
  }[language]
}

/** What somebody who asks before signing in reads when his organisation cannot buy (R137, R148). */
export function contactAdministrator(language: Language): string {
  return notForYou[language]
}

/** One sentence for every reason: it tells what to do, and nothing of how the organisation has set things (R148). */
const notForYou: Words = {
  en: 'You cannot get this product here. Please contact your IT admin.',
  nl: 'U kunt dit product hier niet krijgen. Neem contact op met uw IT-beheerder.',
}

const notEligible = {
  GuestNotAllowed: notForYou,
  TenantNotEligible: notForYou,
  TenantNotManaged: notForYou,
  MarketNotEligible: notForYou,
  AccountDisabled: notForYou,
  PersonalAccount: notForYou,
  PurchaseDisabledByPolicy: notForYou,
  TrialsOnlyByPolicy: notForYou,
  SignUpDisabled: notForYou,
  NotYetAvailable: notForYou,
  ProductNotOffered: notForYou,
} as const satisfies Record<EligibilityCode, Words>

const messages = {
  ...notEligible,
  InvalidRequest: {
    en: 'The request is not valid.',
    nl: 'Het verzoek is niet geldig.',
  },
  ConfirmationRequired: {
    en: 'Please confirm: send "confirm": true. This cannot be taken back.',
    nl: 'Bevestig dit met "confirm": true. Het kan niet ongedaan worden gemaakt.',
  },
  CardNumberNotAllowed: {
    en: 'The request holds a card number. Send the token that the payment gateway gave for the card.',
    nl: 'Het verzoek bevat een kaartnummer. Stuur het token dat de betaaldienst voor de kaart gaf.',
  },
  MissingApiVersionParameter: {
    en: 'The query parameter api-version is missing.',
    nl: 'De queryparameter api-version ontbreekt.',
  },
  UnsupportedApiVersionValue: {
    en: 'This api-version is not supported.',
    nl: 'Deze api-version wordt niet ondersteund.',
  },
  InvalidRepeatabilityHeader: {
    en: 'The repeatability headers are not valid.',
    nl: 'De headers voor herhaling zijn niet geldig.',
  },
  Unauthorized: {
    en: 'Sign in first: a valid access token is needed.',
    nl: 'Meld u eerst aan: er is een geldig toegangstoken nodig.',
  },
  Forbidden: {
    en: 'Your role does not allow this.',
    nl: 'Uw rol staat dit niet toe.',
  },
  TenantNotOnboarded: {
    en: 'Your organisation does not use this service yet.',
    nl: 'Uw organisatie gebruikt deze dienst nog niet.',
  },
  PersonNotKnown: {
    en: 'You are not known here yet. Ask your IT admin to add you.',
    nl: 'U bent hier nog niet bekend. Vraag uw IT-beheerder om u toe te voegen.',
  },
  NotYourself: {
    en: 'You can do this for yourself only.',
    nl: 'U kunt dit alleen voor uzelf doen.',
  },
  EmailMismatch: {
    en: 'The e-mail address is not the one you signed in with.',
    nl: 'Het e-mailadres is niet het adres waarmee u bent aangemeld.',
  },
  PaymentDeclined: {
    en: 'The card was declined, and nothing was bought. Use another card or ask your bank.',
    nl: 'De kaart is geweigerd en er is niets gekocht. Gebruik een andere kaart of vraag uw bank.',
  },
  PaymentMethodExpired: {
    en: 'The card has expired. Use another one.',
    nl: 'De kaart is verlopen. Gebruik een andere kaart.',
  },
  PaymentMethodNotSupported: {
    en: 'You can pay by credit card only.',
    nl: 'U kunt alleen met een creditcard betalen.',
  },
  PaymentOutcomeUnknown: {
    en: 'It is not known yet whether the payment went through. Repeat with the same Repeatability-Request-ID and you pay once; if you sent none, see in a few minutes whether it is there before you ask again.',
    nl: 'Het is nog niet bekend of de betaling is gelukt. Herhaal met hetzelfde Repeatability-Request-ID en u betaalt één keer; stuurde u er geen, kijk dan over een paar minuten of het er is voordat u het opnieuw vraagt.',
  },
  NotFound: {
    en: 'There is no such resource, or it is not for you to know.',
    nl: 'Dit bestaat niet, of het is niet aan u om het te weten.',
  },
  UserNotFound: {
    en: 'At least one of these users is not in your organisation.',
    nl: 'Ten minste een van deze gebruikers is niet van uw organisatie.',
  },
  TakeControlRequired: {
    en: 'The subscription belongs to the person who bought it. Take control of it first.',
    nl: 'Het abonnement is van degene die het kocht. Neem het eerst over.',
  },
  UnderAdminControl: {
    en: 'An administrator has taken control of this subscription. Ask your IT admin.',
    nl: 'Een beheerder heeft dit abonnement overgenomen. Vraag het uw IT-beheerder.',
  },
  NotEnoughLicenses: {
    en: 'There are not enough free licences. Nothing was changed.',
    nl: 'Er zijn niet genoeg vrije licenties. Er is niets gewijzigd.',
  },
  QuantityBelowAssigned: {
    en: 'More licences are in use than that. Take licences from people first.',
    nl: 'Er zijn meer licenties in gebruik. Trek eerst licenties in.',
  },
  OperationInProgress: {
    en: 'An operation is running on this subscription. Try again when it has ended.',
    nl: 'Er loopt een bewerking op dit abonnement. Probeer het opnieuw als die klaar is.',
  },
  OperationFinished: {
    en: 'The operation has ended already.',
    nl: 'De bewerking is al afgelopen.',
  },
  SubscriptionDeleted: {
    en: 'The subscription has been deleted.',
    nl: 'Het abonnement is verwijderd.',
  },
  NotSelfService: {
    en: 'Only a subscription that somebody bought for himself can be taken over or cancelled here.',
    nl: 'Alleen een abonnement dat iemand zelf kocht, kan hier worden overgenomen of geannuleerd.',
  },
  SingleUserSubscription: {
    en: 'This is a sign-up subscription: only the person who signed up uses it.',
    nl: 'Dit is een gratis aangemeld abonnement: alleen wie zich aanmeldde, gebruikt het.',
  },
  PaidSubscription: {
    en: 'A paid subscription is not deleted. Take control of it, then move its users or cancel it.',
    nl: 'Een betaald abonnement wordt niet verwijderd. Neem het over en verplaats de gebruikers of annuleer het.',
  },
  QuantityIncreaseNotAllowed: {
    en: 'This subscription was taken over: its licences can only become fewer.',
    nl: 'Dit abonnement is overgenomen: het aantal licenties kan alleen omlaag.',
  },
  PreconditionFailed: {
    en: 'It has changed since you read it. Read it again, and send its present ETag.',
    nl: 'Het is gewijzigd sinds u het las. Lees het opnieuw en stuur de huidige ETag.',
  },
  PreconditionRequired: {
    en: 'Send the ETag that you read as If-Match.',
    nl: 'Stuur de gelezen ETag mee als If-Match.',
  },
  GuestCannotBeAssigned: {
    en: 'Guests cannot get a licence. Nobody of the request got one.',
    nl: 'Gasten kunnen geen licentie krijgen. Niemand in dit verzoek kreeg er een.',
  },
  TargetIsSource: {
    en: 'The users are on this subscription already. Choose another one.',
    nl: 'De gebruikers zitten al op dit abonnement. Kies een ander.',
  },
  TargetNotSuitable: {
    en: 'Users cannot move there: an active subscription of the same product family is needed.',
    nl: 'Daar kunnen de gebruikers niet heen: nodig is een actief abonnement uit dezelfde productfamilie.',
  },
  BilledToPurchaser: {
    en: 'Whoever buys for himself pays himself: it cannot be billed to anyone else.',
    nl: 'Wie zelf koopt, betaalt zelf: de rekening kan niet naar een ander.',
  },
  RepeatabilityMismatch: {
    en: 'This repeatability id was used for another request.',
    nl: 'Dit herhaal-id is voor een ander verzoek gebruikt.',
  },
  MethodNotAllowed: {
    en: 'This address does not take that method.',
    nl: 'Dit adres kent die methode niet.',
  },
  RequestTooLarge: {
    en: 'The request is too large.',
    nl: 'Het verzoek is te groot.',
  },
  UnsupportedMediaType: {
    en: 'Send JSON, with the content type application/json.',
    nl: 'Stuur JSON, met het inhoudstype application/json.',
  },
  TooManyRequests: {
    en: 'Too many requests. Slow down, and try again after the time in Retry-After.',
    nl: 'Te veel verzoeken. Wacht de tijd in Retry-After af en probeer het opnieuw.',
  },
  ServiceUnavailable: {
    en: 'This is not possible right now. Try again after the time in Retry-After.',
    nl: 'Dit kan nu even niet. Probeer het opnieuw na de tijd in Retry-After.',
  },
  InternalError: {
    en: 'Something went wrong on our side. It has been logged under the request id.',
    nl: 'Er ging bij ons iets mis. Het is vastgelegd onder het id van het verzoek.',
  },
} as const satisfies Record<RefusalCode, Words>

const ownWordsSayMore: ReadonlySet<RefusalCode> = new Set([
  'InvalidRequest',
  'MissingApiVersionParameter',
  'UnsupportedApiVersionValue',
  'InvalidRepeatabilityHeader',
  'NotEnoughLicenses',
  'QuantityBelowAssigned',
  'TargetNotSuitable',
  'ServiceUnavailable',
])

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
  InternalError: 'getSupport',
}
