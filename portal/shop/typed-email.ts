const kept = 'email-of-buyer'

/**
 * The address that somebody typed before signing in: the purchase says it, so that nobody buys with another account than
 * they meant. It is about a person, so it stands in no address, and is gone with the tab. (R137, R138)
 */
export function typedEmail(): string | undefined {
  return sessionStorage.getItem(kept) ?? undefined
}

export function keepTypedEmail(email: string): void {
  sessionStorage.setItem(kept, email)
}

export function forgetTypedEmail(): void {
  sessionStorage.removeItem(kept)
}
