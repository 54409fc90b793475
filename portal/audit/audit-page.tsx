import {
  Field,
  Input,
  InteractionTag,
  InteractionTagPrimary,
  InteractionTagSecondary,
  Text,
} from '@fluentui/react-components'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { Choice } from '../look/choice.tsx'
import type { RowAction } from '../look/data-table/data-row.tsx'
import { ListView } from '../look/data-table/list-view.tsx'
import { useFormat } from '../look/format.ts'
import { useLookWords } from '../look/look-words.ts'
import { Page } from '../look/page.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { useSession } from '../sign-in/session.tsx'
import { actionName, auditColumns } from './audit-columns.tsx'
import { EventDialog } from './event-dialog.tsx'
import { type AuditEvent, useAuditEvents, useAuditExport, useProductNames } from './queries.ts'
import { auditRoute } from './routes.tsx'
import { useAuditWords } from './words.ts'

/** Who did what, when, from where and why. (B15) */
export function AuditPage() {
  const words = useAuditWords()
  const look = useLookWords()
  const format = useFormat()
  const { tenantId } = useSession()
  const search = auditRoute.useSearch()
  const navigate = useNavigate()
  const list = useAuditEvents(search)
  const products = useProductNames()
  const file = useAuditExport(search)
  const [open, setOpen] = useState<AuditEvent>()
  const columns = useMemo(
    () => auditColumns({ words, format, tenantId, products: products.data }),
    [words, format, tenantId, products.data],
  )
  const onSearch = (change: Partial<typeof search>) =>
    void navigate({ to: '.', search: (before) => ({ ...before, ...change }), replace: true })
  const known = Object.entries(words.actions)
  const { action, actor, subscriptionId } = search
  const actorName = list.rows.find((event) => event.actor.id === actor)?.actor.displayName ?? actor ?? ''
  const actionsOf = (event: AuditEvent): readonly RowAction[] => [
    {
      id: 'actor',
      label: words.onlyActor(event.actor.displayName),
      onClick: () => onSearch({ actor: event.actor.id }),
    },
    {
      id: 'action',
      label: words.onlyAction(actionName(words, event.action)),
      onClick: () => onSearch({ action: event.action }),
    },
    ...(event.subscriptionId === undefined
      ? []
      : [
          {
            id: 'subscription',
            label: words.onlySubscription,
            onClick: () => onSearch({ subscriptionId: event.subscriptionId }),
          },
        ]),
  ]
  return (
    <Page title={words.title}>
      <Text>{words.about}</Text>
      {file.error && <ProblemPanel problem={file.error} onTryAgain={() => file.mutate()} />}
      {file.isPending && <Text role="status">{words.exporting(file.parts)}</Text>}
      <ListView
        id="audit"
        caption={words.caption}
        list={list}
        columns={columns}
        rowId={({ id }) => id}
        rowName={(event) => words.name(actionName(words, event.action), event.actor.displayName)}
        actions={actionsOf}
        onOpen={setOpen}
        search={{}}
        onSearch={() => {}}
        isFiltered={Object.values(search).some((value) => value !== undefined)}
        onClearFilters={() => void navigate({ to: '.', search: {}, replace: true })}
        onExport={() => file.mutate()}
        filters={
          <>
            <DayField label={words.from} value={search.from} onChange={(from) => onSearch({ from })} />
            <DayField label={words.to} value={search.to} onChange={(to) => onSearch({ to })} />
            <Choice
              label={words.action}
              value={action}
              all={look.all}
              options={action === undefined || action in words.actions ? known : [...known, [action, action]]}
              onChange={(chosen) => onSearch({ action: chosen })}
            />
            {actor !== undefined && (
              <Filtered
                label={words.filteredActor(actorName)}
                onStop={() => onSearch({ actor: undefined })}
              />
            )}
            {subscriptionId !== undefined && (
              <Filtered
                label={words.filteredSubscription(subscriptionId)}
                onStop={() => onSearch({ subscriptionId: undefined })}
              />
            )}
          </>
        }
        empty={<p>{words.empty}</p>}
      />
      {open && <EventDialog event={open} products={products.data} onClose={() => setOpen(undefined)} />}
    </Page>
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
    <Field
      label={label}
      orientation="horizontal"
      style={{ gridTemplateColumns: 'auto minmax(0, 1fr)', columnGap: 8 }}
    >
      <Input type="date" value={value ?? ''} onChange={(_event, data) => onChange(data.value || undefined)} />
    </Field>
  )
}

/** A filter that no field has, and the way out of it. */
function Filtered({ label, onStop }: { readonly label: string; readonly onStop: () => void }) {
  const words = useAuditWords()
  return (
    <InteractionTag>
      <InteractionTagPrimary hasSecondaryAction onClick={onStop}>
        {label}
      </InteractionTagPrimary>
      <InteractionTagSecondary aria-label={words.stopFilter(label)} onClick={onStop} />
    </InteractionTag>
  )
}
