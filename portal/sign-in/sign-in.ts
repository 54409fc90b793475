export interface SignIn {
  readonly account: { readonly name: string; readonly username: string } | undefined
  /** Leaves the page. Comes back to `returnTo`, an address within the portal. */
  signIn(options?: {
    readonly returnTo?: string
    readonly loginHint?: string
    /** Somebody else than last time. */
    readonly other?: boolean
  }): Promise<never>
  /** An access token; with `renew` a new one, silently. Throws `SignInNeeded` where that cannot be. */
  token(options?: { readonly renew?: boolean }): Promise<string>
  signOut(): Promise<never>
  onSignedOutElsewhere(listener: () => void): void
}

/** Nobody can be signed in silently any more: the person has to. */
export class SignInNeeded extends Error {
  override readonly name = 'SignInNeeded'
}
