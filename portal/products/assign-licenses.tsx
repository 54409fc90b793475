import { AssignDialog } from '../look/assign-dialog.tsx'
import { useSession } from '../sign-in/session.tsx'
import type { DialogProps } from './dialogs.tsx'

/** Free licences to people, of what is in the administrators' hands. (R059, R103, R104) */
export function AssignLicenses({ subscription, onClose }: DialogProps) {
  const { api, tenantId } = useSession()
  return <AssignDialog api={api} tenantId={tenantId} subscription={subscription} onClose={onClose} />
}
