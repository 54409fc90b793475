import { parseGuid, type UserId } from '../kernel/ids.ts'
import type { User } from '../organisation/user.ts'
import type { BulkEntry, BulkOperation, BulkReason } from './bulk.ts'

/** Whom an entry of a list may mean: an object id, or a name to sign in with; undefined for any other text. */
export type Meant = { readonly userId: UserId } | { readonly userPrincipalName: string }

export function meantBy(given: string): Meant | undefined {
  const text = given.trim().toLowerCase()
  const userId = parseGuid<'user'>(text)
  if (userId) return { userId }
  return text.includes('@') && text.length <= namesMax ? { userPrincipalName: text } : undefined
}

/** Entra's longest name to sign in with: 64 characters, the at sign and a domain of 48. */
const namesMax = 113
/** So much of any other text is kept, for whoever looks for the mistake. */
const textMax = 256

export type ListedUser = Pick<User, 'userId' | 'userType' | 'accountEnabled'>

export interface Known {
  readonly byId: ReadonlyMap<UserId, ListedUser>
  /** Names in lower case. */
  readonly byName: ReadonlyMap<string, ListedUser>
  /** Who holds a licence of the subscription, of those whom the list may mean. */
  readonly holding: ReadonlySet<UserId>
}

/** What is to be done about each entry of a list, in its order; who stands in it twice counts once. (B12, R066) */
export function judge(
  kind: BulkOperation['kind'],
  given: readonly string[],
  known: Known,
): readonly BulkEntry[] {
  const before = new Set<UserId>()
  return given.map((text) => {
    const meant = meantBy(text)
    const user = meant && userOf(meant, known)
    const userId = user?.userId ?? (meant && 'userId' in meant ? meant.userId : undefined)
    const named = meant && 'userId' in meant ? {} : { given: text.trim().slice(0, textMax) }
    // Whoever has left for good can still hold a licence.
    if (userId === undefined || !(user || known.holding.has(userId))) {
      return { given: userId ?? text.trim().slice(0, textMax), is: 'unknown' }
    }
    if (before.has(userId)) return { ...named, userId, is: 'duplicate' }
    before.add(userId)
    const holds = known.holding.has(userId)
    if (kind === 'unassignUsers') return { ...named, userId, is: holds ? 'toDo' : 'notAssigned' }
    return { ...named, userId, is: holds ? 'alreadyHolding' : (refusedFor(user) ?? 'toDo') }
  })
}

/** Why somebody who holds no licence is given none. (R101, B23) */
export function refusedFor(
  user: Pick<User, 'userType' | 'accountEnabled'> | undefined,
): Extract<BulkReason, 'unknown' | 'guest' | 'userNotActive'> | undefined {
  if (!user) return 'unknown'
  if (user.userType === 'guest') return 'guest'
  return user.accountEnabled ? undefined : 'userNotActive'
}

function userOf(meant: Meant, { byId, byName }: Known): ListedUser | undefined {
  return 'userId' in meant ? byId.get(meant.userId) : byName.get(meant.userPrincipalName)
}
