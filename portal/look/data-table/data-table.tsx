import {
  Checkbox,
  makeStyles,
  mergeClasses,
  Table,
  TableBody,
  TableHeader,
  TableHeaderCell,
  TableRow,
  tokens,
} from '@fluentui/react-components'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { Fragment, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { rowsMax } from '../../api/lists.ts'
import { useLookWords } from '../look-words.ts'
import { narrow, useMedia } from '../theme.tsx'
import { usePrinting } from '../use-printing.ts'
import { VisuallyHidden } from '../visually-hidden.tsx'
import type { Column } from './column.ts'
import { DataRow, type RowAction } from './data-row.tsx'
import { RowSkeletons } from './row-skeletons.tsx'
import { useGridKeys } from './use-grid-keys.ts'

export interface Selection {
  readonly ids: ReadonlySet<string>
  readonly onChange: (ids: ReadonlySet<string>) => void
}

export interface DataTableProps<Row> {
  /** What the rows are; screen readers hear it as the table's name. */
  readonly caption: string
  readonly rows: readonly Row[]
  /** How many there are, where not all have been loaded. */
  readonly total?: number | undefined
  readonly columns: readonly Column<Row>[]
  readonly rowId: (row: Row) => string
  /** What a row is called, for its menu and its check box. */
  readonly rowName: (row: Row) => string
  readonly onOpen?: ((row: Row) => void) | undefined
  readonly actions?: ((row: Row) => readonly RowAction[]) | undefined
  readonly selection?: Selection | undefined
  readonly sort?: string | undefined
  readonly onSort?: ((sort: string) => void) | undefined
  readonly isLoading?: boolean | undefined
  /** Called as the last rows come into sight. */
  readonly onMore?: (() => void) | undefined
  /** In place of rows when there are none. */
  readonly empty: ReactNode
  /** The row that a pane beside shows. */
  readonly openId?: string | undefined
}

/** Above so many rows only those in sight, and some around, are in the page. */
const virtualAbove = 60
const rowHeightPx = 44
const cardHeightPx = 116

const useStyles = makeStyles({
  scroller: {
    overflow: 'auto',
    position: 'relative',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground1,
    '@media print': { overflow: 'visible', maxHeight: 'none !important', border: 'none' },
  },
  tall: { maxHeight: 'max(320px, calc(100vh - 290px))' },
  header: { position: 'sticky', top: 0, zIndex: 2, backgroundColor: tokens.colorNeutralBackground1 },
  headerCell: { fontWeight: tokens.fontWeightSemibold, minWidth: '72px' },
  numeric: { '& > *': { justifyContent: 'flex-end', textAlign: 'right' } },
  narrowCell: { flex: '0 0 44px', minWidth: '44px', maxWidth: '44px', padding: 0 },
  empty: { padding: tokens.spacingVerticalXXL, textAlign: 'center', overflowWrap: 'anywhere' },
  table: { minWidth: 'fit-content' },
  gone: { display: 'none' },
})

/**
 * A grid of any length: arrows, Home, End and the page keys move between rows, Enter opens, Space selects, Shift+F10
 * opens the row's menu. On a narrow screen each row is a card. (portal: section 4)
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const {
    caption,
    rows,
    columns,
    rowId,
    selection,
    sort,
    onSort,
    isLoading = false,
    onMore,
    total = rows.length,
  } = props
  const styles = useStyles()
  const words = useLookWords()
  const asCards = useMedia(narrow)
  const scroller = useRef<HTMLDivElement>(null)
  const isPrinting = usePrinting()
  const isVirtual = rows.length > virtualAbove && !(isPrinting && rows.length <= rowsMax)
  const keys = useGridKeys(rows.length, {
    scrollTo: (index) => isVirtual && virtual.scrollToIndex(index),
    pageRows: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 440) / rowHeightPx) - 1),
  })
  // How tall a row is stays with it, wherever sorting puts it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: how rows are called does not change
  const keyOf = useCallback(
    (index: number) => {
      const row = rows[index]
      return row === undefined ? index : rowId(row)
    },
    [rows],
  )
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (asCards ? cardHeightPx : rowHeightPx),
    overscan: 8,
    getItemKey: keyOf,
    enabled: isVirtual,
    // The row that Tab comes back to stays, and keeps the focus, wherever one has scrolled.
    rangeExtractor: (range) => including(defaultRangeExtractor(range), keys.current),
    // The header lies over the first rows; without it the list would be that much shorter.
    scrollPaddingEnd: asCards ? 0 : rowHeightPx,
  })
  const seen = isVirtual
    ? virtual.getVirtualItems()
    : rows.map((_row, index) => ({ index, start: 0, end: 0 }))
  const last = isVirtual ? (virtual.range?.endIndex ?? 0) : rows.length - 1
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 20) onMore?.()
  }, [last, rows.length, onMore])
  const [menuOf, setMenuOf] = useState<string>()
  const ids = selection?.ids
  // biome-ignore lint/correctness/useExhaustiveDependencies: how rows are called does not change
  const allSelected = useMemo(
    () => ids !== undefined && rows.length > 0 && rows.every((row) => ids.has(rowId(row))),
    [rows, ids],
  )
  if (!isLoading && rows.length === 0) return <div className={styles.empty}>{props.empty}</div>
  const after = isVirtual ? virtual.getTotalSize() - (seen.at(-1)?.end ?? 0) : 0
  const toggleAll = () => selection?.onChange(allSelected ? new Set() : new Set(rows.map(rowId)))
  return (
    <div
      ref={scroller}
      className={mergeClasses(styles.scroller, isVirtual && styles.tall)}
      // A scroller that the keyboard cannot reach could not be scrolled by it: rows are reached, what comes is not.
      tabIndex={rows.length === 0 ? 0 : undefined}
      data-scroller
    >
      <Table
        noNativeElements
        role="grid"
        aria-label={caption}
        aria-rowcount={total + 1}
        aria-busy={isLoading}
        aria-multiselectable={selection ? true : undefined}
        sortable
        className={styles.table}
        onKeyDown={keys.onKeyDown}
      >
        <TableHeader className={asCards ? styles.gone : styles.header}>
          <TableRow aria-rowindex={1}>
            {selection && (
              <TableHeaderCell className={styles.narrowCell} sortable={false}>
                <Checkbox
                  checked={allSelected || ((ids?.size ?? 0) > 0 && 'mixed')}
                  onChange={toggleAll}
                  aria-label={words.selectAll}
                />
              </TableHeaderCell>
            )}
            {columns.map((column) => {
              const direction =
                sort?.replace(/^-/, '') !== column.id
                  ? undefined
                  : sort?.startsWith('-')
                    ? 'descending'
                    : 'ascending'
              const sortable = column.sortBy !== false && onSort !== undefined
              return (
                <TableHeaderCell
                  key={column.id}
                  className={mergeClasses(styles.headerCell, column.numeric && styles.numeric)}
                  style={{ flexGrow: column.grow ?? 1 }}
                  sortable={sortable}
                  {...(direction === undefined ? {} : { sortDirection: direction })}
                  as="div"
                  {...(sortable
                    ? { onClick: () => onSort(direction === 'ascending' ? `-${column.id}` : column.id) }
                    : {})}
                >
                  {column.header}
                </TableHeaderCell>
              )
            })}
            {props.actions && (
              <TableHeaderCell className={styles.narrowCell} sortable={false}>
                <VisuallyHidden>{words.moreActions}</VisuallyHidden>
              </TableHeaderCell>
            )}
          </TableRow>
        </TableHeader>
        <TableBody>
          {isLoading && rows.length === 0 ? (
            <RowSkeletons columns={columns.length} />
          ) : (
            <>
              {seen.map(({ index, start }, place) => {
                const row = rows[index]
                if (row === undefined) return null
                const id = rowId(row)
                const gap = start - (seen[place - 1]?.end ?? 0)
                return (
                  <Fragment key={id}>
                    {gap > 0 && <div role="presentation" style={{ height: gap }} />}
                    <DataRow
                      row={row}
                      index={index}
                      id={id}
                      table={props}
                      asCard={asCards}
                      height={asCards ? cardHeightPx : rowHeightPx}
                      measure={isVirtual ? virtual.measureElement : undefined}
                      isCurrent={keys.current === index}
                      isOpen={props.openId === id}
                      menuIsOpen={menuOf === id}
                      onMenu={setMenuOf}
                      onFocus={keys.setCurrent}
                    />
                  </Fragment>
                )
              })}
              {after > 0 && <div role="presentation" style={{ height: after }} />}
            </>
          )}
        </TableBody>
      </Table>
    </div>
  )
}

function including(indexes: number[], index: number): number[] {
  return indexes.includes(index) ? indexes : [...indexes, index].sort((a, b) => a - b)
}
