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
  Text,
} from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Api } from '../api/client.ts'
import { useIsOnline } from '../api/online.ts'
import { useWrite } from '../api/write.ts'
import { takeOverFocus } from './focus.ts'
import { useFormat } from './format.ts'
import { useLookWords } from './look-words.ts'
import { PeoplePicker, type Picked } from './people-picker.tsx'
import { ProblemPanel } from './problem-panel.tsx'

/**
 * Gives licences of one subscription to people who are found by name: all of them, or nobody. Then says to whom. (R103,
 * R104, R106)
 */
export function AssignDialog({
  api,
  tenantId,
  subscription,
  isLeftOut,
  problemActions,
  onClose,
}: {
  readonly api: Api
  readonly tenantId: string
  readonly subscription: {
    readonly id: string
    readonly product: { readonly displayName: string }
    readonly availableLicenses: number
  }
  /** Who is not offered, such as those who have one already. */
  readonly isLeftOut?: (userId: string) => boolean
  /** What can be done where there are too few licences, such as a link to buy more. */
  readonly problemActions?: ReactNode
  readonly onClose: () => void
}) {
  const words = useLookWords()
  const format = useFormat()
  const client = useQueryClient()
  const [picked, setPicked] = useState<readonly Picked[]>([])
  const { id, product, availableLicenses } = subscription
  const assign = useWrite({
    action: `assign:${id}`,
    send: (body: { readonly userIds: string[] }, repeat) =>
      api.POST('/tenants/{t}/subscriptions/{id}/assignments', {
        params: { path: { t: tenantId, id } },
        headers: { ...repeat },
        body,
      }),
    onDone: () => client.invalidateQueries(),
  })
  const done = assign.done?.data
  const isOnline = useIsOnline()
  const isOff = picked.length === 0 || assign.isPending || !isOnline
  return (
    <Dialog
      open
      onOpenChange={(_event, { open, type }) =>
        !open && type !== 'backdropClick' && !assign.isPending && onClose()
      }
    >
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{words.assignTo(product.displayName)}</DialogTitle>
          <DialogContent>
            {done ? (
              <MessageBar intent="success" role="status" layout="multiline">
                <MessageBarBody>
                  {words.assignedTo(format.list(done.assigned.map(({ displayName }) => displayName)))}{' '}
                  {words.freeLicenses(done.availableLicenses)}
                </MessageBarBody>
              </MessageBar>
            ) : (
              <>
                <Text block>{words.freeLicenses(availableLicenses)}</Text>
                <PeoplePicker
                  api={api}
                  tenantId={tenantId}
                  label={words.people}
                  picked={picked}
                  onChange={(people) => {
                    assign.reset()
                    setPicked(people)
                  }}
                  {...(isLeftOut === undefined ? {} : { isLeftOut })}
                />
                <div role="status">
                  {!isOnline && <Text>{words.offline}</Text>}
                  {assign.isPending && assign.tries > 0 && <Text>{words.tryingAgain(assign.tries)}</Text>}
                </div>
                {assign.problem && <ProblemPanel problem={assign.problem} actions={problemActions} />}
              </>
            )}
          </DialogContent>
          <DialogActions>
            {done ? (
              <>
                <Button
                  onClick={() => {
                    setPicked([])
                    assign.reset()
                  }}
                >
                  {words.assignMore}
                </Button>
                <Button appearance="primary" ref={takeOverFocus} onClick={onClose}>
                  {words.close}
                </Button>
              </>
            ) : (
              <>
                <Button onClick={onClose} disabled={assign.isPending}>
                  {words.cancel}
                </Button>
                <Button
                  appearance="primary"
                  disabledFocusable={isOff}
                  onClick={() => !isOff && assign.run({ userIds: picked.map((person) => person.id) })}
                >
                  {words.assignPeople(picked.length)}
                </Button>
              </>
            )}
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
