import {
  Button,
  Menu,
  MenuItemCheckbox,
  MenuList,
  MenuPopover,
  MenuTrigger,
  MessageBar,
  MessageBarBody,
  makeStyles,
  SearchBox,
  Text,
  Tooltip,
  tokens,
} from '@fluentui/react-components'
import { ArrowDownloadRegular, ColumnRegular, LinkRegular, PrintRegular } from '@fluentui/react-icons'
import {
  type ReactElement,
  type ReactNode,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
} from 'react'
import { rowsMax } from '../../api/lists.ts'
import { partOf } from '../../api/parts.ts'
import { useFormat } from '../format.ts'
import { useLookWords } from '../look-words.ts'
import { useCopy } from '../problem-panel.tsx'
import { arrange, type Column } from './column.ts'
import { DataTable, type DataTableProps } from './data-table.tsx'
import type { ListSearch } from './list-page-search.ts'
import { useChosenColumns } from './use-chosen-columns.ts'
import { type Told, WithProblem } from './with-problem.tsx'

/** What `useAllRows` and `useScrolledRows` give. */
export interface Loaded<Row> extends Told {
  readonly rows: readonly Row[]
  readonly isLoading: boolean
  readonly isFilling?: boolean
  readonly cut?: boolean
  readonly hasMore?: boolean
  readonly loadMore?: () => void
}

export interface ListViewProps<Row>
  extends Pick<
    DataTableProps<Row>,
    'caption' | 'columns' | 'rowId' | 'rowName' | 'onOpen' | 'actions' | 'selection' | 'openId' | 'total'
  > {
  /** Names the table among those whose columns a person has chosen, and its export. */
  readonly id: string
  readonly list: Loaded<Row>
  readonly search: ListSearch
  /** Puts what changed into the address. `undefined` takes it away. */
  readonly onSearch: (change: ListSearch) => void
  /** Whether anything but the search narrows what is shown, and how to stop it. */
  readonly isFiltered?: boolean
  readonly onClearFilters?: () => void
  /** The fields of the filter. */
  readonly filters?: ReactNode
  /** What can be done with the whole list or what is selected. */
  readonly commands?: ReactNode
  /** Says why there is nothing, and what next. */
  readonly empty: ReactNode
  /** The server's export, in place of the browser's. */
  readonly onExport?: () => void
}

const useStyles = makeStyles({
  view: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingVerticalS,
    minWidth: 0,
  },
  bar: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, alignItems: 'center' },
  count: { color: tokens.colorNeutralForeground2, marginRight: tokens.spacingHorizontalS },
  end: { display: 'flex', alignItems: 'center', marginLeft: 'auto' },
  search: { minWidth: '180px', flex: '0 1 260px' },
})

const typedAfterMs = 250

/** A list: search, filters, what can be done, the rows, and every state that they may be in. */
export function ListView<Row>(props: ListViewProps<Row>) {
  const { id, list, search, onSearch, columns, isFiltered = false, onClearFilters } = props
  const styles = useStyles()
  const words = useLookWords()
  const format = useFormat()
  const chosen = useChosenColumns(id, columns)
  const scrolls = list.loadMore !== undefined
  const rows = useMemo(
    () => (scrolls ? list.rows : arrange(list.rows, columns, search, format.locale)),
    [scrolls, list.rows, columns, search, format.locale],
  )
  const clear = () => {
    onSearch({ q: undefined })
    onClearFilters?.()
  }
  const exportRows = async () => {
    const { downloadCsv } = await partOf(() => import('../csv.ts'))
    downloadCsv(
      `${id}.csv`,
      columns.map(({ header }) => header),
      rows.map((row) => columns.map((column) => column.text(row))),
    )
  }
  const nothing =
    isFiltered || search.q ? (
      <>
        <p>{words.nothingMatches}</p>
        <Button onClick={clear}>{words.clearFilters}</Button>
      </>
    ) : (
      props.empty
    )
  const total = props.total ?? list.rows.length
  return (
    <section className={styles.view} aria-label={props.caption}>
      <div className={styles.bar} data-not-printed>
        {!scrolls && <SearchField value={search.q ?? ''} onChange={(q) => onSearch({ q: q || undefined })} />}
        {props.filters}
        {props.commands}
        <span className={styles.end}>
          <Text role="status" className={styles.count}>
            {!list.isLoaded
              ? ''
              : list.isFilling && list.problem === undefined
                ? words.filling
                : words.rows(rows.length, total, format.number)}
          </Text>
          <ColumnChooser columns={columns} chosen={chosen} />
          <IconButton
            label={words.exportCsv}
            icon={<ArrowDownloadRegular />}
            onClick={() => (props.onExport ? props.onExport() : void exportRows())}
          />
          <IconButton label={words.print} icon={<PrintRegular />} onClick={() => window.print()} />
          <CopyLink />
        </span>
      </div>
      {list.cut && (
        <MessageBar intent="warning">
          <MessageBarBody>{words.cut(format.number(rowsMax))}</MessageBarBody>
        </MessageBar>
      )}
      <WithProblem list={list}>
        <DataTable
          {...props}
          rows={rows}
          total={scrolls ? total : rows.length}
          columns={chosen.columns}
          isLoading={list.isLoading}
          onMore={list.loadMore}
          sort={search.sort}
          onSort={scrolls ? undefined : (sort) => onSearch({ sort })}
          empty={nothing}
        />
      </WithProblem>
    </section>
  )
}

/** What a sign says stands in its tooltip, and is its name. */
function IconButton({
  label,
  icon,
  onClick,
}: {
  readonly label: string
  readonly icon: ReactElement
  readonly onClick: () => void
}) {
  return (
    <Tooltip content={label} relationship="label">
      <Button appearance="subtle" icon={icon} onClick={onClick} />
    </Tooltip>
  )
}

function CopyLink() {
  const words = useLookWords()
  const { copied, copy } = useCopy(() => location.href)
  const label = copied === undefined ? words.copyLink : copied ? words.copied : words.notCopied
  return <IconButton label={label} icon={<LinkRegular />} onClick={copy} />
}

/** What is typed goes into the address when the typing pauses, not with every letter. */
function SearchField({
  value,
  onChange,
}: {
  readonly value: string
  readonly onChange: (value: string) => void
}) {
  const styles = useStyles()
  const words = useLookWords()
  const [typed, setTyped] = useState(value)
  /** What the address was told last: only another value is somebody else's, and takes the place of what is typed. */
  const told = useRef(value)
  const tell = useEffectEvent((text: string) => {
    told.current = text
    onChange(text)
  })
  useEffect(() => {
    if (value === told.current) return
    told.current = value
    setTyped(value)
  }, [value])
  useEffect(() => {
    if (typed === told.current) return
    const { pathname } = location
    // Of another page, which is still on its way here, the address is none of this one's.
    const timer = setTimeout(() => location.pathname === pathname && tell(typed), typedAfterMs)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <SearchBox
      className={styles.search}
      aria-label={words.search}
      placeholder={words.search}
      value={typed}
      onChange={(_event, data) => setTyped(data.value)}
    />
  )
}

function ColumnChooser<Row>({
  columns,
  chosen,
}: {
  readonly columns: readonly Column<Row>[]
  readonly chosen: ReturnType<typeof useChosenColumns<Row>>
}) {
  const words = useLookWords()
  const shown = chosen.columns.map(({ id }) => id)
  return (
    <Menu
      checkedValues={{ columns: shown }}
      onCheckedValueChange={(_event, { checkedItems }) => chosen.choose(checkedItems)}
    >
      <MenuTrigger disableButtonEnhancement>
        <Tooltip content={words.columns} relationship="label">
          <Button appearance="subtle" icon={<ColumnRegular />} />
        </Tooltip>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {columns.slice(1).map(({ id, header }) => (
            <MenuItemCheckbox key={id} name="columns" value={id}>
              {header}
            </MenuItemCheckbox>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  )
}
