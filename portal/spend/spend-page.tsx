import { Field, Input, Text } from '@fluentui/react-components'
import { Link, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { type Spend, useSpendByMonth } from '../api/spend.ts'
import { Choice } from '../look/choice.tsx'
import type { Column } from '../look/data-table/column.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { useLookWords } from '../look/look-words.ts'
import { Page } from '../look/page.tsx'
import { SpendByMonth } from '../look/pictures/spend-by-month.tsx'
import { picturesOf } from '../look/pictures/spend-of-months.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { Section } from '../look/section.tsx'
import { useSession } from '../sign-in/session.tsx'
import { type Grouping, useSpend } from './queries.ts'
import { groupings, spendChannels, spendRoute } from './routes.tsx'
import type { en } from './words.en.ts'
import { useSpendWords } from './words.ts'

/** What was spent: by month as a picture, and by whatever one asks. (B19) */
export function SpendPage() {
  const words = useSpendWords()
  const look = useLookWords()
  const format = useFormat()
  const { api, tenantId } = useSession()
  const search = spendRoute.useSearch()
  const navigate = useNavigate()
  const { by = 'product', from, to, channel } = search
  const months = useSpendByMonth(api, tenantId, { from, to, channel })
  const list = useSpend(by, search)
  const pictures = useMemo(
    () => (months.data ? picturesOf(months.data, new Date(), { from, to }) : []),
    [months.data, from, to],
  )
  const columns = useMemo(() => columnsOf(by, words, look.spendChannels, format), [by, words, look, format])
  const onSearch = (change: Partial<typeof search>) =>
    void navigate({ to: '.', search: (before) => ({ ...before, ...change }), replace: true })
  const nameOf = (row: Spend) => columns[0]?.text(row) ?? ''
  return (
    <Page title={words.title}>
      <Text>
        {words.about} <Link to="/spend/savings">{words.savings}</Link>
      </Text>
      {months.error && <ProblemPanel problem={months.error} onTryAgain={() => void months.refetch()} />}
      {pictures.map(({ currency, total, ...picture }) => (
        <Section
          key={currency}
          title={words.picture(currency)}
          about={words.pictureTotal(format.money({ amount: total, currency }))}
        >
          <SpendByMonth {...picture} currency={currency} caption={words.picture(currency)} />
        </Section>
      ))}
      <ListView
        id={`spend-${by}`}
        caption={words.caption(words.groupings[by])}
        list={list}
        columns={columns}
        rowId={(row) =>
          `${row.month} ${row.channel} ${row.product?.id} ${row.purchaser?.id} ${row.total.currency}`
        }
        rowName={nameOf}
        search={search}
        onSearch={onSearch}
        isFiltered={Boolean(from || to || channel)}
        onClearFilters={() => onSearch({ from: undefined, to: undefined, channel: undefined })}
        filters={
          <>
            <Choice
              label={words.by}
              value={by}
              options={groupings.map((one) => [one, words.groupings[one]])}
              onChange={(chosen) => onSearch({ by: chosen, sort: undefined, q: undefined })}
            />
            <Choice
              label={words.channel}
              value={channel}
              all={look.all}
              options={spendChannels.map((one) => [one, look.spendChannels[one]])}
              onChange={(chosen) => onSearch({ channel: chosen })}
            />
            <MonthField label={words.from} value={from} onChange={(month) => onSearch({ from: month })} />
            <MonthField label={words.to} value={to} onChange={(month) => onSearch({ to: month })} />
          </>
        }
        empty={<p>{words.nothing}</p>}
      />
    </Page>
  )
}

function MonthField({
  label,
  value,
  onChange,
}: {
  readonly label: string
  readonly value: string | undefined
  readonly onChange: (month: string | undefined) => void
}) {
  return (
    <Field
      label={label}
      orientation="horizontal"
      style={{ gridTemplateColumns: 'auto minmax(0, 1fr)', columnGap: 8 }}
    >
      <Input
        type="month"
        value={value ?? ''}
        onChange={(_event, data) => onChange(data.value || undefined)}
      />
    </Field>
  )
}

function columnsOf(
  by: Grouping,
  words: typeof en,
  channels: Readonly<Record<(typeof spendChannels)[number], string>>,
  format: Format,
): readonly Column<Spend>[] {
  const names: Readonly<Record<Grouping, (row: Spend) => string>> = {
    product: ({ product }) => product?.displayName ?? '',
    purchaser: ({ purchaser }) => purchaser?.displayName ?? words.organization,
    month: ({ month }) => (month ? format.month(month) : ''),
    channel: ({ channel }) => (channel ? channels[channel] : ''),
  }
  const amount = (id: 'net' | 'tax' | 'total'): Column<Spend> => ({
    id,
    header: words[id],
    text: (row) => format.money(row[id]),
    sortBy: (row) => row[id].amount,
    numeric: true,
    onCard: true,
  })
  return [
    {
      id: by,
      header: words.groupings[by],
      text: names[by],
      ...(by === 'month' ? { sortBy: ({ month }) => month ?? '' } : {}),
      grow: 2,
    },
    amount('net'),
    amount('tax'),
    amount('total'),
  ]
}
