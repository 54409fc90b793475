/** Seeds that once failed, and what they found. */
export const onceFailed: readonly { readonly seed: number; readonly found: string }[] = []
