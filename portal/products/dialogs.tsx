import { type ComponentType, lazy, Suspense } from 'react'
import { partOf } from '../api/parts.ts'
import { AskSupport } from './ask-support.tsx'
import { AssignLicenses } from './assign-licenses.tsx'
import { ChangeLicenses } from './change-licenses.tsx'
import { DeleteSignUp } from './delete-sign-up.tsx'
import { offersOn } from './offers.ts'
import type { Subscription } from './queries.ts'
import { RequestCancellation } from './request-cancellation.tsx'
import type { DialogName } from './routes.tsx'
import { TransferOwnership } from './transfer-ownership.tsx'

/** Reads CSV, which few need. */
const ListOfUsers = lazy(() =>
  partOf(async () => ({ default: (await import('./list-of-users.tsx')).ListOfUsers })),
)

export interface DialogProps {
  readonly subscription: Subscription
  readonly onClose: () => void
  /** What was done, for who stays on the page. */
  readonly onDone: (what: string) => void
}

const dialogs: Readonly<Record<DialogName, ComponentType<DialogProps>>> = {
  request: RequestCancellation,
  transfer: TransferOwnership,
  support: AskSupport,
  delete: DeleteSignUp,
  quantity: ChangeLicenses,
  assign: AssignLicenses,
  assignList: (props) => <ListOfUsers {...props} action="assign" />,
  unassignList: (props) => <ListOfUsers {...props} action="unassign" />,
}

/** The one that the address asks for, as far as the API offers what it does. */
export function Dialogs({ open, ...props }: DialogProps & { readonly open: DialogName | undefined }) {
  const isOffered = offersOn(props.subscription).some((offer) => 'dialog' in offer && offer.dialog === open)
  if (open === undefined || !isOffered) return null
  const Dialog = dialogs[open]
  return (
    <Suspense>
      <Dialog
        {...props}
        onDone={(what) => {
          props.onDone(what)
          props.onClose()
        }}
      />
    </Suspense>
  )
}
