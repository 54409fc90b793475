import type { Actor } from '#core/audit/audit-entry.ts'
import type { BillingProfile } from '#core/billing/billing-profile.ts'
import type { Invoice } from '#core/billing/invoice.ts'
import { expiryNoticeAt, type PaymentMethod } from '#core/billing/payment-method.ts'
import { taxOn, taxRateOf } from '#core/billing/taxes.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type {
  BillingProfileId,
  InvoiceId,
  LotId,
  OperationId,
  PaymentMethodId,
  ProductId,
  SubscriptionId,
  TenantId,
  UserId,
} from '#core/kernel/ids.ts'
import { add, money, times } from '#core/kernel/money.ts'
import { addDays, addMonths, type Day, daysBetween, type Instant } from '#core/kernel/time.ts'
import type { Mail } from '#core/mail/mail.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { User } from '#core/organisation/user.ts'
import { type Assignment, newSeat } from '#core/seats/assignment.ts'
import type { ExportUsersOperation } from '#core/seats/export.ts'
import { newLots } from '#core/subscriptions/lots.ts'
import type {
  ActiveSubscription,
  DeletedSubscription,
  DisabledSubscription,
  ExpiredSubscription,
  Seats,
} from '#core/subscriptions/subscription.ts'
import { type BilledLine, expiredDays, termStart } from '#core/subscriptions/term.ts'
import type { CancelOperation, MoveUsersOperation } from '#core/take-over/operations.ts'

/** Documents as tests need them: a test names what matters to it, the rest is plausible. */

/** The same GUID for the same number, of a kind that can be told apart in a failing test. */
export function guid<Id extends string>(kind: number, number: number): Id {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')
  return `${hex(kind, 8)}-0000-4000-8000-${hex(number, 12)}` as Id
}

export const tenantId = (number: number) => guid<TenantId>(1, number)
export const userId = (number: number) => guid<UserId>(2, number)
export const subscriptionId = (number: number) => guid<SubscriptionId>(3, number)
export const operationId = (number: number) => guid<OperationId>(4, number)
export const invoiceId = (number: number) => guid<InvoiceId>(5, number)
export const paymentMethodId = (number: number) => guid<PaymentMethodId>(6, number)
export const billingProfileId = (number: number) => guid<BillingProfileId>(7, number)

export const early = '2026-01-05T08:00:00.000Z' as Instant
export const anAdmin: Actor = { id: userId(0xadb1), name: 'Ada Admin', tenantId: tenantId(1) }

export function aTenant(given: Partial<Tenant> = {}): Tenant {
  return {
    type: 'tenant',
    id: documentId.tenant,
    tenantId: tenantId(1),
    schemaVersion: 1,
    displayName: 'Fabrikam',
    domains: ['fabrikam.example'],
    country: 'NL',
    tenantType: 'commercial',
    managed: true,
    cloud: 'worldwide',
    language: 'en',
    agreementId: 'agreement',
    allowAdHocSubscriptions: true,
    defaultForNewProducts: 'Enabled',
    ownRequestMessage: null,
    ...given,
  }
}

export function aUser(given: Partial<User> = {}): User {
  const { userId: id = userId(1), displayName = 'Una User' } = given
  const name = `${displayName.toLowerCase().replaceAll(' ', '.')}@fabrikam.example`
  return {
    type: 'user',
    id: documentId.user(id),
    tenantId: tenantId(1),
    schemaVersion: 1,
    userId: id,
    displayName,
    userPrincipalName: name,
    mail: name,
    userType: 'member',
    accountEnabled: true,
    onPremisesSyncEnabled: false,
    language: 'en',
    search: { name: displayName.toLowerCase(), surname: '', userPrincipalName: name },
    ...given,
  }
}

/** `total` defaults to what the other numbers need; `available` always follows. */
export function seatsOf(given: Partial<Omit<Seats, 'available'>> = {}): Seats {
  const { assigned = 0, reserved = 0, total = assigned + reserved } = given
  return { total, assigned, reserved, available: total - assigned - reserved }
}

type Given = Partial<Omit<ActiveSubscription, 'seats'>> & { readonly seats?: Seats | number }

/** An active self-service subscription in administrators' hands; `seats: 5` means five, none of them assigned. */
export function anActive(given: Given = {}): ActiveSubscription {
  const { seats = 1, ...rest } = given
  return {
    type: 'subscription',
    id: subscriptionId(1),
    tenantId: tenantId(1),
    schemaVersion: 1,
    state: 'active',
    channel: 'selfService',
    productId: 'CFQ7TTC0L3PB' as ProductId,
    family: 'Power BI',
    purchaserId: userId(1),
    purchaserName: 'Una User',
    ...newLots(rest.id ?? subscriptionId(1)),
    seats: typeof seats === 'number' ? seatsOf({ total: seats }) : seats,
    unitPrice: { amount: 1000, currency: 'EUR' },
    termMonths: 1,
    createdAt: early,
    startsOn: '2026-01-05' as Day,
    termNumber: 1,
    expirationDate: '2026-02-05' as Day,
    autoRenew: true,
    billed: [],
    chargeAttempts: 0,
    unpaid: null,
    announced: null,
    dueAt: null,
    billingProfileId: null,
    agreementId: null,
    source: null,
    orderHistory: [],
    controlledBy: { ...anAdmin, at: early },
    operationId: null,
    purchaseId: null,
    ...rest,
  }
}

export function aDeleted(given: Given = {}): DeletedSubscription {
  return {
    ...anActive(given),
    state: 'deleted',
    deletedAt: early,
    deletedBecause: 'cancelled',
    cancellation: { reason: 'noLongerNeeded', feedback: null },
  }
}

/** Its term was over on the day that it says, and the next one is not paid or not wanted. */
export function anExpired(
  given: Given & Partial<Pick<ExpiredSubscription, 'expiredOn'>> = {},
): ExpiredSubscription {
  const active = anActive(given)
  return { ...active, state: 'expired', expiredOn: given.expiredOn ?? active.expirationDate }
}

/** Expired, and thirty days later not paid or wanted either. */
export function aDisabled(
  given: Given & Partial<Pick<DisabledSubscription, 'expiredOn' | 'disabledOn'>> = {},
): DisabledSubscription {
  const expired = anExpired(given)
  const disabledOn = given.disabledOn ?? addDays(expired.expiredOn, expiredDays)
  return { ...expired, state: 'disabled', disabledOn }
}

/** A card of a person, `tok_ok` to the gateway. */
export function aPaymentMethod(given: Partial<PaymentMethod> = {}): PaymentMethod {
  const { expiry = '2034-12' } = given
  return {
    type: 'paymentMethod',
    id: paymentMethodId(1),
    tenantId: tenantId(1),
    schemaVersion: 1,
    ownerId: userId(1),
    token: 'tok_ok',
    brand: 'visa',
    last4: '4242',
    expiry,
    nameOnCard: null,
    address: null,
    createdAt: early,
    dueAt: expiryNoticeAt(expiry),
    ...given,
  }
}

/** A purchaser's own, with a card. */
export function aBillingProfile(given: Partial<BillingProfile> = {}): BillingProfile {
  return {
    type: 'billingProfile',
    id: billingProfileId(1),
    tenantId: tenantId(1),
    schemaVersion: 1,
    ownerId: userId(1),
    name: 'Una User',
    address: null,
    taxId: null,
    paymentMethodId: paymentMethodId(1),
    createdAt: early,
    ...given,
  }
}

/** The line of all seats of a subscription for its running term, charged on the first day of that. */
export function aBilledLine(
  of: Pick<
    ActiveSubscription,
    'unitPrice' | 'expirationDate' | 'seats' | 'startsOn' | 'termMonths' | 'termNumber'
  >,
  given: Partial<BilledLine> = {},
): BilledLine {
  const { seats = of.seats.total, unitPrice = of.unitPrice, on = termStart(of) } = given
  return {
    invoiceId: invoiceId(1),
    invoiceNumber: '2026-000001',
    chargeKey: 'key',
    on,
    days: daysBetween(on, of.expirationDate),
    seats,
    unitPrice,
    net: times(unitPrice, seats),
    taxRate: taxRateOf('NL'),
    returnedSeats: 0,
    returnedNet: 0,
    ...given,
  }
}

/** A paid one for two seats of a month, unless its one line says otherwise. */
export function anInvoice(given: Partial<Invoice> = {}): Invoice {
  const from = '2026-01-05' as Day
  const days = daysBetween(from, addMonths(from, 1))
  const unitPrice = money(1000, 'EUR')
  const { lines = [], taxCountry = 'NL' } = given
  const [first] = lines
  const net = first?.net ?? times(unitPrice, 2)
  const tax = taxOn(net, taxRateOf(taxCountry))
  return {
    type: 'invoice',
    id: invoiceId(1),
    tenantId: tenantId(1),
    schemaVersion: 1,
    kind: 'invoice',
    number: '2026-000001',
    state: 'paid',
    ownerId: userId(1),
    billingProfileId: billingProfileId(1),
    billTo: { name: 'Una User', organisation: 'Fabrikam', address: null, taxId: null },
    subscriptionId: subscriptionId(1),
    creditOf: null,
    lines: [
      {
        what: 'purchase',
        productId: 'CFQ7TTC0L3PB' as ProductId,
        from,
        to: addDays(from, days - 1),
        days,
        termDays: days,
        unitPrice,
        seats: 2,
        net,
      },
    ],
    net,
    tax,
    total: add(net, tax),
    taxRate: taxRateOf(taxCountry),
    taxCountry,
    createdAt: early,
    paidAt: early,
    paidWith: { brand: 'visa', last4: '4242' },
    credited: 0,
    purchaseId: null,
    ...given,
  }
}

/** A user's seat in a subscription, as given directly. */
export function anAssignment(
  to: Pick<ActiveSubscription, 'id' | 'tenantId'>,
  holder: UserId = userId(1),
  given: Partial<Assignment> = {},
): Assignment {
  return {
    type: 'assignment',
    id: documentId.assignment(to.id, holder),
    tenantId: to.tenantId,
    schemaVersion: 1,
    userId: holder,
    userPrincipalName: 'u@fabrikam.example',
    displayName: 'U',
    seat: newSeat({ id: to.id, openLotId: to.id as string as LotId }, 0),
    createdAt: early,
    ...given,
  }
}

export function aMove(given: Partial<MoveUsersOperation> = {}): MoveUsersOperation {
  return {
    ...operationBase,
    kind: 'moveUsers',
    targetSubscriptionId: subscriptionId(2),
    onlySelected: false,
    reserved: 0,
    startedAt: 0,
    switched: null,
    comparison: null,
    reason: 'movedToCentral',
    ...given,
  }
}

export function aCancel(given: Partial<CancelOperation> = {}): CancelOperation {
  return {
    ...operationBase,
    kind: 'cancel',
    startedAt: 0,
    switched: null,
    reason: 'unused',
    feedback: null,
    ...given,
  }
}

export function anExport(given: Partial<ExportUsersOperation> = {}): ExportUsersOperation {
  return {
    ...operationBase,
    kind: 'exportUsers',
    subscriptions: [{ id: subscriptionId(1), lots: newLots(subscriptionId(1)).lotStays, sequence: 0 }],
    ...given,
  }
}

const operationBase = {
  type: 'operation',
  id: operationId(1),
  tenantId: tenantId(1),
  schemaVersion: 1,
  state: 'Running',
  sequence: 0,
  lastStep: { by: '', deliveryCount: 0 },
  subscriptionId: subscriptionId(1),
  progress: { total: 0, succeeded: 0, skipped: 0, failed: 0 },
  startedBy: anAdmin,
  createdAt: early,
  updatedAt: early,
  completedAt: null,
  work: { ms: 0, since: early },
  error: null,
  needsAttention: false,
  traceparent: '',
  ttl: -1,
} as const

export function aMail(given: Partial<Mail> = {}): Mail {
  return {
    type: 'mail',
    id: documentId.mail('one'),
    tenantId: tenantId(1),
    schemaVersion: 1,
    kind: 'cancelled',
    state: 'queued',
    to: { userId: userId(1), name: 'Bea', address: 'bea@example.com' },
    language: 'en',
    subscriptionId: subscriptionId(1),
    operationId: null,
    facts: {
      organisation: 'Tulp',
      productName: 'Visio',
      targetProductName: null,
      seats: 1,
      decidedBy: 'Anna',
      reason: 'other',
      on: '2026-11-21' as Day,
    },
    traceparent: '',
    createdAt: early,
    sentAt: null,
    refusedBecause: null,
    claimedUntil: null,
    ...given,
  }
}
