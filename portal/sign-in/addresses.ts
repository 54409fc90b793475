/** Where the issuer sends people, and hidden frames, back to. */
export const signedInPath = '/app/signed-in.html'

/** Where people are after they signed out; it needs nobody to be signed in. */
export const signedOutPath = '/app/signed-out'
