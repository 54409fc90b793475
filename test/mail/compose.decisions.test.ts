import { expect, test } from 'vitest'
import { money } from '#core/kernel/money.ts'
import type { Day } from '#core/kernel/time.ts'
import { newCardMail, newMail } from '#core/mail/compose.ts'
import { anActive, aUser, early, tenantId, userId } from '../support/builders.ts'

const purchaser = aUser({ language: 'nl' })
const renewed = {
  kind: 'renewed',
  cause: 'renewal:1',
  subscription: anActive(),
  purchaser,
  organisation: 'Tulp',
  productName: 'Power BI Pro',
  targetProductName: null,
  seats: 3,
  decidedBy: '',
  reason: '',
  more: { amount: money(1_234, 'EUR'), until: '2027-01-05' as Day, invoiceNumber: '2026-000123' },
  operationId: null,
  traceparent: '',
  at: early,
} as const

const expiring = {
  cause: 'card:1:2026-11',
  owner: purchaser,
  ownerId: purchaser.userId,
  card: 'visa 4242',
  until: '2026-11-30' as Day,
  organisation: 'Tulp',
  tenantId: tenantId(1),
  traceparent: '',
  at: early,
}

test('what a mail tells more stands among its facts', () => {
  expect(newMail(renewed)).toMatchObject({
    id: 'mail:renewal:1',
    kind: 'renewed',
    state: 'queued',
    to: { userId: renewed.subscription.purchaserId, name: purchaser.displayName, address: purchaser.mail },
    language: 'nl',
    subscriptionId: renewed.subscription.id,
    facts: { seats: 3, on: '2026-01-05', ...renewed.more },
  })
})

test('the mail about a card goes to its owner, in their language, and is about no subscription', () => {
  expect(newCardMail(expiring)).toMatchObject({
    id: 'mail:card:1:2026-11',
    tenantId: tenantId(1),
    kind: 'cardExpires',
    state: 'queued',
    to: { userId: purchaser.userId, name: purchaser.displayName, address: purchaser.mail },
    language: 'nl',
    subscriptionId: null,
    operationId: null,
    facts: { organisation: 'Tulp', card: 'visa 4242', until: '2026-11-30', on: '2026-01-05' },
  })
})

test('a mail to somebody who is no longer known here is refused at once, and says why', () => {
  const { purchaserId, purchaserName } = renewed.subscription
  expect(newMail({ ...renewed, purchaser: undefined })).toMatchObject({
    state: 'refused',
    to: { userId: purchaserId, name: purchaserName, address: '' },
    refusedBecause: 'The purchaser is no longer known in the organisation.',
  })
  expect(newCardMail({ ...expiring, owner: undefined, ownerId: userId(9) })).toMatchObject({
    state: 'refused',
    to: { userId: userId(9), name: '', address: '' },
    refusedBecause: 'The owner of the card is no longer known in the organisation.',
  })
})
