import { type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { portalConfig } from './api/config.ts'
import { App, startApp } from './app.tsx'
import { NotStarted, Outside, SignedOut } from './shell/outside.tsx'
import { signedOutPath } from './sign-in/addresses.ts'
import { noteSeenHere, wasSeenHere } from './sign-in/seen-here.ts'
import type { SignIn } from './sign-in/sign-in.ts'

/** The catalogue is shown before anyone signs in. (R181) */
const forAnybody = /^\/app\/shop(?=\/|$)/

const place = document.getElementById('portal')
if (!place) throw new Error('The page has no place for the portal.')
createRoot(place).render(
  <StrictMode>
    <Outside>{await firstPage()}</Outside>
  </StrictMode>,
)

/** Nothing is shown while somebody is on their way to sign in. */
async function firstPage(): Promise<ReactNode> {
  try {
    // A chunk of its own, which comes beside the others.
    const { openMsal } = await import('./sign-in/msal.ts')
    const signIn = await openMsal(portalConfig())
    const signedOut = location.pathname === signedOutPath
    if (signedOut && !signIn.account) return <SignedOut signIn={signIn} />
    // Somebody went back to it who has signed in since.
    if (signedOut) history.replaceState(null, '', '/app/')
    if (signIn.account) {
      noteSeenHere()
      return <App started={startApp(signIn)} />
    }
    if (forAnybody.test(location.pathname) && !wasSeenHere()) return await publicShop(signIn)
    return await signIn.signIn({ returnTo: location.href })
  } catch (fault) {
    return <NotStarted fault={fault} />
  }
}

async function publicShop(signIn: SignIn): Promise<ReactNode> {
  const { PublicShop } = await import('./shop/public/public-shop.tsx')
  return <PublicShop signIn={signIn} />
}
