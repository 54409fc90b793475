import { Field, Input, Text } from '@fluentui/react-components'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { Choice } from '../look/choice.tsx'
import type { Column } from '../look/data-table/column.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { useLookWords } from '../look/look-words.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { StatusBadge } from '../look/status-badge.tsx'
import { useSession } from '../sign-in/session.tsx'
import { BillingPage } from './billing-page.tsx'
import { isPayable, productsOf, statusKinds } from './invoice.ts'
import { downloadPdf, type Invoice, useInvoices } from './queries.ts'
import { type InvoicesSearch, invoiceStatuses, ranges } from './routes.tsx'
import type { en } from './words.en.ts'
import { useBillingWords } from './words.ts'

/** Invoices and credit notes of the past three months, six, or the days that one says. (R118, R119) */
export function InvoicesPage() {
  const words = useBillingWords()
  const look = useLookWords()
  const format = useFormat()
  const { api, tenantId } = useSession()
  const search = useSearch({ from: '/billing/invoices' })
  const navigate = useNavigate()
  const list = useInvoices(search)
  const columns = useMemo(() => columnsOf(words, format), [words, format])
  const [problem, setProblem] = useState<unknown>()
  const onSearch = (change: Partial<InvoicesSearch>) =>
    void navigate({ to: '/billing/invoices', search: { ...search, ...change }, replace: true })
  const open = (id: string) => void navigate({ to: '/billing/invoices/$id', params: { id } })
  const range = search.range ?? '3m'
  return (
    <BillingPage tab="invoices">
      {problem !== undefined && <ProblemPanel problem={problem} />}
      <ListView
        id="invoices"
        caption={words.invoices.caption}
        list={list}
        columns={columns}
        rowId={({ id }) => id}
        rowName={({ number }) => number}
        search={search}
        onSearch={onSearch}
        onOpen={({ id }) => open(id)}
        actions={(invoice) => [
          { id: 'view', label: words.actions.view, onClick: () => open(invoice.id) },
          {
            id: 'download',
            label: words.actions.download,
            onClick: () => void downloadPdf(api, tenantId, invoice).catch(setProblem),
          },
          ...(isPayable(invoice)
            ? [{ id: 'pay', label: words.actions.pay, onClick: () => open(invoice.id) }]
            : []),
        ]}
        isFiltered={Boolean(search.status)}
        onClearFilters={() => onSearch({ status: undefined })}
        filters={
          <>
            <Choice
              label={words.invoices.range}
              value={range}
              options={ranges.map((known) => [known, words.invoices.ranges[known]])}
              onChange={(chosen) =>
                onSearch({
                  range: chosen === '3m' ? undefined : chosen,
                  ...(chosen === 'days' ? {} : { from: undefined, to: undefined }),
                })
              }
            />
            {range === 'days' && (
              <>
                <DayField
                  label={words.invoices.from}
                  value={search.from}
                  onChange={(from) => onSearch({ from })}
                />
                <DayField label={words.invoices.to} value={search.to} onChange={(to) => onSearch({ to })} />
              </>
            )}
            <Choice
              label={words.invoices.status}
              value={search.status}
              all={look.all}
              options={invoiceStatuses.map((status) => [status, words.statuses[status]])}
              onChange={(status) => onSearch({ status })}
            />
          </>
        }
        empty={<Text>{words.invoices.empty}</Text>}
      />
    </BillingPage>
  )
}

function DayField({
  label,
  value,
  onChange,
}: {
  readonly label: string
  readonly value: string | undefined
  readonly onChange: (day: string | undefined) => void
}) {
  return (
    <Field label={label} orientation="horizontal">
      <Input type="date" value={value ?? ''} onChange={(_event, data) => onChange(data.value || undefined)} />
    </Field>
  )
}

function columnsOf(words: typeof en, format: Format): readonly Column<Invoice>[] {
  const { columns } = words.invoices
  return [
    {
      id: 'number',
      header: columns.number,
      text: ({ number }) => number,
      cell: ({ id, number }) => (
        <Link to="/billing/invoices/$id" params={{ id }}>
          {number}
        </Link>
      ),
    },
    { id: 'kind', header: columns.kind, text: ({ kind }) => words.kinds[kind] },
    { id: 'product', header: columns.product, text: productsOf, grow: 2, onCard: true },
    {
      id: 'issued',
      header: columns.issued,
      text: ({ issuedDateTime }) => format.day(issuedDateTime),
      sortBy: ({ issuedDateTime }) => issuedDateTime,
    },
    {
      id: 'status',
      header: columns.status,
      text: ({ status }) => words.statuses[status],
      cell: ({ status }) => <StatusBadge kind={statusKinds[status]}>{words.statuses[status]}</StatusBadge>,
      onCard: true,
    },
    {
      id: 'total',
      header: columns.total,
      text: ({ total, kind }) =>
        format.money(kind === 'creditNote' ? { ...total, amount: -total.amount } : total),
      sortBy: ({ total, kind }) => (kind === 'creditNote' ? -total.amount : total.amount),
      numeric: true,
      onCard: true,
    },
    {
      id: 'due',
      header: columns.due,
      text: ({ due }) => (due.amount === 0 ? '' : format.money(due)),
      sortBy: ({ due }) => due.amount,
      numeric: true,
    },
  ]
}
