import type { Exit } from './exit-codes.ts'
import { type ErrorOfApi, Failure } from './failure.ts'

type Code = ErrorOfApi['code']
/** With `{id}` for the facts that the error brings along. */
const nextOf: Partial<Record<Code, string>> = {
  Unauthorized: 'Sign in again, or give a fresh token.',
  Forbidden: 'Ask an administrator of the organisation for the role; "whoami" shows those that you have.',
  TenantNotOnboarded: 'Ask an operator to add the organisation, or sign in to another one.',
  PersonNotKnown: 'Ask an operator to import the people of the organisation.',
  DelegationExpired: 'Ask the customer for a new delegation.',
  NotFound: 'Look for it with "list"; --tenant says in which organisation.',
  UserNotFound: 'Take those who do not hold the subscription out of the list.',
  ConfirmationRequired: 'Add --yes.',
  TakeControlRequired: 'Take control first: "takeover control ID", or add --take-control.',
  NotEnoughLicenses:
    'Raise the licences of the target, choose another one ("takeover targets ID"), or move fewer users.',
  OperationInProgress: 'Wait for it: "operations watch {operationId}", or cancel it.',
  OperationFinished: 'Look at how it ended: "operations show ID".',
  SubscriptionDeleted: 'There is nothing left to do: look at it with "subscriptions show ID".',
  TargetNotSuitable: '"takeover targets ID" lists where its users can move.',
  TargetIsSource: '"takeover targets ID" lists where its users can move.',
  PreconditionFailed: 'Somebody has changed it meanwhile: look at it, and run the command again.',
  RepeatabilityMismatch: 'This --repeat-id was used for something else: leave it out.',
  CancellationAlreadyRequested: 'The purchaser was asked already; cancel it yourself, or wait.',
  PaymentOutcomeUnknown: 'The bank has not said yet: try again in a minute.',
}

const nextOfExit: Partial<Record<Exit, string>> = {
  usage: 'Look at the command’s --help.',
  unavailable: 'Try again later.',
  fault: 'Tell whoever runs the service.',
}

/** What a refusal of the API means for whoever called the command line. */
export function failureOf(response: Response, error: ErrorOfApi | undefined, next?: string): Failure {
  const exit = exitOf(response.status)
  const requestId = response.headers.get('x-ms-request-id') ?? undefined
  if (!error) {
    const message = `The service answered HTTP ${response.status} without saying why.`
    const what = exit === 'notFound' ? 'Is --api the address of the service?' : nextOfExit[exit]
    return new Failure(exit, message, { requestId, next: next ?? what })
  }
  const usual = nextOf[error.code] ?? nextOfExit[exit]
  return new Failure(exit, error.message, {
    error,
    requestId,
    next:
      next ?? usual?.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(error.innererror?.[name] ?? 'ID')),
  })
}

function exitOf(status: number): Exit {
  if (status === 400 || status === 413 || status === 415 || status === 431) return 'usage'
  if (status === 401 || status === 403) return 'forbidden'
  if (status === 404) return 'notFound'
  if ([402, 409, 412, 422, 428].includes(status)) return 'refused'
  if (status === 429 || status === 502 || status === 503 || status === 504) return 'unavailable'
  return 'fault'
}
