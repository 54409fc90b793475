import {
  Button,
  Checkbox,
  Field,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Text,
  Textarea,
  tokens,
} from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { type ChangeEvent, useMemo, useRef, useState } from 'react'
import { useIsOnline } from '../api/online.ts'
import { ok } from '../api/problem.ts'
import { downloadCsv } from '../look/csv.ts'
import type { Column } from '../look/data-table/column.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { type Format, useFormat } from '../look/format.ts'
import { Page } from '../look/page.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { StatusBadge } from '../look/status-badge.tsx'
import { useSession } from '../sign-in/session.tsx'
import { useImport } from './import-people.ts'
import { columns as csvColumns, type Fault, type Line, readPeople } from './people-table.ts'
import { importPeopleRoute } from './routes.tsx'
import type { en } from './words.en.ts'
import { useOperatorWords } from './words.ts'

const useStyles = makeStyles({
  row: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalM, alignItems: 'center' },
  file: { display: 'none' },
  about: { margin: 0, maxWidth: '80ch' },
})

/** People of an organisation out of a table, once it was seen what is wrong with which line. */
export function ImportPeoplePage() {
  const styles = useStyles()
  const words = useOperatorWords().people
  const { t } = importPeopleRoute.useParams()
  const { api } = useSession()
  const tenant = useQuery({
    queryKey: ['ops', 'tenant-name', t],
    queryFn: () => ok(api.GET('/ops/tenants/{t}', { params: { path: { t } } })),
  })
  const [text, setText] = useState('')
  const chooser = useRef<HTMLInputElement>(null)
  const { missing, lines } = useMemo(
    () => readPeople(text, tenant.data?.language ?? 'en'),
    [text, tenant.data?.language],
  )
  const read = async (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? []
    if (file) setText(await file.text())
    // So that the same file, mended, can be chosen again.
    event.target.value = ''
  }
  return (
    <Page title={words.title} about={tenant.data?.displayName}>
      {tenant.error && <ProblemPanel problem={tenant.error} onTryAgain={() => void tenant.refetch()} />}
      {tenant.data && (
        <Text size={400}>
          <bdi>{tenant.data.displayName}</bdi>
        </Text>
      )}
      <p className={styles.about}>
        {words.how} {words.columnsNeeded} {words.columnsMore}
      </p>
      <div className={styles.row}>
        <input
          ref={chooser}
          type="file"
          accept=".csv,text/csv"
          className={styles.file}
          aria-label={words.file}
          onChange={(event) => void read(event)}
        />
        <Button onClick={() => chooser.current?.click()}>{words.file}</Button>
        <Button appearance="subtle" onClick={() => downloadCsv('people.csv', csvColumns, [example])}>
          {words.example}
        </Button>
      </div>
      <Field label={words.paste}>
        <Textarea
          value={text}
          rows={5}
          resize="vertical"
          spellCheck={false}
          onChange={(_event, data) => setText(data.value)}
        />
      </Field>
      {missing.length > 0 && (
        <MessageBar intent="error" role="alert">
          <MessageBarBody>{words.noColumns(missing.join(', '))}</MessageBarBody>
        </MessageBar>
      )}
      {lines.length > 0 && <Preview key={text} tenantId={t} lines={lines} />}
    </Page>
  )
}

const example = [
  '00000000-0000-4000-8000-000000000000',
  'Anna Example',
  'anna@organisation.example',
  'anna@organisation.example',
  'member',
  'true',
  'false',
  'en',
]

function Preview({ tenantId, lines }: { readonly tenantId: string; readonly lines: readonly Line[] }) {
  const styles = useStyles()
  const words = useOperatorWords().people
  const format = useFormat()
  const isOnline = useIsOnline()
  const search = importPeopleRoute.useSearch()
  const navigate = importPeopleRoute.useNavigate()
  const [onlyWrong, setOnlyWrong] = useState(false)
  const right = lines.filter(({ faults }) => faults.length === 0)
  const wrong = lines.length - right.length
  const importing = useImport(tenantId)
  const columns = useMemo(() => columnsOf(words, format), [words, format])
  const start = () => importing.run(right.map(({ person }) => person))
  return (
    <>
      <div className={styles.row}>
        <Button
          appearance="primary"
          disabledFocusable={right.length === 0 || importing.isPending || !isOnline}
          onClick={() => right.length > 0 && !importing.isPending && isOnline && start()}
        >
          {words.verb(right.length, format.number(right.length))}
        </Button>
        <Text role="status">
          {importing.isPending
            ? words.importing(format.number(importing.done), format.number(right.length))
            : words.summary(format.number(right.length), format.number(wrong))}
        </Text>
        {wrong > 0 && (
          <Checkbox
            label={words.onlyWrong}
            checked={onlyWrong}
            onChange={(_event, { checked }) => setOnlyWrong(checked === true)}
          />
        )}
      </div>
      {importing.problem && <ProblemPanel problem={importing.problem} onTryAgain={start} />}
      {importing.isDone && (
        <MessageBar intent="success" role="status">
          <MessageBarBody>{words.imported(right.length, format.number(right.length))}</MessageBarBody>
        </MessageBar>
      )}
      <ListView
        id="operator-people"
        caption={words.caption}
        list={{
          rows: onlyWrong ? lines.filter(({ faults }) => faults.length > 0) : lines,
          isLoading: false,
          isLoaded: true,
          tryAgain: () => {},
        }}
        columns={columns}
        rowId={({ line }) => String(line)}
        rowName={({ person }) => person.displayName}
        search={search}
        onSearch={(change) =>
          void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
        }
        isFiltered={onlyWrong}
        onClearFilters={() => setOnlyWrong(false)}
        empty={<p>{words.nobody}</p>}
      />
    </>
  )
}

type Words = (typeof en)['people']

function columnsOf(words: Words, format: Format): readonly Column<Line>[] {
  const { columns } = words
  return [
    {
      id: 'line',
      header: columns.line,
      text: ({ line }) => format.number(line),
      sortBy: ({ line }) => line,
      numeric: true,
      grow: 0.5,
    },
    { id: 'name', header: columns.name, text: ({ person }) => person.displayName, grow: 1.5, onCard: true },
    {
      id: 'address',
      header: columns.address,
      text: ({ person }) => person.userPrincipalName,
      grow: 2,
      onCard: true,
    },
    { id: 'type', header: columns.type, text: ({ person }) => words.types[person.userType] },
    {
      id: 'enabled',
      header: columns.enabled,
      text: ({ person }) => (person.accountEnabled ? words.enabled : words.disabled),
    },
    {
      id: 'wrong',
      header: columns.wrong,
      text: ({ faults }) => wrongOf(faults, words, format),
      cell: ({ faults }) =>
        faults.length === 0 ? (
          <StatusBadge kind="good">{words.right}</StatusBadge>
        ) : (
          <Text>{wrongOf(faults, words, format)}</Text>
        ),
      grow: 2,
      onCard: true,
    },
  ]
}

function wrongOf(faults: readonly Fault[], words: Words, format: Format): string {
  return faults.length === 0 ? words.right : format.list(faults.map((fault) => faultText(fault, words)))
}

function faultText(fault: Fault, { faults: words }: Words): string {
  switch (fault.is) {
    case 'tooLong':
    case 'notYesOrNo':
      return words[fault.is](fault.column)
    case 'twice':
      return words.twice(String(fault.line))
    default:
      return words[fault.is]
  }
}
