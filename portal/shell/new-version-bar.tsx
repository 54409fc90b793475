import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
} from '@fluentui/react-components'
import { useEffect, useState } from 'react'
import { newVersionEvent } from '../api/parts.ts'
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
  return (
    <div role="status">
      {isNew && (
        <MessageBar intent="info" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{words.newVersion}</MessageBarTitle>
            {words.newVersionWhy}
          </MessageBarBody>
          <MessageBarActions>
            <Button onClick={() => location.reload()}>{words.reload}</Button>
          </MessageBarActions>
        </MessageBar>
      )}
    </div>
  )
}
