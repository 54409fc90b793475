import { expect, test } from 'vitest'
import { changedAddress, typedAddress } from '../../portal/billing/address.ts'
import { isPayable } from '../../portal/billing/invoice.ts'
import { isOpen, mayBeAskedFor, type Offered, offersOf } from '../../portal/shop/ways.ts'

const money = { amount: 100, currency: 'EUR' }
const product: Offered = {
  id: 'P',
  displayName: 'Product',
  family: 'Family',
  availableFrom: '2026-06-01',
  channels: (['central', 'partner', 'trial', 'selfService'] as const).map((channel) => ({
    channel,
    unitPrice: money,
    billingTermMonths: 1,
  })),
}

test('R134 one’s own card comes first; only who orders for the organisation is offered its agreement, and nobody a partner’s price', () => {
  expect(offersOf(product, false).map(({ channel }) => channel)).toEqual(['selfService', 'trial'])
  expect(offersOf(product, true).map(({ channel }) => channel)).toEqual(['selfService', 'trial', 'central'])
})

test('R124 before anyone signs in the day tells whether it can be had, afterwards the API does', () => {
  expect(isOpen({}, product, '2026-05-31')).toBe(false)
  expect(isOpen({}, product, '2026-06-01')).toBe(true)
  expect(isOpen({ eligible: false }, product, '2026-06-01')).toBe(false)
  expect(isOpen({ eligible: true }, product, '2026-05-31')).toBe(true)
})

test.each([
  ['PurchaseDisabledByPolicy', true],
  ['TenantNotEligible', true],
  ['NotYetAvailable', false],
  ['GuestNotAllowed', false],
])('R148 B10 to ask for a product that is refused for %s: %s', (code, asks) => {
  expect(mayBeAskedFor([{ code }])).toBe(asks)
})

test('R155 what is owed on an invoice can be paid, a credit note never', () => {
  const due = { amount: 1, currency: 'EUR' }
  expect(isPayable({ kind: 'invoice', status: 'Declined', due })).toBe(true)
  expect(isPayable({ kind: 'invoice', status: 'Paid', due: { ...due, amount: 0 } })).toBe(false)
  expect(isPayable({ kind: 'creditNote', status: 'Open', due })).toBe(false)
})

test('R116 an address keeps the parts that this form does not know, and loses what was emptied', () => {
  const before = { street: 'Kade 1', county: 'Utrecht' }
  const typed = { ...typedAddress(before), street: ' ', city: ' Utrecht ' }
  expect(changedAddress(before, typed)).toEqual({ county: 'Utrecht', city: 'Utrecht' })
})
