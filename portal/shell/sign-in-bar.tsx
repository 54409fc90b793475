import { Button, MessageBar, MessageBarActions, MessageBarBody } from '@fluentui/react-components'
import { useEffect, useState } from 'react'
import { signInEnded, useSession } from '../sign-in/session.tsx'
import { useShellWords } from './shell-words.ts'

/** The session ended while the page was open. It stays, since somebody may be typing; they choose when to leave it. */
export function SignInBar() {
  const words = useShellWords()
  const { signInAgain } = useSession()
  const [ended, setEnded] = useState(false)
  useEffect(() => {
    const onEnded = () => setEnded(true)
    addEventListener(signInEnded, onEnded)
    return () => removeEventListener(signInEnded, onEnded)
  }, [])
  if (!ended) return null
  return (
    <MessageBar intent="warning" role="alert">
      <MessageBarBody>{words.signInEnded}</MessageBarBody>
      <MessageBarActions>
        <Button onClick={signInAgain}>{words.signInAgain}</Button>
      </MessageBarActions>
    </MessageBar>
  )
}
