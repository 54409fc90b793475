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
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLastingWrite } from '../api/lasting-write.ts'
import { useIsOnline } from '../api/online.ts'
import { BankWaits } from '../look/bank-waits.tsx'
import { CardChoice } from '../look/card-choice.tsx'
import { takeOverFocus } from '../look/focus.ts'
import { useFormat } from '../look/format.ts'
import { useLookWords } from '../look/look-words.ts'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { useSession } from '../sign-in/session.tsx'
import { payAction } from './invoice.ts'
import type { Invoice } from './queries.ts'
import { useBillingWords } from './words.ts'

const useStyles = makeStyles({ content: { display: 'grid', gap: tokens.spacingVerticalM } })

/** Pays an invoice with a card of one's own, once however often it is asked. (R155) */
export function PayDialog({ invoice, onClose }: { readonly invoice: Invoice; readonly onClose: () => void }) {
  const styles = useStyles()
  const words = useBillingWords()
  const look = useLookWords()
  const format = useFormat()
  const { api, tenantId, me } = useSession()
  const isOnline = useIsOnline()
  const client = useQueryClient()
  const [cardId, setCardId] = useState<string>()
  const pay = useLastingWrite({
    action: payAction(me.id, invoice.id),
    send: (paymentMethodId: string, repeat) =>
      api.POST('/tenants/{t}/invoices/{id}/pay', {
        params: { path: { t: tenantId, id: invoice.id } },
        headers: { ...repeat },
        body: { paymentMethodId },
      }),
    onDone: () => client.invalidateQueries(),
  })
  const shownCard = pay.body ?? cardId
  const ready = isOnline && shownCard !== undefined && !pay.isPending
  // Whoever waits for a bank may go: it goes on without them.
  const mayClose = !pay.isPending || pay.waitsFor !== undefined
  return (
    <Dialog
      open
      onOpenChange={(_event, { open, type }) => !open && type !== 'backdropClick' && mayClose && onClose()}
    >
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{words.pay.title(invoice.number)}</DialogTitle>
          <DialogContent className={styles.content}>
            {pay.done ? (
              <MessageBar intent="success" role="status">
                <MessageBarBody>{words.pay.done(pay.done.data.number)}</MessageBarBody>
              </MessageBar>
            ) : (
              <>
                <Text>
                  {words.pay.amount(format.money(invoice.due))} {words.pay.term}
                </Text>
                <CardChoice
                  api={api}
                  tenantId={tenantId}
                  chosen={shownCard}
                  disabled={pay.isPending}
                  onChange={setCardId}
                />
                <BankWaits {...pay} />
                {pay.problem !== undefined && <ProblemPanel problem={pay.problem} />}
              </>
            )}
          </DialogContent>
          <DialogActions>
            {pay.done ? (
              <Button appearance="primary" ref={takeOverFocus} onClick={onClose}>
                {words.pay.close}
              </Button>
            ) : (
              <>
                <Button disabled={!mayClose} onClick={onClose}>
                  {pay.isPending ? look.close : look.cancel}
                </Button>
                <Button
                  appearance="primary"
                  disabledFocusable={!ready}
                  onClick={() => ready && pay.run(shownCard)}
                >
                  {words.actions.payAmount(format.money(invoice.due))}
                </Button>
              </>
            )}
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
