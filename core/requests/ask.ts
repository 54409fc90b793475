import { type Actor, auditEntry } from '../audit/audit-entry.ts'
import { isOffered, type Product } from '../catalogue/products.ts'
import { documentId } from '../kernel/document-ids.ts'
import type { LicenseRequestId, TenantId } from '../kernel/ids.ts'
import { type Refusal, refuse } from '../kernel/refusals.ts'
import type { Instant } from '../kernel/time.ts'
import type { User } from '../organisation/user.ts'
import type { Stored, Write } from '../ports/documents.ts'
import {
  keptSince,
  type LatestRequest,
  type LicenseRequest,
  refusePeople,
  secondsKept,
} from './license-request.ts'

export interface Asking {
  readonly tenantId: TenantId
  readonly requestId: LicenseRequestId
  /** As the configured catalogue has it. */
  readonly product: Product
  /** Who asks. */
  readonly person: User
  /** Whom it is for. */
  readonly users: readonly User[]
  readonly message: string | undefined
  /** What that person has asked for of this product before. */
  readonly latest: Stored<LatestRequest> | undefined
  readonly latestRequest: LicenseRequest | undefined
  readonly by: Actor
  readonly at: Instant
  readonly auditId: string
}

type AskRefusal = 'GuestCannotBeAssigned' | 'UserNotActive' | 'ProductNotOffered' | 'LicenseRequestOpen'

/**
 * Asks for licences. Whether the person could buy them is not looked at: who may buy can ask all the same. Of a product
 * each person has one request open at a time.
 */
export function askForLicenses(
  asked: Asking,
): Refusal<AskRefusal> | { readonly request: LicenseRequest; readonly writes: readonly Write[] } {
  const { tenantId, product, person, users, latest, latestRequest, at } = asked
  if (latestRequest?.state === 'pending' && latestRequest.createdAt >= keptSince(at)) {
    return refuse('LicenseRequestOpen', { requestId: latestRequest.id })
  }
  // What nobody buys, an administrator cannot have either.
  if (!isOffered(product, 'central') && !isOffered(product, 'selfService')) {
    return refuse('ProductNotOffered', {}, { target: 'productId' })
  }
  const refusal = refusePeople(users)
  if (refusal) return refusal
  const kept = secondsKept({ createdAt: at }, at)
  const request: LicenseRequest = {
    type: 'licenseRequest',
    id: asked.requestId,
    tenantId,
    schemaVersion: 1,
    state: 'pending',
    productId: product.id,
    userId: person.userId,
    userName: person.displayName,
    users: users.map(({ userId, displayName, userPrincipalName }) => ({
      userId,
      displayName,
      userPrincipalName,
      state: 'pending',
    })),
    message: asked.message ?? null,
    decisions: [],
    createdAt: at,
    updatedAt: at,
    ttl: kept,
  }
  const marker: LatestRequest = {
    type: 'latestRequest',
    id: documentId.latestRequest(person.userId, product.id),
    tenantId,
    schemaVersion: 1,
    requestId: request.id,
    ttl: kept,
  }
  return {
    request,
    writes: [
      { kind: 'create', document: request },
      latest
        ? { kind: 'replace', document: marker, ifMatch: latest._etag }
        : { kind: 'create', document: marker },
      {
        kind: 'create',
        document: auditEntry(asked.auditId, 'licenseRequest.created', asked.by, at, {
          tenantId,
          facts: {
            requestId: request.id,
            productId: product.id,
            userIds: users.map(({ userId }) => userId),
          },
        }),
      },
    ],
  }
}
