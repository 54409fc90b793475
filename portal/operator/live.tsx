import { Button, Text } from '@fluentui/react-components'
import { ArrowSyncRegular, PauseRegular } from '@fluentui/react-icons'
import { useState } from 'react'
import { useFormat } from '../look/format.ts'
import { useLookWords } from '../look/look-words.ts'

const everyMs = 5_000

/** Whether a page is read again by itself while it is seen; whoever reads a row stops it. */
export function useLive() {
  const [isPaused, setPaused] = useState(false)
  return {
    everyMs: isPaused ? (false as const) : everyMs,
    isPaused,
    toggle: () => setPaused((before) => !before),
  }
}

export function LiveSwitch({
  live,
  updatedAt,
}: {
  readonly live: ReturnType<typeof useLive>
  readonly updatedAt: number
}) {
  const words = useLookWords()
  const format = useFormat()
  return (
    <>
      <Button
        appearance="subtle"
        icon={live.isPaused ? <ArrowSyncRegular /> : <PauseRegular />}
        onClick={live.toggle}
      >
        {live.isPaused ? words.resume : words.pause}
      </Button>
      {updatedAt > 0 && <Text size={200}>{words.updatedAt(format.clock(updatedAt))}</Text>}
    </>
  )
}
