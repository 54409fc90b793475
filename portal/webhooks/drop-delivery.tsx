import { Confirm } from '../look/confirm.tsx'
import { useDecide, useRefresh } from './queries.ts'
import { useWebhooksWords } from './words.ts'

/** Gives a parked event up, so that those after it have their turn. */
export function DropDelivery({
  webhookId,
  deliveryId,
  onDone,
  onClose,
}: {
  readonly webhookId: string
  readonly deliveryId: string
  readonly onDone: () => void
  readonly onClose: () => void
}) {
  const { deliveries } = useWebhooksWords()
  const refresh = useRefresh()
  const drop = useDecide(webhookId, 'drop', () => {
    onClose()
    onDone()
  })
  return (
    <Confirm
      open
      title={deliveries.dropTitle}
      consequences={[deliveries.dropNever, deliveries.dropNext]}
      verb={deliveries.dropVerb}
      keep={deliveries.keep}
      busy={drop.isPending}
      tries={drop.tries}
      problem={drop.problem}
      onConfirm={() => drop.run(deliveryId)}
      onClose={() => {
        onClose()
        if (drop.problem) void refresh()
      }}
    />
  )
}
