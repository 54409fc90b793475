import {
  Button,
  Checkbox,
  Menu,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  makeStyles,
  mergeClasses,
  TableCell,
  TableRow,
  tokens,
} from '@fluentui/react-components'
import { MoreHorizontalRegular } from '@fluentui/react-icons'
import { type KeyboardEvent, type MouseEvent, memo, type ReactNode } from 'react'
import { useLookWords } from '../look-words.ts'
import type { Column } from './column.ts'
import type { DataTableProps } from './data-table.tsx'

export interface RowAction {
  readonly id: string
  readonly label: string
  readonly onClick: () => void
}

const useStyles = makeStyles({
  row: {
    cursor: 'default',
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  opens: { cursor: 'pointer' },
  open: {
    backgroundColor: tokens.colorSubtleBackgroundSelected,
    color: tokens.colorNeutralForeground1Selected,
  },
  cell: { minWidth: '72px', overflow: 'hidden', overflowWrap: 'anywhere' },
  numeric: { justifyContent: 'flex-end', textAlign: 'right', fontVariantNumeric: 'tabular-nums' },
  narrowCell: { flex: '0 0 44px', minWidth: '44px', maxWidth: '44px', padding: 0 },
  card: {
    display: 'grid',
    gridTemplateColumns: 'auto minmax(0, 1fr) auto',
    alignItems: 'start',
    padding: '8px',
  },
  fields: {
    gridColumn: 2,
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: '2px',
    minWidth: 0,
    overflowWrap: 'anywhere',
  },
  heading: { fontWeight: tokens.fontWeightSemibold },
  label: { color: tokens.colorNeutralForeground2, marginRight: tokens.spacingHorizontalXS },
})

interface DataRowProps<Row> {
  readonly row: Row
  readonly index: number
  readonly id: string
  readonly table: DataTableProps<Row>
  readonly asCard: boolean
  readonly height: number
  readonly isCurrent: boolean
  readonly isOpen: boolean
  readonly menuIsOpen: boolean
  /** Whose menu is open from now on. */
  readonly onMenu: (id: string | undefined) => void
  readonly onFocus: (index: number) => void
  /** Tells how tall it has become, where rows around it are left out. */
  readonly measure: ((row: HTMLElement | null) => void) | undefined
}

function AnyDataRow<Row>(props: DataRowProps<Row>) {
  const { row, index, id, table, asCard, isCurrent, isOpen, onMenu } = props
  const { selection, onOpen, columns } = table
  const styles = useStyles()
  const words = useLookWords()
  const name = table.rowName(row)
  const actions = table.actions?.(row) ?? []
  const toggle = () => {
    if (!selection) return
    const ids = new Set(selection.ids)
    if (!ids.delete(id)) ids.add(id)
    selection.onChange(ids)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target !== event.currentTarget) return
    if (event.key === 'Enter') onOpen?.(row)
    else if (event.key === ' ') toggle()
    else if ((event.key === 'F10' && event.shiftKey) || event.key === 'ContextMenu') {
      if (actions.length > 0) onMenu(id)
    } else return
    event.preventDefault()
  }
  const onClick = (event: MouseEvent<HTMLElement>) => {
    // What can be clicked within a row does its own.
    if ((event.target as HTMLElement).closest('button, a, input, label, [role="menu"]')) return
    onOpen?.(row)
  }
  const checkbox = selection && (
    <Checkbox
      checked={selection.ids.has(id)}
      onChange={toggle}
      aria-label={words.selectRow(name)}
      input={{ tabIndex: isCurrent ? 0 : -1 }}
    />
  )
  const menu = actions.length > 0 && (
    <Menu open={props.menuIsOpen} onOpenChange={(_event, { open }) => onMenu(open ? id : undefined)}>
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="subtle"
          icon={<MoreHorizontalRegular />}
          aria-label={words.more(name)}
          tabIndex={isCurrent ? 0 : -1}
        />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {actions.map((action) => (
            <MenuItem key={action.id} onClick={action.onClick}>
              {action.label}
            </MenuItem>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  )
  return (
    <TableRow
      ref={props.measure}
      data-index={index}
      aria-rowindex={index + 2}
      aria-selected={selection ? selection.ids.has(id) : undefined}
      tabIndex={isCurrent ? 0 : -1}
      data-row={index}
      data-row-id={id}
      className={mergeClasses(
        styles.row,
        onOpen && styles.opens,
        isOpen && styles.open,
        asCard && styles.card,
      )}
      style={{ minHeight: props.height }}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onFocus={() => props.onFocus(index)}
    >
      {selection && (
        <TableCell role="gridcell" className={styles.narrowCell}>
          {checkbox}
        </TableCell>
      )}
      {asCard ? (
        <TableCell role="gridcell" className={styles.fields}>
          <CardFields row={row} columns={columns} />
        </TableCell>
      ) : (
        columns.map((column) => (
          <TableCell
            key={column.id}
            role="gridcell"
            className={mergeClasses(styles.cell, column.numeric && styles.numeric)}
            style={{ flexGrow: column.grow ?? 1 }}
          >
            {contentOf(column, row)}
          </TableCell>
        ))
      )}
      {table.actions && (
        <TableCell role="gridcell" className={styles.narrowCell}>
          {menu}
        </TableCell>
      )}
    </TableRow>
  )
}

/** Scrolling renders the table again and again: a row that is as it was is not. */
export const DataRow = memo(AnyDataRow) as typeof AnyDataRow

/** Names come from outside: each in its own direction, whatever is in it. */
function contentOf<Row>(column: Column<Row>, row: Row): ReactNode {
  return column.cell ? column.cell(row) : <bdi>{column.text(row)}</bdi>
}

/** A heading and three fields. */
function CardFields<Row>({ row, columns }: { readonly row: Row; readonly columns: readonly Column<Row>[] }) {
  const styles = useStyles()
  const [first, ...others] = columns
  const marked = others.filter(({ onCard }) => onCard)
  const fields = (marked.length > 0 ? marked : others).slice(0, 3).filter((column) => column.text(row) !== '')
  return (
    <>
      <div className={styles.heading}>{first && contentOf(first, row)}</div>
      {fields.map((column) => (
        <div key={column.id}>
          <span className={styles.label}>{column.header}:</span>
          {contentOf(column, row)}
        </div>
      ))}
    </>
  )
}
