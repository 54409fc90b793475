import {
  type BillingProfile,
  profileOfCard,
  profileOfOrganisation,
  theOrganisation,
} from '#core/billing/billing-profile.ts'
import { type Books, invoicesToCredit } from '#core/billing/give-back.ts'
import { counterId, type Invoice, type InvoiceCounter, numbering } from '#core/billing/invoice.ts'
import type { PaymentMethod } from '#core/billing/payment-method.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { BillingProfileId, PaymentMethodId, TenantId, UserId } from '#core/kernel/ids.ts'
import type { Day, Instant } from '#core/kernel/time.ts'
import type { Tenant } from '#core/organisation/tenant.ts'
import type { User } from '#core/organisation/user.ts'
import type { Stored } from '#core/ports/documents.ts'
import { Unavailable } from '#core/ports/failures.ts'
import type { Ports } from '#core/ports/ports.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'

type Reading = Pick<Ports, 'documents' | 'ids'>

/** What a decision about money needs to know of the books, read together; the person is who the subscription is of. */
export interface Account {
  readonly tenant: Stored<Tenant>
  readonly purchaser: Stored<User> | undefined
  readonly numbers: Books['numbers']
  /** To whom invoices go; `isNew` where it is written down with the first of them. */
  readonly profile: { readonly document: BillingProfile; readonly isNew: boolean }
  /** The card that is charged: the one asked for, else that of the profile. */
  readonly card: Stored<PaymentMethod> | undefined
}

export async function readAccount(
  { documents, ids }: Reading,
  subscription: Pick<
    Subscription,
    'tenantId' | 'channel' | 'purchaserId' | 'purchaserName' | 'billingProfileId'
  >,
  at: Instant,
  paymentMethodId?: PaymentMethodId,
): Promise<Account> {
  const { tenantId, purchaserId, purchaserName } = subscription
  const central = subscription.channel === 'central'
  const profileId = central ? organisationProfileId({ ids }, tenantId) : subscription.billingProfileId
  const [tenant, purchaser, counter, stored, asked] = await documents.readTogether<
    [Tenant, User, InvoiceCounter, BillingProfile, PaymentMethod]
  >(tenantId, [
    documentId.tenant,
    documentId.user(purchaserId),
    counterId(at),
    profileId ?? documentId.tenant,
    paymentMethodId ?? documentId.tenant,
  ])
  if (!tenant) throw new Error(`Tenant ${tenantId} is gone.`)
  const kept = stored?.type === 'billingProfile' ? stored : undefined
  const cardAsked = asked?.type === 'paymentMethod' ? asked : undefined
  const owner = { userId: purchaserId, tenantId, displayName: purchaser?.displayName ?? purchaserName }
  const begun =
    kept ?? (central ? undefined : await profileOfOwner({ documents, ids }, owner, profileId, cardAsked, at))
  const profile = begun ?? profileOfOrganisation(profileId as BillingProfileId, tenant, at)
  const cardId = paymentMethodId === undefined ? profile.paymentMethodId : undefined
  const card = cardId ? await documents.read<PaymentMethod>(tenantId, cardId) : cardAsked
  return {
    tenant,
    purchaser,
    numbers: numbering(tenantId, counter, at),
    profile: { document: profile, isNew: !('_etag' in profile) },
    card,
  }
}

/**
 * Whoever has no profile for a subscription yet pays with the one that they have; who has none, with their newest card.
 */
async function profileOfOwner(
  reading: Reading,
  owner: Pick<User, 'userId' | 'displayName' | 'tenantId'>,
  id: BillingProfileId | null,
  card: PaymentMethod | undefined,
  at: Instant,
): Promise<BillingProfile> {
  if (card && id) return profileOfCard(id, owner, card, at)
  const [first] = await profilesOf(reading, owner.tenantId, owner.userId)
  if (first) return first
  const newest = card ?? (await cardsOf(reading, owner.tenantId, owner.userId)).at(-1)
  const nextId = reading.ids.derive(`billingProfile\n${owner.tenantId}\n${owner.userId}\n${newest?.id ?? ''}`)
  const begun = newest ?? { id: null, address: null }
  return profileOfCard(id ?? (nextId as BillingProfileId), owner, begun, at)
}

/** The profile of a card that somebody buys with: theirs that has it, or the one that begins with it. */
export async function profileIdForCard(
  reading: Reading,
  { tenantId, ownerId, id }: Pick<PaymentMethod, 'tenantId' | 'ownerId' | 'id'>,
): Promise<BillingProfileId> {
  const profiles = await profilesOf(reading, tenantId, ownerId)
  const present = profiles.find(({ paymentMethodId }) => paymentMethodId === id)
  if (present) return present.id
  // The same for several purchases at once; a card whose profile has another one by now begins a new one.
  const cause = `billingProfile\n${tenantId}\n${ownerId}\n${id}\n${profiles.length}`
  return reading.ids.derive(cause) as BillingProfileId
}

/** The same always: there is one for an organisation. */
export function organisationProfileId({ ids }: Pick<Ports, 'ids'>, tenantId: TenantId): BillingProfileId {
  return ids.derive(`billingProfile\n${tenantId}\n${theOrganisation}`) as BillingProfileId
}

/** Oldest first. */
export function profilesOf({ documents }: Pick<Ports, 'documents'>, tenantId: TenantId, ownerId: UserId) {
  return allOf<BillingProfile>(documents, tenantId, 'billingProfile', ownerId)
}

function cardsOf({ documents }: Pick<Ports, 'documents'>, tenantId: TenantId, ownerId: UserId) {
  return allOf<PaymentMethod>(documents, tenantId, 'paymentMethod', ownerId)
}

/** Of one person, oldest first. */
async function allOf<D extends BillingProfile | PaymentMethod>(
  documents: Ports['documents'],
  tenantId: TenantId,
  type: D['type'],
  ownerId: UserId,
): Promise<readonly Stored<D>[]> {
  const where = [
    { field: 'type', is: '=', value: type },
    { field: 'ownerId', is: '=', value: ownerId },
  ] as const
  const found: Stored<D>[] = []
  for await (const page of documents.pages<D>(tenantId, { where }, 100)) found.push(...page.items)
  return found
}

/** What giving seats back on that day needs to know: nothing, where nothing goes back. */
export async function booksToCredit(
  { documents, ids }: Reading,
  subscription: Subscription,
  seats: number,
  on: Day,
  at: Instant,
  numbers?: Books['numbers'],
): Promise<Books | undefined> {
  const invoiceIds = invoicesToCredit(subscription, seats, on)
  if (invoiceIds.length === 0) return undefined
  const { tenantId } = subscription
  const [counter, ...invoices] = (await documents.readTogether<(InvoiceCounter | Invoice)[]>(tenantId, [
    counterId(at),
    ...invoiceIds,
  ])) as [Stored<InvoiceCounter> | undefined, ...(Stored<Invoice> | undefined)[]]
  const seen = invoices.filter((invoice) => invoice !== undefined)
  // Read side by side, the subscription may be newer than the invoice that it names.
  if (seen.length < invoiceIds.length) throw new Unavailable('An invoice is there, and cannot be seen yet.')
  return {
    numbers: numbers ?? numbering(tenantId, counter, at),
    invoices: seen,
    nextId: () => ids.next(),
  }
}
