import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EligibilityCode, RefusalCode } from '#core/kernel/refusals.ts'
import {
  cancellationReasons,
  isCancellationReason,
  reasonLabel,
} from '#core/subscriptions/cancellation-reasons.ts'
import {
  contactAdministrator,
  helpLink,
  languageOf,
  noteOfFree,
  tagOfFree,
  text,
} from '#functions/http/messages.ts'

const eligibilityCodes = [
  'GuestNotAllowed',
  'TenantNotEligible',
  'TenantNotManaged',
  'MarketNotEligible',
  'AccountDisabled',
  'PersonalAccount',
  'PurchaseDisabledByPolicy',
  'TrialsOnlyByPolicy',
  'SignUpDisabled',
  'NotYetAvailable',
  'ProductNotOffered',
] as const satisfies readonly EligibilityCode[]

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
  expect(text(code, 'en')).toContain('contact your IT admin')
  expect(text(code, 'nl')).toContain('contact op met uw IT-beheerder')
  expect(helpLink(code)).toMatch(/^https:/)
})

test('R148 the reasons of a refusal cannot be told apart by their message', () => {
  expect(new Set(eligibilityCodes.map((code) => text(code, 'en'))).size).toBe(1)
  expect(contactAdministrator('nl')).toBe(text('MarketNotEligible', 'nl'))
})

test('R013 R016 a refused sign-up leads to the self-service settings, a refused purchase to the questions', () => {
  expect(helpLink('SignUpDisabled')).toContain('self-service-settings')
  expect(helpLink('PurchaseDisabledByPolicy')).toContain('self-service-purchase-faq')
})

test('R177 a refusal has a Dutch message, and an English one unless its own says more', () => {
  const both: readonly RefusalCode[] = ['NotFound', 'TakeControlRequired', 'SubscriptionDeleted', 'Forbidden']
  for (const code of both) {
    expect(text(code, 'en')).toBeTruthy()
    expect(text(code, 'nl')).not.toBe(text(code, 'en'))
  }
  expect(text('InvalidRequest', 'en')).toBeUndefined()
  expect(text('InvalidRequest', 'nl')).toBe('Het verzoek is niet geldig.')
})

test('R004 R005 the free tag and its note are fixed words', () => {
  expect([tagOfFree('en'), tagOfFree('nl')]).toEqual(['Free', 'Gratis'])
  expect(noteOfFree('en')).toBe('This is a free subscription that is activated by users in your company')
  expect(noteOfFree('nl')).toBe(
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
