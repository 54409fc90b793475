import { actDoor } from '../operations.ts'

export const operationsCancel = actDoor(
  'cancel',
  'Ends an operation: what was done stays done, the rest stays as it is, unused seats are released.',
)
