import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as z from 'zod'
import type { EligibilityCode, RefusalCode, RefusalFacts } from '#core/kernel/refusals.ts'
import { refuse } from '#core/kernel/refusals.ts'
import type { Day, Instant } from '#core/kernel/time.ts'
import {
  cancellationReasons,
  isCancellationReason,
  reasonLabel,
} from '#core/subscriptions/cancellation-reasons.ts'
import { helpLink } from '#functions/http/help.ts'
import { languageOf } from '#functions/http/language.ts'
import { en } from '#functions/http/messages/en.ts'
import { expectationIn, expected } from '#functions/http/messages/messages.ts'
import { nl } from '#functions/http/messages/nl.ts'
import { sentenceOf, sentenceOfProblem, wordsIn } from '#functions/http/messages/words.ts'
import { parse } from '#functions/http/parse.ts'
import { simulatedServices } from '../support/simulated/services.ts'

const { services } = simulatedServices()
const none = [{}]
const eligibility = {
  GuestNotAllowed: none,
  TenantNotEligible: none,
  TenantNotManaged: none,
  MarketNotEligible: none,
  AccountDisabled: none,
  PersonalAccount: none,
  PurchaseDisabledByPolicy: none,
  TrialsOnlyByPolicy: none,
  SignUpDisabled: none,
  NotYetAvailable: none,
  ProductNotOffered: none,
} satisfies { readonly [Code in EligibilityCode]: readonly RefusalFacts[Code][] }
const eligibilityCodes = Object.keys(eligibility) as EligibilityCode[]

/** Every code with every kind of facts that makes its sentence another one. */
const refusals: { readonly [Code in RefusalCode]: readonly RefusalFacts[Code][] } = {
  ...eligibility,
  InvalidRequest: [{ problems: [] }],
  ConfirmationRequired: none,
  CardNumberNotAllowed: none,
  MissingApiVersionParameter: [{ supported: '2026-11-01' }],
  UnsupportedApiVersionValue: [{ supported: '2026-11-01' }],
  InvalidRepeatabilityHeader: [
    { header: 'Repeatability-Request-ID', expected: 'uuid' },
    { header: 'Idempotency-Key', expected: 'visibleCharacters' },
    { header: 'Repeatability-First-Sent', expected: 'httpDate' },
  ],
  Unauthorized: none,
  Forbidden: [{}, { anyOfRoles: 'globalAdmin, billingAdmin' }],
  TenantNotOnboarded: none,
  PersonNotKnown: none,
  DelegationExpired: [{ expires: '2026-11-21T10:00:00.000Z' }],
  NotYourself: none,
  EmailMismatch: none,
  OwnRequestProcess: [{ message: 'Ask at https://intranet.example/licences.' }],
  PaymentDeclined: none,
  PaymentRefunded: none,
  PaymentMethodExpired: none,
  PaymentMethodNotSupported: [{ because: 'notACard' }, { because: 'noCard' }],
  SecurityCodeWrong: none,
  TaxIdNotValid: [{ country: 'NL' }],
  PaymentOutcomeUnknown: [
    { because: 'chargeUnknown', retryAfterMs: 2_000 },
    { because: 'raiseUnknown', retryAfterMs: 2_000 },
    { because: 'paymentUnknown', retryAfterMs: 2_000 },
    { because: 'paymentUnderWay', retryAfterMs: 2_000 },
  ],
  NotFound: none,
  UserNotFound: [{}, { missing: 1, of: 3 }, { missing: 1, of: 3, among: 'request' }],
  TakeControlRequired: none,
  UnderAdminControl: none,
  NotEnoughLicenses: [{ needed: 5, available: 3 }],
  SkuNotHeld: [{}],
  SkuWithoutFreeLicenses: [{ skuId: 'f8a1db68-be16-40ed-86d5-cb42ce701560' }],
  LicenseNotHeld: [{}],
  QuantityBelowAssigned: [{ assigned: 5, reserved: 3 }],
  OperationInProgress: [{}, { operationId: 'o1' }],
  OperationFinished: [{ state: 'Succeeded' }],
  NotUndoable: [
    { because: 'kind' },
    { because: 'refunded' },
    { because: 'termOver' },
    { because: 'nothingLeft' },
  ],
  AlreadyUndone: [{ operationId: 'O-1' }],
  NothingToTransfer: [{}],
  SubscriptionDeleted: [{ deletedAt: '2026-11-21T10:00:00.000Z' }],
  SubscriptionNotActive: [{ state: 'expired' }, { state: 'disabled' }],
  PaymentOverdue: none,
  TooManyRaises: [{ days: 7, max: 30 }],
  AlreadyPaid: none,
  InvoiceNotPayable: [{ state: 'credited' }, { state: 'creditNote' }],
  TrialUsed: [{}, { because: 'theirsUsed' }],
  CancellationAlreadyRequested: [
    {
      requestedOn: '2026-11-21' as Day,
      againAt: '2026-11-28T10:00:00.000Z' as Instant,
    },
  ],
  SupportCaseClosed: none,
  CancellationNotAsked: none,
  NotSelfService: [{ channel: 'central' }, { channel: 'central', because: 'support' }],
  SingleUserSubscription: none,
  PaidSubscription: none,
  QuantityIncreaseNotAllowed: [{ totalLicenses: 100 }],
  LicenseRequestOpen: [{ requestId: 'request' }],
  LicenseRequestDecided: (['approved', 'partlyApproved', 'rejected', 'withdrawn'] as const).map((state) => ({
    state,
  })),
  OrderCompleted: [{ subscriptionId: 's1' }],
  DomainInUse: [{ domain: 'tulp.example' }],
  TenantDeletionBlocked: [
    { blockers: [], blockerCount: 1 },
    { blockers: [], blockerCount: 3 },
  ],
  TenantDeleted: [{ deletedAt: '2026-11-21T10:00:00.000Z' }],
  WorkItemTaken: [{ until: '2026-11-21T10:00:00.000Z' }],
  WorkItemNotTaken: none,
  WorkItemNotReady: [{ notBefore: '2026-11-21T10:00:00.000Z' }],
  WorkItemFinished: [{ state: 'done' }, { state: 'withdrawn' }],
  DelegationExists: none,
  TooManyWebhooks: [{ max: 5 }],
  DeliveryNotParked: (['waiting', 'delivered', 'dropped'] as const).map((state) => ({ state })),
  PreconditionFailed: none,
  PreconditionRequired: none,
  GuestCannotBeAssigned: none,
  UserNotActive: none,
  TargetIsSource: none,
  TargetNotSuitable: [{ family: 'Power BI' }],
  BilledToPurchaser: none,
  OtherProduct: [{ productId: 'CFQ7TTC0H9MP' }],
  PartnerNotKnown: none,
  RepeatabilityMismatch: none,
  MethodNotAllowed: [{ allowed: 'GET, POST' }],
  RequestTooLarge: [{ bytesMax: 1_048_576 }],
  UnsupportedMediaType: none,
  TooManyRequests: [{ retryAfterMs: 100 }],
  ServiceUnavailable: [
    { retryAfterMs: 100, outcome: 'notDone' },
    { retryAfterMs: 100, outcome: 'unknown' },
  ],
  WorkStandsStill: [
    { because: 'neverSwept', retryAfterMs: 60_000 },
    { because: 'neverSwept', retryAfterMs: 60_000, failed: 'send-email' },
    { because: 'sweepIsLate', retryAfterMs: 60_000, seconds: 301 },
    { because: 'sweepIsLate', retryAfterMs: 60_000, seconds: 301, failed: 'operations, send-email' },
    { because: 'operationDoesNotGetOn', retryAfterMs: 60_000, seconds: 601 },
  ],
  InternalError: none,
}
/** Each as it is refused, in both languages. */
const sentences = Object.entries(refusals).flatMap(([code, all]) =>
  all.map((facts) => {
    const refusal = { refused: code as RefusalCode, facts: facts as never }
    return { code, facts, en: sentenceOf(refusal, 'en'), nl: sentenceOf(refusal, 'nl') }
  }),
)

test('R088 there are nine reasons to cancel, in both languages', () => {
  expect(cancellationReasons.map((reason) => reason.id)).toEqual([
    'tooExpensive',
    'missingFeatures',
    'switchedService',
    'unused',
    'customerService',
    'tooComplex',
    'lowQuality',
    'movedToCentral',
    'other',
  ])
  expect(reasonLabel('tooExpensive', 'nl')).toBe('Het is te duur')
  expect(isCancellationReason('tooExpensive')).toBe(true)
  expect(isCancellationReason('cheap')).toBe(false)
  expect(reasonLabel('we merged', 'nl')).toBe('we merged')
})

test.each(eligibilityCodes)('R148 %s says to contact the IT admin and where to read on', (code) => {
  expect(sentenceOf(refuse(code), 'en')).toContain('contact your IT admin')
  expect(sentenceOf(refuse(code), 'nl')).toContain('contact op met uw IT-beheerder')
  expect(helpLink(code, services)).toMatch(/^https:\/\/learn/)
})

test('R148 the reasons of a refusal cannot be told apart by their message', () => {
  expect(new Set(eligibilityCodes.map((code) => sentenceOf(refuse(code), 'en'))).size).toBe(1)
  expect(wordsIn('nl').contactAdministrator).toBe(sentenceOf(refuse('MarketNotEligible'), 'nl'))
})

test('R013 R016 a refused sign-up leads to the self-service settings, a refused purchase to the questions', () => {
  expect(helpLink('SignUpDisabled', services)).toContain('self-service-settings')
  expect(helpLink('PurchaseDisabledByPolicy', services)).toContain('self-service-purchase-faq')
})

test('R177 every refusal is one sentence or two in each language, made of its facts', () => {
  for (const { code, facts, en, nl } of sentences) {
    for (const sentence of [en, nl]) expect(sentence, code).toMatch(/^[A-Z\d].*\.$/)
    expect(nl, code).not.toBe(en)
    expect(`${en} ${nl}`, code).not.toMatch(/undefined|null|NaN|\[object/)
    // How long to wait stands in Retry-After, and a problem has a sentence of its own.
    const { retryAfterMs, problems, because, outcome, expected, among, ...more } = facts as Record<
      string,
      unknown
    >
    // A state of a subscription, an invoice, a request, a work item or an event is told in words. Blockers are listed.
    const { state, blockers, ...rest } = more
    const inWords = [
      'SubscriptionNotActive',
      'InvoiceNotPayable',
      'LicenseRequestDecided',
      'WorkItemFinished',
      'DeliveryNotParked',
    ]
    const told = blockers || inWords.includes(code) ? rest : more
    for (const fact of Object.values(told)) {
      expect(en, code).toContain(String(fact))
      expect(nl, code).toContain(String(fact))
    }
  }
})

test('R177 what makes another case of a refusal makes another sentence', () => {
  const several = Object.entries(refusals).filter(([, all]) => all.length > 1)
  expect(several.length).toBeGreaterThan(0)
  for (const [code, all] of several) {
    for (const language of ['en', 'nl'] as const) {
      const told = sentences
        .filter((sentence) => sentence.code === code)
        .map((sentence) => sentence[language])
      expect(new Set(told).size, code).toBe(all.length)
    }
  }
})

test('R177 every problem and expectation says in both languages what was expected', () => {
  for (const problem of Object.keys(en.problems) as (keyof typeof en.problems)[]) {
    expect(nl.problems[problem]).not.toBe(en.problems[problem])
    expect(sentenceOfProblem({ target: 'x', is: problem }, 'nl')).toBe(nl.problems[problem])
  }
  for (const what of Object.keys(en.expectations) as (keyof typeof en.expectations)[]) {
    expect(en.expectations[what]).toMatch(/^Expected .*\.$/)
    expect(nl.expectations[what]).toMatch(/^Verwacht werd(en)? .*\.$/)
    expect(expectationIn(expected(what))).toBe(what)
  }
  expect(expectationIn('Too big')).toBeUndefined()
  const allowed = { target: 'x', is: 'notAllowed', allowed: ['a', 'b'] } as const
  expect(sentenceOfProblem(allowed, 'en')).toBe('Expected one of a, b.')
  expect(sentenceOfProblem(allowed, 'nl')).toBe('Verwacht werd een van a, b.')
  expect(sentenceOfProblem({ target: 'x', is: 'shape', message: 'Zelf gezegd' }, 'en')).toBe('Zelf gezegd')
})

test('R177 of many problems the first twenty are told, and how many more there are', () => {
  const shape = z.array(z.int())
  const told = (count: number) => parse(shape, Array(count).fill('x'), 'en').problems ?? []
  expect([told(20).length, told(21).length, told(1_000).length]).toEqual([20, 21, 21])
  const [last] = told(1_000).slice(-1)
  expect(last).toEqual({ target: '', is: 'more', count: 980 })
  expect(last && sentenceOfProblem(last, 'en')).toBe('And 980 more that are not listed here.')
  expect(last && sentenceOfProblem(last, 'nl')).toBe('En nog 980 die hier niet staan.')
})

test('R004 R005 the free tag and its note are fixed words', () => {
  expect([wordsIn('en').free.tag, wordsIn('nl').free.tag]).toEqual(['Free', 'Gratis'])
  expect(wordsIn('en').free.note).toBe(
    'This is a free subscription that is activated by users in your company',
  )
  expect(wordsIn('nl').free.note).toBe(
    'Dit is een gratis abonnement dat wordt geactiveerd door gebruikers in uw bedrijf.',
  )
})

test.each([
  ['', 'en'],
  ['nl', 'nl'],
  ['nl-BE', 'nl'],
  ['NL', 'nl'],
  ['de', 'en'],
  ['de, nl;q=0.5', 'nl'],
  ['en;q=0.8, nl;q=0.9', 'nl'],
  ['nl;q=0.8, en;q=0.9', 'en'],
  ['nl, en', 'nl'],
  ['en, nl', 'en'],
  ['nl;q=0', 'en'],
  ['*', 'en'],
  ['en;q=0, *', 'nl'],
  ['nl;q=0.001', 'nl'],
  ['nl;q=2', 'en'],
  ['nlx', 'en'],
  [';;;,,,', 'en'],
] as const)('R177 Accept-Language "%s" is answered in %s', (header, language) => {
  expect(languageOf(header)).toBe(language)
})

test('R177 any header gives one of the two languages', () => {
  fc.assert(fc.property(fc.string(), (header) => ['en', 'nl'].includes(languageOf(header))))
})
