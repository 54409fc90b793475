import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components'
import { Link } from '@tanstack/react-router'
import { Fields } from '../look/fields.tsx'
import { InstantText } from '../look/instant.tsx'
import { useLookWords } from '../look/look-words.ts'
import { actionName } from './audit-columns.tsx'
import type { AuditEvent } from './queries.ts'
import { useAuditWords } from './words.ts'

/** All that is known of one entry. Its facts are shown as they are kept. */
export function EventDialog({
  event,
  products,
  onClose,
}: {
  readonly event: AuditEvent
  readonly products: ReadonlyMap<string, string> | undefined
  readonly onClose: () => void
}) {
  const words = useAuditWords()
  const look = useLookWords()
  const { id, at, actor, productId, reason, subscriptionId, operationId, facts } = event
  return (
    <Dialog open onOpenChange={(_event, { open }) => !open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{actionName(words, event.action)}</DialogTitle>
          <DialogContent>
            <Fields
              fields={[
                [words.columns.at, <InstantText key="at" at={at} />],
                [words.columns.actor, actor.displayName],
                [words.columns.organization, actor.organisation],
                [words.columns.product, productId && (products?.get(productId) ?? productId)],
                [words.columns.reason, reason],
                [
                  words.columns.subject,
                  subscriptionId && (
                    <Link key="subscription" to="/subscriptions/$id" params={{ id: subscriptionId }}>
                      {words.openSubscription}
                    </Link>
                  ),
                ],
                [
                  words.operation,
                  operationId && (
                    <Link key="operation" to="/operations/$id" params={{ id: operationId }}>
                      {words.openOperation}
                    </Link>
                  ),
                ],
                ...Object.entries(facts).map(([name, value]) => [name, shown(value)] as const),
                [words.id, id],
              ]}
            />
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{look.close}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
