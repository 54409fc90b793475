import { anActive, subscriptionId, tenantId } from '../../support/builders.ts'
import { adminId, chosen, crowded, moved, webhook } from './rows.ts'

const revoked = { action: 'access.revoked' }
const days = { from: '2025-11-01', to: '2026-02-01' }
/** Everything that the audit trail can be narrowed down by. */
const audited: readonly ListCase[] = [
  {},
  { about: 'of some days', query: days },
  { about: 'by one person', query: { actor: adminId } },
  { about: 'of one action', query: { action: 'renewal.changed' } },
  { about: 'of one subscription', query: { subscriptionId: crowded.id } },
  {
    about: 'of all filters',
    query: { ...days, actor: adminId, action: 'renewal.changed', subscriptionId: crowded.id },
  },
  { about: 'whose licence ended, one by one', query: revoked },
  {
    about: 'whose licence ended, all at once',
    query: { ...revoked, to: '2025-12-02', actor: adminId, subscriptionId: crowded.id },
    manyUsers: true,
    // The first one has looked for the entry, which the next ones know.
    fromSecondPage: true,
  },
]

/**
 * Every list route, and how it is asked for many rows. A route that is new needs a line here, and what it shows a line
 * in `rowsOf`. By default an administrator of the organisation asks, or an operator.
 */
export const lists: Readonly<Record<string, readonly ListCase[]>> = {
  'audit-export': audited.map((one) => ({ ...one, query: { ...one.query, format: 'jsonl' } })),
  'audit-list': audited,
  'billing-invoices-list': [{}],
  'billing-payment-methods-list': [{}],
  'billing-profiles-list': [{}],
  'billing-savings-list': [{}, { about: 'of a product', query: { productId: anActive().productId } }],
  // What is not grouped by purchaser has a row for each month, channel, product and currency at most.
  'billing-spend-list': [
    { about: 'by purchaser', query: { groupBy: 'purchaser', from: '2026-03', to: '2026-03' } },
    {
      about: 'by purchaser and all else',
      query: { groupBy: 'month,channel,product,purchaser', from: '2026-03', to: '2026-03' },
    },
  ],
  // It counts when it is asked to, which takes the longer the more there are.
  'deletion-check': [{}],
  'operations-list': [
    {},
    { about: 'of one subscription', query: { subscriptionId: crowded.id, status: 'Running' } },
    // The subscriptions that they bought are read for each page, however few operations there are on them.
    { about: 'of one who bought little', as: 'purchaser' },
    { about: 'for a License Administrator', as: 'licenseAdmin' },
  ],
  'operations-results': [
    { about: 'all users', params: { id: moved.id }, manyUsers: true },
    { about: 'chosen users', params: { id: chosen.id } },
  ],
  'ops-dead-letters-list': [{}],
  'ops-mail-list': [{}],
  'ops-operations-list': [
    {},
    { about: 'of one organisation', query: { tenantId: tenantId(1) } },
    { about: 'of a state', query: { status: 'Running' } },
  ],
  'ops-refunds-list': [{}],
  'ops-tenants-list': [{}],
  'ops-work-items-list': [
    {},
    {
      about: 'of all filters',
      query: { status: 'queued,taken', kind: 'data.purge', tenantId: tenantId(1) },
    },
  ],
  'organisation-customers-list': [{}],
  'organisation-guests': [{}],
  'organisation-people': [{}, { about: 'found', query: { search: 'rob' } }],
  'partners-delegations-list': [{}],
  'policy-surface-subscriptions-list': [{}, { about: 'a purchaser’s own', as: 'member' }],
  'renewals-orphans': [{}],
  'requests-list': [
    {},
    { about: 'of all filters', query: { status: 'Pending,Approved', productId: crowded.productId } },
    { about: 'somebody’s own', as: 'member' },
  ],
  'seats-licenses-get': [{ params: { productId: anActive().productId } }],
  'seats-list': [{ params: { id: crowded.id }, manyUsers: true }],
  'seats-own-licenses': [{}],
  'subscriptions-list': [
    {},
    { about: 'of a channel', query: { channel: 'selfService' } },
    { about: 'a purchaser’s own', as: 'member' },
    { about: 'that are searched and sorted', query: { search: 'una', orderby: 'expirationDate desc' } },
  ],
  'support-cases-list': [
    {},
    {
      about: 'of all filters',
      query: { status: 'open', kind: 'question', subscriptionId: crowded.id },
    },
    { about: 'a purchaser’s own', as: 'purchaser' },
  ],
  'support-desk-list': [
    {},
    { about: 'of all filters', query: { status: 'open', kind: 'question', tenantId: tenantId(1) } },
  ],
  'take-over-move-targets': [{ params: { id: subscriptionId(0x10_000) } }],
  'webhooks-deliveries-list': [
    { params: { id: webhook.webhookId } },
    { about: 'of some states', params: { id: webhook.webhookId }, query: { status: 'Waiting,Parked' } },
  ],
}

/** `member` bought all that there is one more of with each row, `purchaser` only what all the users have. */
export type Asking = 'admin' | 'member' | 'purchaser' | 'licenseAdmin'

export interface ListCase {
  /** Where a list is asked for in several ways. */
  readonly about?: string
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly as?: Asking
  /** The list is of 100,000 users: its pages have a hundred each. */
  readonly manyUsers?: boolean
  /** The page that the later one must be like is the second. */
  readonly fromSecondPage?: boolean
}

const sums =
  'a row for each product of the catalogue: all subscriptions that one sees are added up for each page'

/**
 * Lists of which the length does not grow with what people do, and why. Where rows are sums, what they are summed from
 * does grow, and a page costs that: all of them are on one page, unless smaller ones are asked for.
 */
export const bounded: Readonly<Record<string, string>> = {
  'catalogue-products-list': 'the catalogue',
  'catalogue-reference-countries': 'the countries that there are',
  'catalogue-reference-products': 'the catalogue',
  'ops-queues-list': 'the queues of functions/jobs.ts',
  'policy-surface-license-details-list':
    'a row for each product of the catalogue: all licences that one person has or had are read for each page',
  'policy-surface-policies-list': 'the one policy that there is',
  'policy-surface-products-list': 'the catalogue',
  'policy-surface-subscribed-skus-list': sums,
  'policy-surface-v1-policies-list': 'the one policy that there is',
  'policy-surface-v1-products-list': 'the catalogue',
  'seats-capacity': sums,
  'seats-licenses-list': sums,
  'subscriptions-cancellation-reasons': 'nine reasons',
  'webhooks-list': 'the five webhooks that an organisation can have',
}
