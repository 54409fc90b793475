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
import { useWrite } from '../api/write.ts'
import { useFormat } from '../look/format.ts'
import { LinkButton } from '../look/link-button.tsx'
import { useLookWords } from '../look/look-words.ts'
import { PeoplePicker, type Picked } from '../look/people-picker.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { useSession } from '../sign-in/session.tsx'
import { type Subscription, useHolders } from './queries.ts'
import { usePurchasesWords } from './words.ts'

const useStyles = makeStyles({ content: { display: 'grid', gap: tokens.spacingVerticalM } })

/** Gives licences to at most twenty people, all or none; then Close. (R102 to R106) */
export function AssignDialog({
  subscription,
  onClose,
}: {
  readonly subscription: Subscription
  readonly onClose: () => void
}) {
  const styles = useStyles()
  const words = usePurchasesWords()
  const look = useLookWords()
  const format = useFormat()
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  const { id, availableLicenses, actions } = subscription
  const [picked, setPicked] = useState<readonly Picked[]>([])
  const holders = new Set(useHolders(id).rows.map(({ userId }) => userId))
  const give = useWrite({
    action: `assign:${id}`,
    send: (userIds: readonly string[], repeat) =>
      api.POST('/tenants/{t}/subscriptions/{id}/assignments', {
        params: { path: { t: tenantId, id } },
        headers: { ...repeat },
        body: { userIds: [...userIds] },
      }),
    onDone: () => client.invalidateQueries(),
  })
  const done = give.done?.data
  const ready = picked.length > 0 && !give.isPending
  return (
    <Dialog open modalType="alert" onOpenChange={(_event, { open }) => !open && !give.isPending && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{words.assignTitle}</DialogTitle>
          <DialogContent className={styles.content}>
            {done ? (
              <MessageBar intent="success" role="status">
                <MessageBarBody>
                  {words.assigned(done.assigned.length, format.number(done.availableLicenses))}{' '}
                  {format.list(done.assigned.map(({ displayName }) => displayName))}
                </MessageBarBody>
              </MessageBar>
            ) : (
              <>
                <Text>{words.assignFree(format.number(availableLicenses))}</Text>
                <PeoplePicker
                  api={api}
                  tenantId={tenantId}
                  label={words.assignLabel}
                  picked={picked}
                  onChange={(people) => {
                    give.reset()
                    setPicked(people)
                  }}
                  isLeftOut={(userId) => holders.has(userId)}
                />
                {give.tries > 0 && <Text role="status">{look.tryingAgain(give.tries)}</Text>}
                {give.problem && (
                  <ProblemPanel
                    problem={give.problem}
                    actions={
                      give.problem.code === 'NotEnoughLicenses' &&
                      actions.includes('changeLicenses') && (
                        <LinkButton to="/mine/$id/$action" params={{ id, action: 'licenses' }}>
                          {words.actions.licenses}
                        </LinkButton>
                      )
                    }
                  />
                )}
              </>
            )}
          </DialogContent>
          <DialogActions>
            {done ? (
              <>
                <Button
                  onClick={() => {
                    setPicked([])
                    give.reset()
                  }}
                >
                  {words.assignMore}
                </Button>
                <Button appearance="primary" autoFocus onClick={onClose}>
                  {words.close}
                </Button>
              </>
            ) : (
              <>
                <Button disabled={give.isPending} onClick={onClose}>
                  {look.cancel}
                </Button>
                <Button
                  appearance="primary"
                  disabledFocusable={!ready}
                  onClick={() => ready && give.run(picked.map(({ id: userId }) => userId))}
                >
                  {words.assignVerb(picked.length)}
                </Button>
              </>
            )}
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
