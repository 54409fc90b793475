import type { UserId } from '../kernel/ids.ts'
import type { Language } from '../kernel/language.ts'
import type { DocumentBase } from '../ports/documents.ts'

export const userTypes = ['member', 'guest'] as const
export type UserType = (typeof userTypes)[number]

/** Id `user:{userId}`. */
export interface User extends DocumentBase {
  readonly type: 'user'
  readonly userId: UserId
  readonly displayName: string
  readonly userPrincipalName: string
  readonly mail: string
  readonly userType: UserType
  readonly accountEnabled: boolean
  readonly onPremisesSyncEnabled: boolean
  readonly language: Language
  /** Lower-case names for the search by prefix. */
  readonly search: { readonly name: string; readonly surname: string; readonly userPrincipalName: string }
}
