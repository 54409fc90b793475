import { Link, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Column } from '../look/data-table/column.ts'
import { DataTable } from '../look/data-table/data-table.tsx'
import type { Loaded } from '../look/data-table/list-view.tsx'
import { WithProblem } from '../look/data-table/with-problem.tsx'
import { useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import { LinkButton } from '../look/link-button.tsx'
import { Section } from '../look/section.tsx'
import { StatusBadge } from '../look/status-badge.tsx'
import { useSession } from '../sign-in/session.tsx'
import {
  type LicenseRequest,
  type OwnLicense,
  type Subscription,
  useOwnLicenses,
  useOwnPurchases,
  useOwnRequests,
} from './queries.ts'
import { useHomeWords } from './words.ts'

const shownMax = 10

/** What one may use, whoever bought it. (R185) */
export function OwnLicenses() {
  const words = useHomeWords()
  const format = useFormat()
  const { may } = useSession()
  const governs = may.readAll || may.lookAfterLicenses
  const list = useOwnLicenses()
  const columns = useMemo<readonly Column<OwnLicense>[]>(
    () => [
      { id: 'product', header: words.product, text: ({ product }) => product.displayName, grow: 2 },
      {
        id: 'since',
        header: words.since,
        text: ({ assignedDateTime }) => format.instant(assignedDateTime),
        cell: ({ assignedDateTime }) => <InstantText at={assignedDateTime} />,
        onCard: true,
      },
    ],
    [words, format],
  )
  return (
    <Section
      title={words.myLicences}
      commands={
        may.buy && (
          <LinkButton to="/shop" {...(governs ? {} : { appearance: 'primary' })}>
            {words.getProduct}
          </LinkButton>
        )
      }
    >
      <Own
        caption={words.myLicences}
        list={list}
        columns={columns}
        rowId={({ subscriptionId }) => subscriptionId}
        rowName={({ product }) => product.displayName}
        empty={words.licensesEmpty}
      />
    </Section>
  )
}

export function OwnPurchases() {
  const words = useHomeWords()
  const format = useFormat()
  const navigate = useNavigate()
  const list = useOwnPurchases()
  const columns = useMemo<readonly Column<Subscription>[]>(
    () => [
      { id: 'product', header: words.product, text: ({ product }) => product.displayName, grow: 2 },
      {
        id: 'assigned',
        header: words.assigned,
        text: ({ assignedLicenses, totalLicenses }) =>
          words.held(format.number(assignedLicenses), format.number(totalLicenses)),
        numeric: true,
        onCard: true,
      },
      {
        id: 'expires',
        header: words.expires,
        text: ({ expirationDate }) => format.day(expirationDate),
        onCard: true,
      },
    ],
    [words, format],
  )
  return (
    <Section title={words.purchases} commands={<Link to="/mine">{words.allPurchases}</Link>}>
      <Own
        caption={words.purchases}
        list={list}
        columns={columns}
        rowId={({ id }) => id}
        rowName={({ product, createdDateTime }) =>
          words.rowName(product.displayName, format.day(createdDateTime))
        }
        onOpen={({ id }) => void navigate({ to: '/mine/$id', params: { id } })}
        empty={words.purchasesEmpty}
      />
    </Section>
  )
}

const requestKinds = {
  Pending: 'warning',
  Approved: 'good',
  PartlyApproved: 'good',
  Rejected: 'bad',
  Withdrawn: 'neutral',
} as const

export function OwnRequests() {
  const words = useHomeWords()
  const format = useFormat()
  const navigate = useNavigate()
  const list = useOwnRequests()
  const columns = useMemo<readonly Column<LicenseRequest>[]>(
    () => [
      { id: 'product', header: words.product, text: ({ product }) => product.displayName, grow: 2 },
      {
        id: 'asked',
        header: words.asked,
        text: ({ createdDateTime }) => format.instant(createdDateTime),
        cell: ({ createdDateTime }) => <InstantText at={createdDateTime} />,
        onCard: true,
      },
      {
        id: 'status',
        header: words.status,
        text: ({ status }) => words.requestStatuses[status],
        cell: ({ status }) => (
          <StatusBadge kind={requestKinds[status]}>{words.requestStatuses[status]}</StatusBadge>
        ),
        onCard: true,
      },
    ],
    [words, format],
  )
  return (
    <Section title={words.requestsTitle} commands={<Link to="/my-requests">{words.allRequests}</Link>}>
      <Own
        caption={words.requestsTitle}
        list={list}
        columns={columns}
        rowId={({ id }) => id}
        rowName={({ product, createdDateTime }) =>
          words.rowName(product.displayName, format.instant(createdDateTime))
        }
        onOpen={({ id }) => void navigate({ to: '/my-requests/$id', params: { id } })}
        empty={words.requestsEmpty}
      />
    </Section>
  )
}

/** The first few: there is a page for all of them. */
function Own<Row>({
  caption,
  list,
  columns,
  rowId,
  rowName,
  onOpen,
  empty,
}: {
  readonly caption: string
  readonly list: Loaded<Row>
  readonly columns: readonly Column<Row>[]
  readonly rowId: (row: Row) => string
  readonly rowName: (row: Row) => string
  readonly onOpen?: (row: Row) => void
  readonly empty: string
}) {
  return (
    <WithProblem list={list}>
      <DataTable
        caption={caption}
        rows={onOpen ? list.rows.slice(0, shownMax) : list.rows}
        columns={columns}
        rowId={rowId}
        rowName={rowName}
        onOpen={onOpen}
        isLoading={list.isLoading}
        empty={<p>{empty}</p>}
      />
    </WithProblem>
  )
}
