import { MessageBar, MessageBarBody, Text } from '@fluentui/react-components'
import { Problem } from '../api/problem.ts'
import { useFormat } from '../look/format.ts'
import { useBoardSummary, useWork } from './queries.ts'
import { Stats } from './stats.tsx'
import { useOperatorWords } from './words.ts'

/** Is anything stuck: the counts of everything, the oldest, and how fast it goes. (B17) */
export function BoardSummary({
  tenantId,
  everyMs,
}: {
  readonly tenantId: string | undefined
  readonly everyMs: number | false
}) {
  const { counts: names, nothing } = useOperatorWords().operations
  const format = useFormat()
  const { data } = useBoardSummary(tenantId, everyMs)
  const count = (status: string) => (data ? format.number(data.counts[status] ?? 0) : '–')
  const { oldestUnfinishedSeconds: oldest, speed } = data ?? {}
  return (
    <>
      <Work everyMs={everyMs} />
      <Stats
        stats={[
          [names.Running, count('Running')],
          [names.NotStarted, count('NotStarted')],
          [names.Paused, count('Paused')],
          [names.attention, data ? format.number(data.needsAttention) : '–'],
          [names.Failed, count('Failed')],
          [names.oldest, oldest === undefined ? nothing : format.duration(oldest)],
          [names.rate, speed ? format.number(speed.usersPerSecond) : '–'],
          [names.left, speed?.secondsLeft === undefined ? nothing : format.duration(speed.secondsLeft)],
        ]}
      />
    </>
  )
}

function Work({ everyMs }: { readonly everyMs: number | false }) {
  const words = useOperatorWords()
  const format = useFormat()
  const { data, error } = useWork(everyMs)
  // What is out of reach altogether the bar above all pages tells.
  if (error instanceof Problem && error.code === 'WorkStandsStill')
    return (
      <MessageBar intent="error" layout="multiline">
        <MessageBarBody>{error.message}</MessageBarBody>
      </MessageBar>
    )
  if (!data) return null
  const { sinceSweepSeconds, oldestUnfinishedSeconds } = data
  return (
    <Text>{words.work.ok(format.duration(sinceSweepSeconds), format.duration(oldestUnfinishedSeconds))}</Text>
  )
}
