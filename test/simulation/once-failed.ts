/** Seeds that found something, once it was mended. */
export const onceFailed: readonly { readonly seed: number; readonly found: string }[] = []
