import { opsActDoor } from '../ops-acts.ts'

export const opsOperationsCancel = opsActDoor('cancel', 'Ends an operation of any tenant.')
