import { opsCommandRoute } from './command-operation.ts'

export const route = opsCommandRoute('cancel', 'Ends an operation of any tenant.')
