import { broadcastResponseToMainFrame } from '@azure/msal-browser/redirect-bridge'
import { signedOutPath } from './addresses.ts'

/**
 * The script of signed-in.html, where the issuer sends people and hidden frames back to. The library passes the answer
 * on and goes back to where they were. An answer without a code or an error is that of a sign-out.
 */
const answer = new URLSearchParams(`${location.search.slice(1)}&${location.hash.slice(1)}`)
const signedOut = !answer.has('code') && !answer.has('error')

broadcastResponseToMainFrame({
  async navigateInternal(url) {
    location.replace(signedOut ? signedOutPath : url)
    return false
  },
  async navigateExternal() {
    throw new Error('Nothing here leads elsewhere.')
  },
}).catch((cause) => {
  // Opened by hand, or by an issuer that kept no state. In a hidden frame, whoever waits for an answer has a limit.
  if (!signedOut) console.error(cause)
  if (window === window.top) location.replace(signedOut ? signedOutPath : '/app/')
})
