import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
} from '@fluentui/react-components'
import { useEffect, useState } from 'react'
import { newVersionEvent } from './lazy-page.ts'
import { useShellWords } from './shell-words.ts'

/** The portal was renewed while it was open. Reloading is for whoever is done with what they type. */
export function NewVersionBar() {
  const words = useShellWords()
  const [isNew, setIsNew] = useState(false)
  useEffect(() => {
    const told = () => setIsNew(true)
    addEventListener(newVersionEvent, told)
    return () => removeEventListener(newVersionEvent, told)
  }, [])
  if (!isNew) return null
  return (
    <MessageBar intent="info" layout="multiline" role="status">
      <MessageBarBody>
        <MessageBarTitle>{words.newVersion}</MessageBarTitle>
        {words.newVersionWhy}
      </MessageBarBody>
      <MessageBarActions>
        <Button onClick={() => location.reload()}>{words.reload}</Button>
      </MessageBarActions>
    </MessageBar>
  )
}
