import { Link } from '@tanstack/react-router'
import type { Column } from '../look/data-table/column.ts'
import type { Format } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import type { AuditEvent } from './queries.ts'
import type { en } from './words.en.ts'

/** What was done, in words; what is newer than these as the API calls it. */
export function actionName({ actions }: typeof en, action: string): string {
  return Object.hasOwn(actions, action) ? actions[action as keyof typeof actions] : action
}

export function auditColumns({
  words,
  format,
  tenantId,
  products,
}: {
  readonly words: typeof en
  readonly format: Format
  readonly tenantId: string
  readonly products: ReadonlyMap<string, string> | undefined
}): readonly Column<AuditEvent>[] {
  return [
    {
      id: 'action',
      header: words.columns.action,
      text: ({ action }) => actionName(words, action),
      grow: 1.2,
    },
    {
      id: 'at',
      header: words.columns.at,
      text: ({ at }) => format.instant(at),
      cell: ({ at }) => <InstantText at={at} />,
      onCard: true,
    },
    { id: 'actor', header: words.columns.actor, text: ({ actor }) => actor.displayName, onCard: true },
    {
      id: 'organization',
      header: words.columns.organization,
      text: ({ actor }) =>
        actor.tenantId === tenantId ? words.ownOrganization : (actor.organisation ?? actor.tenantId),
    },
    {
      id: 'product',
      header: words.columns.product,
      text: ({ productId }) => (productId === undefined ? '' : (products?.get(productId) ?? productId)),
      onCard: true,
    },
    { id: 'reason', header: words.columns.reason, text: ({ reason }) => reason ?? '' },
    {
      id: 'subject',
      header: words.columns.subject,
      text: ({ subscriptionId }) => subscriptionId ?? '',
      cell: ({ subscriptionId }) =>
        subscriptionId === undefined ? (
          ''
        ) : (
          <Link to="/subscriptions/$id" params={{ id: subscriptionId }}>
            {words.openSubscription}
          </Link>
        ),
      hidden: true,
    },
  ]
}
