import { actDoor } from '../operations.ts'

export const operationsPause = actDoor('pause', 'Stops a running operation within one batch; resume goes on.')
