/**
 * Every way the product says no: stable PascalCase codes that callers may rely on (docs: the error table of the
 * OpenAPI page). functions/refusal-status.ts gives each its one HTTP status.
 */
export type RefusalCode =
  // the request itself
  | 'InvalidRequest'
  | 'ConfirmationRequired'
  | 'CardNumberNotAllowed'
  | 'MissingApiVersionParameter'
  | 'UnsupportedApiVersionValue'
  | 'InvalidRepeatabilityHeader'
  // who asks
  | 'Unauthorized'
  | 'Forbidden'
  | 'TenantNotOnboarded'
  | 'PersonNotKnown'
  | 'NotYourself'
  | 'EmailMismatch'
  // eligibility
  | EligibilityCode
  // payment
  | 'PaymentDeclined'
  | 'PaymentMethodExpired'
  | 'PaymentMethodNotSupported'
  | 'PaymentOutcomeUnknown'
  // not there, or not for the caller to know
  | 'NotFound'
  | 'UserNotFound'
  // another state
  | 'TakeControlRequired'
  | 'UnderAdminControl'
  | 'NotEnoughLicenses'
  | 'QuantityBelowAssigned'
  | 'OperationInProgress'
  | 'OperationFinished'
  | 'SubscriptionDeleted'
  | 'NotSelfService'
  | 'SingleUserSubscription'
  | 'PaidSubscription'
  | 'QuantityIncreaseNotAllowed'
  // preconditions
  | 'PreconditionFailed'
  | 'PreconditionRequired'
  // well formed, but not for this one
  | 'GuestCannotBeAssigned'
  | 'TargetIsSource'
  | 'TargetNotSuitable'
  | 'BilledToPurchaser'
  | 'RepeatabilityMismatch'
  // transport
  | 'MethodNotAllowed'
  | 'RequestTooLarge'
  | 'UnsupportedMediaType'
  | 'TooManyRequests'
  | 'ServiceUnavailable'
  | 'InternalError'

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

/** A no with its stable code, a message that says what was expected and found, and facts for the caller. */
export interface Refusal<Code extends RefusalCode = RefusalCode> {
  readonly refused: Code
  readonly message: string
  /** The field or resource that the refusal is about. */
  readonly target?: string
  /** Facts a caller can act on, such as the id of the running operation. */
  readonly facts?: Readonly<Record<string, string | number | boolean>>
  /** Every reason where there are several, this one included. */
  readonly reasons?: readonly RefusalCode[]
}

export function refuse<Code extends RefusalCode>(
  refused: Code,
  message: string,
  more: Omit<Refusal, 'refused' | 'message'> = {},
): Refusal<Code> {
  return { refused, message, ...more }
}

/** Tells a refusal from anything else a decision returns. */
export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value
}

/** The same answer for what does not exist and for what the caller may not know of. */
export function notFound(): Refusal<'NotFound'> {
  return refuse('NotFound', 'There is no such resource, or it is not for you to know.')
}
