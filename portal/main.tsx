import { type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { portalConfig } from './api/config.ts'
import { App } from './app.tsx'
import { NotSignedIn, Outside, SignedOut } from './shell/outside.tsx'
import { signedOutPath } from './sign-in/addresses.ts'
import { SignInFailed } from './sign-in/sign-in-failed.ts'

const place = document.getElementById('portal')
if (!place) throw new Error('The page has no place for the portal.')
const root = createRoot(place)
const show = (page: ReactNode) => root.render(<StrictMode>{page}</StrictMode>)

// Both at once: the sign-in library is a chunk of its own.
const { openMsal } = await import('./sign-in/msal.ts')
try {
  const signIn = await openMsal(portalConfig())
  if (location.pathname === signedOutPath)
    show(
      <Outside>
        <SignedOut signIn={signIn} />
      </Outside>,
    )
  else if (signIn.account) show(<App signIn={signIn} />)
  else await signIn.signIn({ returnTo: location.href })
} catch (fault) {
  if (!(fault instanceof SignInFailed)) throw fault
  show(
    <Outside>
      <NotSignedIn />
    </Outside>,
  )
}
