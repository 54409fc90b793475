import { type Actor, auditEntry } from '../audit/audit-entry.ts'
import { idsOfProduct, productName } from '../catalogue/products.ts'
import type { UserId } from '../kernel/ids.ts'
import { type Refusal, refuse } from '../kernel/refusals.ts'
import type { Instant } from '../kernel/time.ts'
import { newRequestMail, type RequestMailKind } from '../mail/compose.ts'
import type { Mail } from '../mail/mail.ts'
import type { User } from '../organisation/user.ts'
import type { Stored, Write } from '../ports/documents.ts'
import { type Assigning, assign } from '../seats/assign.ts'
import { isHeldIn } from '../seats/assignment.ts'
import { type StandingRefusal, takeControlFirst } from '../subscriptions/standing.ts'
import { type Decision, decided, type LicenseRequest } from './license-request.ts'

export interface Deciding {
  readonly request: Stored<LicenseRequest>
  /** For whom, all of them pending; `refusePeople` has nothing against those who are approved. */
  readonly userIds: readonly UserId[]
  /** What the administrator has to say to it. */
  readonly message: string | undefined
  readonly by: Actor
  readonly at: Instant
  readonly auditId: string
  readonly organisation: string
  /** Absent when the person who asked is no longer known here: their mail is then refused at once, visibly. */
  readonly requester: User | undefined
  readonly traceparent: string
}

export interface Decided {
  readonly after: LicenseRequest
  readonly writes: readonly Write[]
}

type Giving = Pick<Assigning, 'subscription' | 'standing' | 'users' | 'present' | 'nonce'>

/**
 * Gives each of these users a licence of a subscription in the administrators' hands, all of them or none, in the batch
 * that says so of the request. Who has one of it already keeps that, and is approved like the others. Whoever got one
 * is told by mail, as is the person who asked. (B10)
 */
export function approve(
  asked: Deciding,
  giving: Giving,
):
  | Refusal<
      StandingRefusal | 'GuestCannotBeAssigned' | 'UserNotActive' | 'NotEnoughLicenses' | 'OtherProduct'
    >
  | Decided {
  const { request, userIds, by, at, auditId } = asked
  const { subscription, users, present } = giving
  if (!idsOfProduct(request.productId).includes(subscription.productId)) {
    return refuse('OtherProduct', { productId: request.productId }, { target: 'subscriptionId' })
  }
  if (subscription.channel !== 'central' && !subscription.controlledBy) return takeControlFirst()
  const facts = { requestId: request.id, approved: [...userIds] }
  const audited = { action: 'licenseRequest.approved', facts }
  const given = assign({ ...giving, by, at, auditId, audited })
  if ('refused' in given) return given
  const after = decided(request, decisionOf(asked, 'approved', subscription))
  const got = users.filter(
    ({ userId }) =>
      userId !== request.userId &&
      !present.some((one) => one.userId === userId && isHeldIn(one, subscription)),
  )
  return {
    after,
    writes: [
      saved(request, after),
      ...given.writes,
      // Where everybody had one, nothing was given.
      ...(given.writes.length === 0 ? [audit(asked, audited, { subscription })] : []),
      mail(asked, 'requestApproved', after, asked.requester, { subscription }),
      ...got.map((user, at) => mail(asked, 'licenceGiven', after, user, { subscription, number: at + 1 })),
    ],
  }
}

/** Says no for these users; who asked is told by mail, with the administrator's words. (B10) */
export function reject(asked: Deciding): Decided {
  const after = decided(asked.request, decisionOf(asked, 'rejected'))
  const facts = { requestId: asked.request.id, rejected: [...asked.userIds] }
  return {
    after,
    writes: [
      saved(asked.request, after),
      audit(asked, { action: 'licenseRequest.rejected', facts }),
      mail(asked, 'requestRejected', after, asked.requester),
    ],
  }
}

/** The person who asked wants it no more, for whoever is still waiting; nobody need be told. */
export function withdraw(asked: Pick<Deciding, 'request' | 'userIds' | 'by' | 'at' | 'auditId'>): Decided {
  const after = decided(asked.request, decisionOf({ ...asked, message: undefined }, 'withdrawn'))
  const facts = { requestId: asked.request.id, withdrawn: [...asked.userIds] }
  return {
    after,
    writes: [saved(asked.request, after), audit(asked, { action: 'licenseRequest.withdrawn', facts })],
  }
}

/** Of two administrators who decide at once, one is first; the other looks again. */
function saved(before: Stored<LicenseRequest>, after: LicenseRequest): Write {
  return { kind: 'replace', document: after, ifMatch: before._etag }
}

function decisionOf(
  { userIds, by, at, message }: Pick<Deciding, 'userIds' | 'by' | 'at' | 'message'>,
  outcome: Decision['outcome'],
  subscription?: Giving['subscription'],
): Decision {
  return { outcome, userIds, by, at, message: message ?? null, subscriptionId: subscription?.id ?? null }
}

function audit(
  { request, by, at, auditId }: Pick<Deciding, 'request' | 'by' | 'at' | 'auditId'>,
  {
    action,
    facts,
  }: { readonly action: string; readonly facts: Parameters<typeof auditEntry>[4]['facts'] & {} },
  about: { readonly subscription?: Giving['subscription'] } = {},
): Write {
  const document = auditEntry(auditId, action, by, at, { tenantId: request.tenantId, ...about, facts })
  return { kind: 'create', document }
}

function mail(
  asked: Deciding,
  kind: RequestMailKind,
  after: LicenseRequest,
  to: User | undefined,
  {
    subscription,
    number = 0,
  }: { readonly subscription?: Giving['subscription']; readonly number?: number } = {},
): Write {
  const { request, userIds, by, at, message, organisation, traceparent } = asked
  const decidedFor = request.users.filter(({ userId }) => userIds.includes(userId))
  const toId = to?.userId ?? request.userId
  const document: Mail = newRequestMail({
    kind,
    // Short: a message is named after the mail, its tenant and the try, and a queue takes no long name.
    cause: `${asked.auditId.slice('audit:'.length)}:${number}`,
    to,
    toId,
    toName: request.userName,
    tenantId: request.tenantId,
    subscriptionId: subscription?.id ?? null,
    organisation,
    productName: productName(request.productId),
    people: decidedFor.map(({ displayName }) => displayName),
    stillOpen: after.users.filter(({ state }) => state === 'pending').length,
    askedBy: request.userName,
    decidedBy: by.name,
    message,
    traceparent,
    at,
  })
  return { kind: 'create', document }
}
