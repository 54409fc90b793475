/** What a verified token says. */
export interface TokenClaims {
  readonly tenantId: string
  readonly objectId: string
  /** `user` acts for a person; `app` is a service without one. */
  readonly kind: 'user' | 'app'
  readonly name: string
  readonly userPrincipalName?: string
  readonly email?: string
  /** 0 member, 1 guest; undefined when the token does not say. */
  readonly accountType?: 0 | 1
  readonly appRoles: readonly string[]
  /** Directory role template ids (`wids`). */
  readonly directoryRoles: readonly string[]
  /** The tenant the person comes from, where it is another one (`idp` or a consumer account). */
  readonly personalAccount: boolean
}

export interface TokenVerifier {
  /** The claims, or why the token is not valid. Throws `Unavailable` when the issuer's keys cannot be had. */
  verify(token: string): Promise<TokenClaims | { readonly invalid: string }>
}
