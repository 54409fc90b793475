import { opsActDoor } from '../ops-acts.ts'

export const opsOperationsResume = opsActDoor(
  'resume',
  'Lets an operation of any tenant go on, a dead-lettered one too.',
)
