import { Button, MessageBar, MessageBarActions, MessageBarBody, Spinner } from '@fluentui/react-components'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { type CardToken, cardMessage } from './card-message.ts'
import type { Language } from './language.tsx'
import { useLookWords } from './look-words.ts'

/** How long the gateway's page may take before somebody is told. */
const patienceMs = 10_000

interface Props {
  /** The gateway's page. */
  readonly url: string
  readonly language: Language
  readonly onToken: (card: CardToken) => void
}

/**
 * The payment gateway's own page in a frame: a card number is typed there, and never comes here. What is heard counts
 * only from that frame, while it shows a page of that origin.
 */
export function CardFields({ url, language, onToken }: Props) {
  const [attempt, setAttempt] = useState(0)
  const address = addressOf(url, language)
  return (
    <CardFrame
      key={`${attempt} ${address.href}`}
      address={address}
      onToken={onToken}
      onTryAgain={() => setAttempt(attempt + 1)}
    />
  )
}

function CardFrame({
  address,
  onToken,
  onTryAgain,
}: {
  readonly address: URL
  readonly onToken: Props['onToken']
  readonly onTryAgain: () => void
}) {
  const words = useLookWords()
  const frame = useRef<HTMLIFrameElement>(null)
  const [height, setHeight] = useState<number>()
  const [late, setLate] = useState(false)
  const waiting = height === undefined

  const hear = useEffectEvent(({ data, origin, source }: MessageEvent<unknown>) => {
    if (origin !== address.origin || source !== frame.current?.contentWindow) return
    const message = cardMessage(data)
    if (message?.type === 'card-ready') setHeight(message.height)
    if (message?.type === 'card-token') {
      const { token, brand, last4, expiry } = message
      onToken({ token, brand, last4, expiry })
    }
  })
  useEffect(() => {
    const listener = (event: MessageEvent<unknown>) => hear(event)
    addEventListener('message', listener)
    return () => removeEventListener('message', listener)
  }, [])
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patienceMs)
    return () => clearTimeout(timer)
  }, [])

  return (
    <div>
      {waiting && !late && <Spinner size="tiny" label={words.cardFieldsLoading} />}
      {waiting && late && (
        <MessageBar intent="warning" layout="multiline" role="alert">
          <MessageBarBody>{words.cardFieldsSilent}</MessageBarBody>
          <MessageBarActions>
            <Button onClick={onTryAgain}>{words.tryAgain}</Button>
          </MessageBarActions>
        </MessageBar>
      )}
      <iframe
        ref={frame}
        src={address.href}
        title={words.cardFields}
        // Of another origin, so that what it may on its own never reaches this page.
        sandbox="allow-scripts allow-forms allow-same-origin"
        referrerPolicy="no-referrer"
        style={{
          border: 0,
          width: '100%',
          height: height ?? 0,
          visibility: waiting ? 'hidden' : 'visible',
        }}
      />
    </div>
  )
}

function addressOf(url: string, language: Language): URL {
  const address = new URL(url)
  if (address.origin === location.origin)
    throw new Error(
      'The fields for a card are those of the payment gateway: expected a page of another origin.',
    )
  address.searchParams.set('origin', location.origin)
  address.searchParams.set('lang', language)
  return address
}
