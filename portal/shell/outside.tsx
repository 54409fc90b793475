import { Button } from '@fluentui/react-components'
import { type ReactNode, Suspense, useEffect, useState } from 'react'
import { LanguageProvider } from '../look/language.tsx'
import { ThemeProvider } from '../look/theme.tsx'
import type { SignIn } from '../sign-in/sign-in.ts'
import { SignInFailed } from '../sign-in/sign-in-failed.ts'
import { Alone, Fault } from './edges.tsx'
import { useShellWords } from './shell-words.ts'

/** What every page stands in, and those before sign-in and after sign-out with nothing else around them. */
export function Outside({ children }: { readonly children: ReactNode }) {
  return (
    <LanguageProvider>
      <ThemeProvider>
        <Suspense fallback={<StillLoading />}>{children}</Suspense>
      </ThemeProvider>
    </LanguageProvider>
  )
}

const patienceMs = 8_000

/** Nothing at first; then in both languages, since it may be the words that do not come. */
function StillLoading() {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patienceMs)
    return () => clearTimeout(timer)
  }, [])
  if (!late) return null
  return (
    <main style={{ padding: 32 }}>
      <p>Seatwarden is still loading. If this goes on, check your connection and reload.</p>
      <p lang="nl">
        Seatwarden wordt nog geladen. Blijft dit zo, controleer dan uw verbinding en laad opnieuw.
      </p>
      <button type="button" onClick={() => location.reload()}>
        Reload / Opnieuw laden
      </button>
    </main>
  )
}

export function SignedOut({ signIn }: { readonly signIn: SignIn }) {
  const words = useShellWords()
  return (
    <Alone title={words.signedOut} why={words.signedOutWhy}>
      <Button appearance="primary" onClick={() => void signIn.signIn({ returnTo: '/app/' })}>
        {words.signInAgain}
      </Button>
    </Alone>
  )
}

/** Nobody is signed in, and to ask at once again might go on for ever; or the portal itself did not start. */
export function NotStarted({ fault }: { readonly fault: unknown }) {
  const words = useShellWords()
  if (!(fault instanceof SignInFailed)) return <Fault fault={fault} />
  return (
    <Alone title={words.signInFailed} why={fault.message}>
      <Button appearance="primary" onClick={() => location.reload()}>
        {words.signInAgain}
      </Button>
    </Alone>
  )
}
