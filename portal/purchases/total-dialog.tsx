import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Text,
  tokens,
} from '@fluentui/react-components'
import { useState } from 'react'
import { useLastingWrite } from '../api/lasting-write.ts'
import { useIsOnline } from '../api/online.ts'
import { BankWaits } from '../look/bank-waits.tsx'
import { takeOverFocus } from '../look/focus.ts'
import { useFormat } from '../look/format.ts'
import { useLookWords } from '../look/look-words.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { Quantity, quantityOf } from '../look/quantity.tsx'
import { useSession } from '../sign-in/session.tsx'
import { type Subscription, useChangePreview, useRefresh } from './queries.ts'
import { usePurchasesWords } from './words.ts'

const useStyles = makeStyles({
  content: { display: 'grid', gap: tokens.spacingVerticalM },
  money: { margin: 0, paddingLeft: '20px', display: 'grid', gap: tokens.spacingVerticalXXS },
})

interface Change {
  readonly totalLicenses: number
  readonly etag: string
}

/** The new total, the difference, and what it costs or gives back, before anything is done. (R099 to R101, B25) */
export function TotalDialog({
  subscription,
  etag,
  onClose,
}: {
  readonly subscription: Subscription
  readonly etag: string
  readonly onClose: () => void
}) {
  const styles = useStyles()
  const words = usePurchasesWords()
  const look = useLookWords()
  const format = useFormat()
  const { api, tenantId, me } = useSession()
  const isOnline = useIsOnline()
  const refresh = useRefresh()
  const { id, product, totalLicenses: now, assignedLicenses, reservedLicenses } = subscription
  const floor = Math.max(1, assignedLicenses + reservedLicenses)
  const [typed, setTyped] = useState(String(now))
  const change = useLastingWrite({
    action: `total:${me.id}:${id}`,
    send: (body: Change) =>
      api.PATCH('/tenants/{t}/subscriptions/{id}', {
        params: { path: { t: tenantId, id }, header: { 'If-Match': body.etag } },
        body: { totalLicenses: body.totalLicenses },
      }),
    onDone: () => refresh(),
  })
  // What goes on after a reload is what was asked for before it.
  const shown = change.body ? String(change.body.totalLicenses) : typed
  const wanted = quantityOf(shown)
  const isBelow = wanted !== undefined && wanted < floor
  const changes = wanted !== undefined && wanted !== now && !isBelow
  const preview = useChangePreview(id, changes && !change.isPending ? wanted : undefined)
  const charged = preview.data?.charged
  const ready = isOnline && changes && preview.data?.totalLicenses === wanted && !change.isPending
  // Whoever waits for a bank may go: it goes on without them.
  const mayClose = !change.isPending || change.waitsFor !== undefined
  const done = change.done?.data
  return (
    <Dialog
      open
      onOpenChange={(_event, { open, type }) => !open && type !== 'backdropClick' && mayClose && onClose()}
    >
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{words.totalTitle(product.displayName)}</DialogTitle>
          <DialogContent className={styles.content}>
            {done ? (
              <MessageBar intent="success" role="status">
                <MessageBarBody>{words.changed(format.number(done.totalLicenses))}</MessageBarBody>
              </MessageBar>
            ) : (
              <>
                <Quantity
                  label={words.totalLicenses}
                  hint={words.totalHint(format.number(floor), format.number(now))}
                  typed={shown}
                  disabled={change.isPending}
                  onChange={setTyped}
                />
                <div role="status">
                  {wanted !== undefined && (
                    <Text weight="semibold" as="p">
                      {isBelow
                        ? words.belowFloor(format.number(floor))
                        : wanted === now
                          ? words.same
                          : wanted > now
                            ? words.more(wanted - now)
                            : words.fewer(now - wanted)}
                    </Text>
                  )}
                  {changes && preview.data && <Costs preview={preview.data} />}
                </div>
                {preview.error && changes && (
                  <ProblemPanel problem={preview.error} onTryAgain={() => void preview.refetch()} />
                )}
                <BankWaits {...change} />
                {change.problem !== undefined && (
                  <ProblemPanel
                    problem={change.problem}
                    actions={
                      <Button onClick={() => void refresh().then(change.reset)}>{words.lookAgain}</Button>
                    }
                  />
                )}
              </>
            )}
          </DialogContent>
          <DialogActions>
            {done ? (
              <Button appearance="primary" ref={takeOverFocus} onClick={onClose}>
                {words.close}
              </Button>
            ) : (
              <>
                <Button disabled={!mayClose} onClick={onClose}>
                  {change.isPending ? look.close : look.cancel}
                </Button>
                <Button
                  appearance="primary"
                  disabledFocusable={!ready}
                  onClick={() => ready && change.run({ totalLicenses: wanted, etag })}
                >
                  {ready && charged && charged.total.amount > 0
                    ? words.payVerb(format.money(charged.total))
                    : words.saveVerb}
                </Button>
              </>
            )}
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}

function Costs({
  preview: { charged, credited, nextTerm },
}: {
  readonly preview: NonNullable<ReturnType<typeof useChangePreview>['data']>
}) {
  const styles = useStyles()
  const words = usePurchasesWords()
  const format = useFormat()
  const isCharged = charged !== undefined && charged.total.amount > 0
  const isCredited = credited !== undefined && credited.total.amount > 0
  return (
    <ul className={styles.money}>
      {isCharged && <li>{words.chargedNow(format.money(charged.total), format.money(charged.tax))}</li>}
      {isCredited && <li>{words.creditedNow(format.money(credited.total))}</li>}
      {!isCharged && !isCredited && <li>{words.nothingNow}</li>}
      <li>
        {nextTerm
          ? words.nextTerm(format.day(nextTerm.startDate), format.money(nextTerm.amounts.total))
          : words.noNextTerm}
      </li>
    </ul>
  )
}
