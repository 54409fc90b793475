import {
  Accordion,
  AccordionHeader,
  AccordionItem,
  AccordionPanel,
  Button,
  makeStyles,
  Text,
  tokens,
} from '@fluentui/react-components'
import { useMemo, useState } from 'react'
import type { Subscription } from '../api/subscriptions.ts'
import type { Column } from '../look/data-table/column.ts'
import type { ListSearch } from '../look/data-table/list-page-search.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { useFormat } from '../look/format.ts'
import { useSubheading } from '../look/heading-level.tsx'
import { type Listed, PeopleList } from '../look/people-list.tsx'
import { type Assignment, useFindHolders, useHolders } from './queries.ts'
import { useTakeOverWords } from './words.ts'

const useStyles = makeStyles({
  some: { display: 'grid', gap: tokens.spacingVerticalS, minWidth: 0 },
  chosen: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalM, alignItems: 'center' },
})

/** Chosen users: ticked in the list, or named by a list or CSV; both add to the same. (B04) */
export function SomeUsers({
  subscription,
  chosen,
  onChange,
}: {
  readonly subscription: Subscription
  readonly chosen: readonly Listed[]
  readonly onChange: (chosen: readonly Listed[]) => void
}) {
  const styles = useStyles()
  const words = useTakeOverWords()
  const format = useFormat()
  const { move } = words
  const subheading = useSubheading()
  const list = useHolders(subscription.id)
  const find = useFindHolders(subscription.id)
  // Of this step alone: the address keeps what the list beside is searched for.
  const [search, setSearch] = useState<ListSearch>({})
  const columns = useMemo<readonly Column<Assignment>[]>(
    () => [
      { id: 'user', header: move.user, text: ({ displayName }) => displayName },
      {
        id: 'userName',
        header: move.userName,
        text: ({ userPrincipalName }) => userPrincipalName,
        grow: 1.5,
        onCard: true,
      },
    ],
    [move],
  )
  const ids = useMemo(() => new Set(chosen.map(({ userId }) => userId)), [chosen])
  const choose = (wanted: ReadonlySet<string>) => {
    const known = new Map<string, Listed>([...list.rows, ...chosen].map((person) => [person.userId, person]))
    onChange([...wanted].flatMap((id) => known.get(id) ?? []).map(toListed))
  }
  return (
    <div className={styles.some}>
      <div className={styles.chosen}>
        <Text weight="semibold" role="status">
          {move.chosen(chosen.length, format.number(chosen.length))}
        </Text>
        {chosen.length > 0 && (
          <Button size="small" appearance="subtle" onClick={() => onChange([])}>
            {move.clear}
          </Button>
        )}
      </div>
      <Accordion collapsible>
        <AccordionItem value="list">
          <AccordionHeader as={subheading === 'h3' ? 'h4' : 'h3'}>{move.byList}</AccordionHeader>
          <AccordionPanel>
            <PeopleList
              find={find}
              onFound={(found) => choose(new Set([...ids, ...found.map(({ userId }) => userId)]))}
            />
          </AccordionPanel>
        </AccordionItem>
      </Accordion>
      <ListView
        id="take-over-users"
        caption={move.people}
        list={list}
        columns={columns}
        rowId={({ userId }) => userId}
        rowName={({ displayName }) => displayName}
        search={search}
        onSearch={(changes) => setSearch((before) => ({ ...before, ...changes }))}
        selection={{ ids, onChange: choose }}
        empty={<p>{move.noPeople}</p>}
      />
    </div>
  )
}

function toListed({ userId, displayName, userPrincipalName }: Listed): Listed {
  return { userId, displayName, userPrincipalName }
}
