import { anActive, subscriptionId } from '../../support/builders.ts'
import { chosen, crowded, moved } from './rows.ts'

/**
 * Every list route, and how it is asked for many rows. A route that is new needs a line here, and what it shows a line
 * in `rowsOf`. By default an administrator of the organisation asks, or an operator.
 */
export const lists: Readonly<Record<string, readonly ListCase[]>> = {
  'billing-invoices-list': [{}],
  'billing-payment-methods-list': [{}],
  'billing-profiles-list': [{}],
  'operations-list': [
    {},
    { about: 'of one subscription', query: { subscriptionId: crowded.id, status: 'Running' } },
  ],
  'operations-results': [
    { about: 'all users', params: { id: moved.id }, manyUsers: true },
    { about: 'chosen users', params: { id: chosen.id } },
  ],
  'ops-dead-letters-list': [{}],
  'ops-mail-list': [{}],
  'ops-operations-list': [{}],
  'ops-refunds-list': [{}],
  'organisation-customers-list': [{}],
  'organisation-people': [{}, { about: 'found', query: { search: 'rob' } }],
  'partners-delegations-list': [{}],
  'seats-licenses-get': [{ params: { productId: anActive().productId } }],
  'seats-list': [{ params: { id: crowded.id }, manyUsers: true }],
  'seats-own-licenses': [{}],
  'subscriptions-list': [
    {},
    { about: 'of a channel', query: { channel: 'selfService' } },
    { about: 'a purchaser’s own', as: 'member' },
  ],
  'take-over-move-targets': [{ params: { id: subscriptionId(0x10_000) } }],
}

export interface ListCase {
  /** Where a list is asked for in several ways. */
  readonly about?: string
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly as?: 'admin' | 'member'
  /** The list is of 100,000 users: its pages have a hundred each. */
  readonly manyUsers?: boolean
}

/** Lists of which the length does not grow with what people do, and why. */
export const bounded: Readonly<Record<string, string>> = {
  'catalogue-products-list': 'the catalogue',
  'catalogue-reference-countries': 'the countries that there are',
  'catalogue-reference-products': 'the catalogue',
  'ops-queues-list': 'the queues of functions/jobs.ts',
  'seats-licenses-list': 'sums: a row for each product of the catalogue',
  'subscriptions-cancellation-reasons': 'nine reasons',
}
