import { commandRoute } from './command.ts'

export const route = commandRoute(
  'cancel',
  'Ends an operation: what was done stays done, the rest stays as it is, unused seats are released.',
)
