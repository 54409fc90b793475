import { Tooltip } from '@fluentui/react-components'
import { useFormat } from './format.ts'

/** An instant in the reader's own zone; UTC, as it stands in logs, in the tooltip. */
export function InstantText({ at }: { readonly at: string }) {
  const format = useFormat()
  return (
    <Tooltip content={format.utc(at)} relationship="description">
      <time dateTime={at}>{format.instant(at)}</time>
    </Tooltip>
  )
}
