import { opsCommandRoute } from './command-operation.ts'

export const route = opsCommandRoute('pause', 'Pauses an operation of any tenant.')
