import type { Actor } from '../audit/audit-entry.ts'
import { type Refusal, refuse } from '../kernel/refusals.ts'
import type { Instant } from '../kernel/time.ts'
import type { User } from '../organisation/user.ts'
import type { Stored, Write } from '../ports/documents.ts'
import { refuseAction, type Standing, type StandingRefusal } from '../subscriptions/standing.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { assign } from './assign.ts'
import { type Assignment, isHeldIn } from './assignment.ts'
import { unassign } from './unassign.ts'

/** A batch holds 100 writes; one of them keeps the answer. */
const writesMax = 99

/** A subscription, and what the caller is to it. */
export interface Seen {
  readonly subscription: Stored<Subscription>
  readonly standing: Standing
}

export interface ChangingLicences {
  readonly user: User
  /** All assignments that the user has anywhere in the tenant. */
  readonly present: readonly Stored<Assignment>[]
  /** Where they get a licence; they hold none in any of these. */
  readonly adding: readonly Seen[]
  /** Where they lose theirs; they hold one in each of these. */
  readonly removing: readonly Seen[]
  readonly by: Actor
  readonly at: Instant
  /** A new id each time, for the audit entries and where a user has held a seat before. */
  nextAuditId(): string
  nonce(): string
}

/**
 * Gives one person licences of some subscriptions and takes those of others back: all of it or nothing, by the same
 * decisions as one at a time, in one batch. Each subscription has an audit entry of its own, as it has there. No
 * subscription may be in both lists.
 */
export function changeLicences({
  user,
  present,
  adding,
  removing,
  by,
  at,
  nextAuditId,
  nonce,
}: ChangingLicences):
  | Refusal<
      StandingRefusal | 'GuestCannotBeAssigned' | 'UserNotActive' | 'NotEnoughLicenses' | 'InvalidRequest'
    >
  | { readonly writes: readonly Write[]; readonly auditIds: readonly string[] } {
  const writes: Write[] = []
  const auditIds: string[] = []
  for (const { subscription, standing } of removing) {
    const refusal = refuseAction('unassign', subscription, standing)
    if (refusal) return refusal
    const held = present.filter((assignment) => isHeldIn(assignment, subscription))
    const auditId = nextAuditId()
    writes.push(...unassign({ subscription, held, by, at, auditId }))
    auditIds.push(auditId)
  }
  for (const { subscription, standing } of adding) {
    const auditId = nextAuditId()
    const users = [user]
    const decided = assign({ subscription, standing, users, present, by, at, auditId, nonce: nonce() })
    if ('refused' in decided) return decided
    writes.push(...decided.writes)
    auditIds.push(auditId)
  }
  if (writes.length <= writesMax) return { writes, auditIds }
  const target = 'removeLicenses'
  return refuse('InvalidRequest', { problems: [{ target, is: 'tooManySeats' }] }, { target })
}
