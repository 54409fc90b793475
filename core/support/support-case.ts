import { type Actor, auditEntry } from '../audit/audit-entry.ts'
import type { OperationId, ProductId, SubscriptionId, SupportCaseId, UserId } from '../kernel/ids.ts'
import { type Refusal, refuse } from '../kernel/refusals.ts'
import type { Instant } from '../kernel/time.ts'
import type { DocumentBase, Stored, Write } from '../ports/documents.ts'
import { refusePreview, type Standing, type StandingRefusal } from '../subscriptions/standing.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { CancelOperation } from '../take-over/operations.ts'
import { startCancelFor } from '../take-over/start-cancel.ts'
import type { JobRequest } from '../take-over/start-job.ts'

export const caseKinds = ['question', 'cancelSubscription'] as const
export type CaseKind = (typeof caseKinds)[number]

export const caseStates = ['open', 'resolved'] as const
export type CaseState = (typeof caseStates)[number]

/** What somebody asks customer support about something that was bought by self-service. */
export interface SupportCase extends DocumentBase {
  readonly type: 'supportCase'
  readonly id: SupportCaseId
  readonly kind: CaseKind
  readonly state: CaseState
  readonly subscriptionId: SubscriptionId
  readonly productId: ProductId
  /** For whom support is: the purchaser, whoever opens the case. (R162) */
  readonly purchaserId: UserId
  readonly purchaserName: string
  readonly openedBy: Actor
  readonly byAdministrator: boolean
  readonly subject: string
  readonly description: string
  /** Support of what people buy for themselves is never at the cost of the organisation's premier incidents. (R163) */
  readonly queue: 'standard'
  readonly entitlement: 'standard'
  /** Its name as it was then, for who works through the cases of all of them. */
  readonly organisation: string
  readonly createdAt: Instant
  readonly updatedAt: Instant
  /** The last cancel that support started for it. */
  readonly operationId: OperationId | null
  readonly resolution: { readonly note: string; readonly by: Actor; readonly at: Instant } | null
}

export interface OpenCase
  extends Pick<SupportCase, 'id' | 'kind' | 'subject' | 'description' | 'organisation'> {
  readonly by: Actor
  readonly at: Instant
  readonly auditId: string
}

interface Opened {
  readonly supportCase: SupportCase
  readonly writes: readonly Write[]
}

/** By the purchaser about their own, or by an administrator, who may ask to cancel what somebody else bought. (R167, R184) */
export function openCase(
  subscription: Subscription,
  standing: Standing,
  { by, at, auditId, ...asked }: OpenCase,
): Refusal<StandingRefusal> | Opened {
  const { channel, tenantId, id: subscriptionId, productId, purchaserId, purchaserName } = subscription
  if (!standing.purchaser && !standing.admin) return refuse('Forbidden')
  if (channel === 'central') return refuse('NotSelfService', { channel, because: 'support' })
  const refusal =
    asked.kind === 'cancelSubscription' ? refusePreview('askSupportToCancel', subscription) : undefined
  if (refusal) return refusal
  const supportCase: SupportCase = {
    type: 'supportCase',
    tenantId,
    schemaVersion: 1,
    ...asked,
    state: 'open',
    subscriptionId,
    productId,
    purchaserId,
    purchaserName,
    openedBy: by,
    byAdministrator: standing.admin,
    queue: 'standard',
    entitlement: 'standard',
    createdAt: at,
    updatedAt: at,
    operationId: null,
    resolution: null,
  }
  const audit = auditEntry(auditId, 'supportCase.opened', by, at, {
    subscription,
    facts: { supportCaseId: asked.id, kind: asked.kind },
  })
  return {
    supportCase,
    writes: [
      { kind: 'create', document: supportCase },
      { kind: 'create', document: audit },
    ],
  }
}

export const deskActions = ['cancelSubscription', 'resolve'] as const

/** What support may do about the case, as far as the case says so: the subscription has its own say. */
export function actionsAtDesk(supportCase: SupportCase): (typeof deskActions)[number][] {
  if (supportCase.state === 'resolved') return []
  return deskActions.filter((action) => action !== 'cancelSubscription' || isCancelAsked(supportCase))
}

function isCancelAsked({ kind, byAdministrator }: SupportCase): boolean {
  return kind === 'cancelSubscription' && byAdministrator
}

type CaseRefusal = Refusal<StandingRefusal | 'SupportCaseClosed' | 'CancellationNotAsked'>

/**
 * Cancels what the case is about, if an administrator asked for that; control need not have been taken. What was given to
 * another person since is not what they asked about. (R167)
 */
export function cancelForCase(
  supportCase: Stored<SupportCase>,
  source: Stored<Subscription>,
  request: Omit<JobRequest, 'ifMatch' | 'reason'>,
): CaseRefusal | { readonly operation: CancelOperation; readonly writes: readonly Write[] } {
  const { id, openedBy, purchaserId, _etag: ifMatch } = supportCase
  if (supportCase.state === 'resolved') return closed()
  if (!isCancelAsked(supportCase) || source.purchaserId !== purchaserId) return refuse('CancellationNotAsked')
  const started = startCancelFor(source, { ...request, asked: { by: openedBy, supportCaseId: id } })
  if ('refused' in started) return started
  const set = { operationId: request.operationId, updatedAt: request.at }
  return { ...started, writes: [...started.writes, { kind: 'patch', id, set, ifMatch }] }
}

/** Ends a case, with what support has to say to whoever asked. */
export function resolveCase(
  before: Stored<SupportCase>,
  resolution: { readonly note: string; readonly by: Actor; readonly at: Instant },
  auditId: string,
): Refusal<'SupportCaseClosed'> | Opened {
  if (before.state === 'resolved') return closed()
  const { by, at } = resolution
  const set = { state: 'resolved', updatedAt: at, resolution } as const
  const { tenantId, subscriptionId } = before
  return {
    supportCase: { ...before, ...set },
    writes: [
      {
        kind: 'patch',
        id: before.id,
        set: { ...set, resolution: { ...resolution, by: { ...by } } },
        ifMatch: before._etag,
      },
      {
        kind: 'create',
        document: auditEntry(auditId, 'supportCase.resolved', by, at, {
          subscription: { tenantId, id: subscriptionId },
          facts: { supportCaseId: before.id },
        }),
      },
    ],
  }
}

function closed() {
  return refuse('SupportCaseClosed')
}
