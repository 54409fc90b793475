import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components'
import { AddRegular } from '@fluentui/react-icons'
import { lazy, Suspense, useMemo, useState } from 'react'
import { ok } from '../api/problem.ts'
import { cardText } from '../look/card-text.ts'
import { type Card, isCardOver, useCards } from '../look/cards.ts'
import type { Column } from '../look/data-table/column.ts'
import { ListView } from '../look/data-table/list-view.tsx'
import { useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import { useLookWords } from '../look/look-words.ts'
import { StatusBadge } from '../look/status-badge.tsx'
import { useSession } from '../sign-in/session.tsx'
import { BillingPage } from './billing-page.tsx'
import { useBillingWords } from './words.ts'

const NewCard = lazy(async () => ({ default: (await import('../look/new-card.tsx')).NewCard }))
const EditCardDialog = lazy(async () => ({
  default: (await import('./edit-card-dialog.tsx')).EditCardDialog,
}))

/** One's own cards, masked. (R115 to R117) */
export function CardsPage() {
  const words = useBillingWords()
  const look = useLookWords()
  const format = useFormat()
  const { api, tenantId } = useSession()
  const list = useCards(api, tenantId)
  const [adds, setAdds] = useState(false)
  const [edited, setEdited] = useState<Card>()
  const columns = useMemo<readonly Column<Card>[]>(() => {
    const { columns: head } = words.cards
    return [
      { id: 'card', header: head.card, text: cardText, grow: 1.5 },
      {
        id: 'expiry',
        header: head.expiry,
        text: ({ expiry }) => format.month(expiry),
        cell: (card) =>
          isCardOver(card) ? (
            <StatusBadge kind="bad">{words.cards.over(format.month(card.expiry))}</StatusBadge>
          ) : (
            format.month(card.expiry)
          ),
        sortBy: ({ expiry }) => expiry,
        onCard: true,
      },
      { id: 'name', header: head.name, text: ({ nameOnCard }) => nameOnCard ?? '', onCard: true },
      {
        id: 'added',
        header: head.added,
        text: ({ createdDateTime }) => format.instant(createdDateTime),
        cell: ({ createdDateTime }) => <InstantText at={createdDateTime} />,
        sortBy: ({ createdDateTime }) => createdDateTime,
      },
    ]
  }, [words, format])
  return (
    <BillingPage
      tab="cards"
      commands={
        <Button appearance="primary" icon={<AddRegular />} onClick={() => setAdds(true)}>
          {words.cards.add}
        </Button>
      }
    >
      <ListView
        id="cards"
        caption={words.cards.caption}
        list={list}
        columns={columns}
        rowId={({ id }) => id}
        rowName={cardText}
        search={{}}
        onSearch={() => {}}
        onOpen={setEdited}
        actions={(card) => [{ id: 'edit', label: words.cards.edit, onClick: () => setEdited(card) }]}
        empty={words.cards.empty}
      />
      <Dialog open={adds} onOpenChange={(_event, { open }) => setAdds(open)}>
        <DialogSurface>
          <DialogBody>
            <DialogTitle>{words.cards.add}</DialogTitle>
            <DialogContent>
              <Suspense>
                <NewCard api={api} tenantId={tenantId} onSaved={() => setAdds(false)} />
              </Suspense>
            </DialogContent>
            <DialogActions>
              <Button onClick={() => setAdds(false)}>{look.cancel}</Button>
            </DialogActions>
          </DialogBody>
        </DialogSurface>
      </Dialog>
      {edited && (
        <Suspense>
          <EditCardDialog
            card={edited}
            save={(change) =>
              ok(
                api.PATCH('/tenants/{t}/paymentMethods/{id}', {
                  params: {
                    path: { t: tenantId, id: edited.id },
                    header: { 'If-Match': edited.etag ?? '' },
                  },
                  body: change,
                }),
              )
            }
            onClose={() => setEdited(undefined)}
          />
        </Suspense>
      )}
    </BillingPage>
  )
}
