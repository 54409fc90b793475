import type { Json } from './json.ts'
import type { Day, Instant } from './time.ts'

/**
 * Every way the product says no: stable PascalCase codes that callers may rely on, each with the facts that its
 * sentence tells and a caller can act on. functions/http/status.ts gives each its one HTTP status, and
 * functions/http/messages/ its one sentence in every language.
 */
export interface RefusalFacts extends Record<EligibilityCode, None> {
  // the request itself
  InvalidRequest: { readonly problems: readonly Problem[] }
  ConfirmationRequired: None
  CardNumberNotAllowed: None
  MissingApiVersionParameter: { readonly supported: string }
  UnsupportedApiVersionValue: { readonly supported: string }
  InvalidRepeatabilityHeader: {
    readonly header: string
    readonly expected: 'uuid' | 'visibleCharacters' | 'httpDate'
  }
  // who asks
  Unauthorized: None
  Forbidden: { readonly anyOfRoles?: string }
  TenantNotOnboarded: None
  PersonNotKnown: None
  DelegationExpired: { readonly expires: string }
  NotYourself: None
  EmailMismatch: None
  /** The organisation takes no requests here, and says where instead. */
  OwnRequestProcess: { readonly message: string; readonly link?: string }
  // payment
  PaymentDeclined: None
  PaymentRefunded: None
  PaymentMethodExpired: None
  PaymentMethodNotSupported: { readonly because: 'notACard' | 'noCard' }
  SecurityCodeWrong: None
  TaxIdNotValid: { readonly country: string }
  PaymentOutcomeUnknown: {
    readonly because: 'chargeUnknown' | 'raiseUnknown' | 'paymentUnknown' | 'paymentUnderWay'
    readonly retryAfterMs: number
  }
  // not there, or not for the caller to know
  NotFound: None
  UserNotFound: { readonly missing?: number; readonly of?: number; readonly among?: 'request' }
  // another state
  TakeControlRequired: None
  UnderAdminControl: None
  NotEnoughLicenses: { readonly needed: number; readonly available: number }
  SkuNotHeld: None
  SkuWithoutFreeLicenses: { readonly skuId: string }
  LicenseNotHeld: None
  QuantityBelowAssigned: { readonly assigned: number; readonly reserved: number }
  OperationInProgress: { readonly operationId?: string }
  OperationFinished: { readonly state: string }
  /** Refunded: what was paid for it went back with it. */
  NotUndoable: { readonly because: 'kind' | 'refunded' | 'termOver' | 'nothingLeft' }
  /** Or being undone: by that operation. */
  AlreadyUndone: { readonly operationId: string }
  /** The person has bought nothing that could be given to somebody else. */
  NothingToTransfer: None
  SubscriptionDeleted: { readonly deletedAt: string }
  /** Expired or disabled. */
  SubscriptionNotActive: { readonly state: string }
  /** The renewal was declined: the card is to be replaced, or the invoice paid. */
  PaymentOverdue: None
  TooManyRaises: { readonly days: number; readonly max: number }
  AlreadyPaid: None
  InvoiceNotPayable: { readonly state: 'creditNote' | 'credited' }
  TrialUsed: { readonly because?: 'theirsUsed' }
  CancellationAlreadyRequested: { readonly requestedOn: Day; readonly againAt: Instant }
  /** Customer support has resolved it. */
  SupportCaseClosed: None
  /** Support cancels what an administrator asked it to. */
  CancellationNotAsked: None
  NotSelfService: { readonly channel: string; readonly because?: 'support' }
  SingleUserSubscription: None
  PaidSubscription: None
  QuantityIncreaseNotAllowed: { readonly totalLicenses: number }
  LicenseRequestOpen: { readonly requestId: string }
  LicenseRequestDecided: {
    readonly state: 'approved' | 'partlyApproved' | 'rejected' | 'withdrawn'
  }
  OrderCompleted: { readonly subscriptionId: string }
  DomainInUse: { readonly domain: string }
  /** All of them are counted; those that are told are the first. */
  TenantDeletionBlocked: { readonly blockers: readonly Json[]; readonly blockerCount: number }
  TenantDeleted: { readonly deletedAt: string }
  WorkItemTaken: { readonly until: string }
  WorkItemNotTaken: None
  WorkItemNotReady: { readonly notBefore: string }
  WorkItemFinished: { readonly state: 'done' | 'withdrawn' }
  DelegationExists: None
  TooManyWebhooks: { readonly max: number }
  DeliveryNotParked: { readonly state: 'waiting' | 'delivered' | 'dropped' }
  // preconditions
  PreconditionFailed: None
  PreconditionRequired: None
  // well formed, but not for this one
  GuestCannotBeAssigned: None
  UserNotActive: None
  TargetIsSource: None
  TargetNotSuitable: { readonly family: string }
  BilledToPurchaser: None
  OtherProduct: { readonly productId: string }
  PartnerNotKnown: None
  RepeatabilityMismatch: None
  // transport
  MethodNotAllowed: { readonly allowed: string }
  RequestTooLarge: { readonly bytesMax: number }
  UnsupportedMediaType: None
  TooManyRequests: { readonly retryAfterMs: number }
  ServiceUnavailable: {
    readonly retryAfterMs: number
    readonly outcome: 'notDone' | 'unknown'
    /** Which of the dependencies, where that was asked. */
    readonly unreachable?: readonly string[]
  }
  /** The timer does not run, or a job does not get on. */
  WorkStandsStill: {
    readonly because: 'neverSwept' | 'sweepIsLate' | 'operationDoesNotGetOn'
    readonly retryAfterMs: number
    /** Since all forgotten work was last looked for, or that an operation has not got on. */
    readonly seconds?: number
    /** What the timer did not get through last. */
    readonly failed?: string
  }
  InternalError: None
}

type None = Readonly<Record<string, never>>

export type RefusalCode = keyof RefusalFacts

/** Why a person may not get a product (R128, R145 to R149, R172, R173, R014, R034, R124, R010). */
export type EligibilityCode =
  | 'GuestNotAllowed'
  | 'TenantNotEligible'
  | 'TenantNotManaged'
  | 'MarketNotEligible'
  | 'AccountDisabled'
  | 'PersonalAccount'
  | 'PurchaseDisabledByPolicy'
  | 'TrialsOnlyByPolicy'
  | 'SignUpDisabled'
  | 'NotYetAvailable'
  | 'ProductNotOffered'

/** What is wrong with one part of a request; `target` names it, as the caller wrote it. */
export type Problem =
  /** The schema's own words, in the caller's language. */
  | { readonly target: string; readonly is: 'shape'; readonly message: string }
  | { readonly target: string; readonly is: 'notAllowed'; readonly allowed: readonly string[] }
  /** So many more are not told one by one. */
  | { readonly target: ''; readonly is: 'more'; readonly count: number }
  | { readonly target: string; readonly is: SimpleProblem }

export type SimpleProblem =
  | 'anotherShape'
  | 'givenTwice'
  | 'notJson'
  | 'notCsv'
  | 'noColumnOfUsers'
  | 'unknownContinuation'
  | 'paymentMethodNeeded'
  | 'cardTokenNeeded'
  | 'unknownToken'
  | 'reservedId'
  | 'trialOfProduct'
  | 'oneAtATime'
  | 'rangeBackwards'
  | 'rangeTooLong'
  | 'rangeOrDays'
  | 'nothingToChange'
  | 'unknownProduct'
  | 'ungovernedProduct'
  | 'addedAndRemoved'
  | 'planOfAnotherSku'
  | 'plansGoTogether'
  | 'tooManySeats'
  | 'withinTwoYears'
  | 'fewerAtOnce'
  | 'publicHttpsAddress'

/** A no with its stable code and facts. */
export type Refusal<Code extends RefusalCode = RefusalCode> = { [C in Code]: RefusalOf<C> }[Code]

export interface RefusalOf<Code extends RefusalCode> extends About {
  readonly refused: Code
  readonly facts: RefusalFacts[Code]
}

interface About {
  /** The field or resource that the refusal is about. */
  readonly target?: string
  /** Every reason where there are several, the refusal's own included. */
  readonly reasons?: readonly EligibilityCode[]
}

type FactsOf<Code extends RefusalCode> =
  Record<never, never> extends RefusalFacts[Code]
    ? [facts?: RefusalFacts[Code], about?: About]
    : [facts: RefusalFacts[Code], about?: About]

export function refuse<Code extends RefusalCode>(
  refused: Code,
  ...[facts, about]: FactsOf<Code>
): RefusalOf<Code> {
  return { refused, facts: (facts ?? {}) as RefusalFacts[Code], ...about }
}

/** Tells a refusal from anything else a decision returns. */
export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value
}

/** The same answer for what does not exist and for what the caller may not know of. */
export function notFound(): RefusalOf<'NotFound'> {
  return refuse('NotFound')
}

/** Whoever changes something sends the ETag of what they read. A `*` is none: it would change what nobody has seen. */
export function refuseStale(
  present: { readonly _etag: string } | string,
  ifMatch: string,
): RefusalOf<'PreconditionFailed'> | undefined {
  const etag = typeof present === 'string' ? present : present._etag
  return ifMatch === etag ? undefined : refuse('PreconditionFailed')
}
