import { Button, Text } from '@fluentui/react-components'
import { useState } from 'react'
import { TargetPicker } from '../look/move-targets/target-picker.tsx'
import { isToCome } from '../look/when.ts'
import { WhenField } from '../look/when-field.tsx'
import { useWhenWords } from '../look/when-words.ts'
import { useSession } from '../sign-in/session.tsx'
import type { StepProps } from './consolidate-page.tsx'
import type { Source } from './queries.ts'
import { useConsolidateWords } from './words.ts'

/** One subscription to move to, or whichever of a product has room; and when. (B05, B11) */
export function TargetStep({ sources, search, when, change, goTo, frame }: StepProps) {
  const words = useConsolidateWords()
  const whenWords = useWhenWords()
  const { api, tenantId } = useSession()
  const { target: own } = words
  const [isAsked, setIsAsked] = useState(false)
  const missing =
    search.target === undefined && search.product === undefined
      ? own.choose
      : isToCome(when, Date.now())
        ? undefined
        : whenWords.past
  return frame({
    heading: own.heading,
    onBack: () => goTo('sources'),
    next: (
      <Button
        appearance="primary"
        onClick={() => {
          setIsAsked(true)
          if (missing === undefined) goTo('check')
        }}
      >
        {own.next}
      </Button>
    ),
    children: (
      <>
        <TargetPicker
          api={api}
          tenantId={tenantId}
          sourceIds={sources.map(({ id }) => id)}
          users={sources.reduce((sum, { subscription }) => sum + (subscription?.assignedLicenses ?? 0), 0)}
          offersProducts
          chosen={{ id: search.target, productId: search.product }}
          onChoose={({ id, productId }) => change({ target: id, product: productId })}
        />
        <WhenField
          value={when}
          onChange={({ kind, local }) => change({ when: kind === 'now' ? undefined : kind, at: local })}
          endOfTerm={firstEnd(sources)}
          several={sources.length > 1}
          isAsked={isAsked}
        />
        {isAsked && missing !== undefined && (
          <Text role="alert" weight="semibold">
            {missing}
          </Text>
        )}
      </>
    ),
  })
}

/** The end of the term that ends first. */
export function firstEnd(sources: readonly Source[]): string | undefined {
  return sources
    .flatMap(({ subscription }) => subscription?.expirationDate ?? [])
    .sort()
    .at(0)
}
