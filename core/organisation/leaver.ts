import { documentId } from '../kernel/document-ids.ts'
import type { TenantId, UserId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { DocumentBase, Stored, Write } from '../ports/documents.ts'
import type { User } from './user.ts'

/**
 * Id `leaver:{userId}`: somebody whose account was disabled, or is gone from the directory. It outlives the account, and
 * is due as long as what they bought is not known to be an orphan, or to be none any more.
 */
export interface Leaver extends DocumentBase {
  readonly type: 'leaver'
  readonly userId: UserId
  /** Null once they are back. */
  readonly leftAt: Instant | null
  readonly dueAt: Instant | null
}

/** Somebody as the directory has them, and what is known here of them. */
export interface Known {
  readonly user: Stored<User> | undefined
  readonly leaver: Stored<Leaver> | undefined
}

/** Adds or changes an account. Whoever is disabled has left, and whoever is enabled again is back. (B09) */
export function importAccount(known: Known, account: User, at: Instant): readonly Write[] {
  const { user } = known
  return [
    user
      ? { kind: 'replace', document: account, ifMatch: user._etag }
      : { kind: 'create', document: account },
    ...(account.accountEnabled ? comesBack(known, account, at) : leaves(known, account, at)),
  ]
}

/** Forgets an account that the directory does not have any more; what it bought and holds stays. (B09, R165) */
export function removeAccount(known: Known, at: Instant): readonly Write[] {
  const { user } = known
  if (!user) return []
  return [{ kind: 'delete', id: user.id, ifMatch: user._etag }, ...leaves(known, user, at)]
}

function leaves({ user, leaver }: Known, { tenantId, userId }: User, at: Instant): readonly Write[] {
  if (leaver?.leftAt) return []
  // Who was never here enabled has bought nothing.
  if (!leaver && !user?.accountEnabled) return []
  return [written(leaver, { tenantId, userId, leftAt: at, dueAt: at })]
}

function comesBack({ leaver }: Known, { tenantId, userId }: User, at: Instant): readonly Write[] {
  return leaver?.leftAt ? [written(leaver, { tenantId, userId, leftAt: null, dueAt: at })] : []
}

function written(
  present: Stored<Leaver> | undefined,
  facts: { readonly tenantId: TenantId } & Pick<Leaver, 'userId' | 'leftAt' | 'dueAt'>,
): Write {
  const document: Leaver = { type: 'leaver', id: documentId.leaver(facts.userId), schemaVersion: 1, ...facts }
  return present ? { kind: 'replace', document, ifMatch: present._etag } : { kind: 'create', document }
}
