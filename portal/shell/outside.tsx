import { Button } from '@fluentui/react-components'
import { type ReactNode, Suspense } from 'react'
import { LanguageProvider } from '../look/language.tsx'
import { ThemeProvider } from '../look/theme.tsx'
import type { SignIn } from '../sign-in/sign-in.ts'
import { Alone } from './edges.tsx'
import { useShellWords } from './shell-words.ts'

/** What is seen without being signed in. */
export function Outside({ children }: { readonly children: ReactNode }) {
  return (
    <LanguageProvider>
      <ThemeProvider>
        <Suspense>{children}</Suspense>
      </ThemeProvider>
    </LanguageProvider>
  )
}

export function SignedOut({ signIn }: { readonly signIn: SignIn }) {
  const words = useShellWords()
  return (
    <Alone title={words.signedOut}>
      <Button appearance="primary" onClick={() => void signIn.signIn({ returnTo: '/app/', other: true })}>
        {words.signInAgain}
      </Button>
    </Alone>
  )
}

/** They came back without having signed in: to try again at once would be for ever. */
export function NotSignedIn() {
  const words = useShellWords()
  return (
    <Alone title={words.notSignedIn} why={words.notSignedInWhy}>
      <Button appearance="primary" onClick={() => location.reload()}>
        {words.signInAgain}
      </Button>
    </Alone>
  )
}
