import { opsActDoor } from '../ops-acts.ts'

export const opsOperationsPause = opsActDoor('pause', 'Pauses an operation of any tenant.')
