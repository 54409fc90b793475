import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { portalConfig } from './api/config.ts'
import { App } from './app.tsx'

const place = document.getElementById('portal')
if (!place) throw new Error('The page has no place for the portal.')
// Both at once: the sign-in library is a chunk of its own.
const { openMsal } = await import('./sign-in/msal.ts')
const signIn = await openMsal(portalConfig())
if (signIn.account)
  createRoot(place).render(
    <StrictMode>
      <App signIn={signIn} />
    </StrictMode>,
  )
else await signIn.signIn({ returnTo: location.href })
