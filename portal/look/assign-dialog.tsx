import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Text,
} from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Api } from '../api/client.ts'
import { useWrite } from '../api/write.ts'
import { useLookWords } from './look-words.ts'
import { PeoplePicker, type Picked } from './people-picker.tsx'
import { ProblemPanel } from './problem-panel.tsx'

/** Gives licences of one subscription to people who are found by name: all of them, or nobody. (R103, R104) */
export function AssignDialog({
  api,
  tenantId,
  subscription,
  problemActions,
  onAssigned,
  onClose,
}: {
  readonly api: Api
  readonly tenantId: string
  readonly subscription: {
    readonly id: string
    readonly product: { readonly displayName: string }
    readonly availableLicenses: number
  }
  /** What can be done where there are too few licences, such as a link to buy more. */
  readonly problemActions?: ReactNode
  readonly onAssigned?: (people: readonly Picked[]) => void
  readonly onClose: () => void
}) {
  const words = useLookWords()
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
    async onDone() {
      await client.invalidateQueries()
      onAssigned?.(picked)
      onClose()
    },
  })
  const isOff = picked.length === 0 || assign.isPending
  return (
    <Dialog
      open
      modalType="alert"
      onOpenChange={(_event, { open }) => !open && !assign.isPending && onClose()}
    >
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{words.assignTo(product.displayName)}</DialogTitle>
          <DialogContent>
            <Text block>{words.freeLicenses(availableLicenses)}</Text>
            <PeoplePicker
              api={api}
              tenantId={tenantId}
              label={words.people}
              picked={picked}
              onChange={setPicked}
            />
            {assign.isPending && assign.tries > 0 && (
              <Text role="status">{words.tryingAgain(assign.tries)}</Text>
            )}
            {assign.problem && <ProblemPanel problem={assign.problem} actions={problemActions} />}
          </DialogContent>
          <DialogActions>
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
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
