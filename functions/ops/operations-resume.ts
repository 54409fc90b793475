import { opsCommandRoute } from './command-operation.ts'

export const route = opsCommandRoute(
  'resume',
  'Lets an operation of any tenant go on, a dead-lettered one too.',
)
