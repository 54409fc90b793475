/** Ids are branded: swapping two does not compile. They are parsed once at the edge and minted by the `Ids` port. */
declare const brand: unique symbol
export type Id<Kind extends string> = string & { readonly [brand]: Kind }

/** The organisation; a lower-case GUID, Entra's `tid`. */
export type TenantId = Id<'tenant'>
/** The person within an organisation; a lower-case GUID, Entra's `oid`. */
export type UserId = Id<'user'>
export type SubscriptionId = Id<'subscription'>
export type OperationId = Id<'operation'>
/** A set of seats that were given together. */
export type LotId = Id<'lot'>
export type ProductId = Id<'product'>
export type PaymentMethodId = Id<'paymentMethod'>
export type BillingProfileId = Id<'billingProfile'>
export type InvoiceId = Id<'invoice'>
export type WorkItemId = Id<'workItem'>
export type SupportCaseId = Id<'supportCase'>
export type LicenseRequestId = Id<'licenseRequest'>
export type WebhookId = Id<'webhook'>

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Reads a GUID in any case and gives it back in lower case; undefined when the text is none. */
export function parseGuid<Kind extends string>(text: string): Id<Kind> | undefined {
  const lower = text.toLowerCase()
  return guid.test(lower) ? (lower as Id<Kind>) : undefined
}

/** Ids that are nobody's organisation: the empty ones, and the one that all consumer accounts share at Microsoft. */
export function isReserved(tenantId: TenantId): boolean {
  return reserved.has(tenantId)
}

const reserved: ReadonlySet<string> = new Set([
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '9188040d-6c67-4c5b-b112-36a304b66dad',
  'f8cdef31-a31e-4b4a-93e4-5f571e91255a',
])
