import { commandRoute } from './command.ts'

export const route = commandRoute('pause', 'Stops a running operation within one batch; resume goes on.')
