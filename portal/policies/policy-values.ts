import type { Schemas } from '../api/client.ts'

export type PolicyValue = Schemas['ProductPolicy']['policyValue']

export const policyValues = [
  'Enabled',
  'OnlyTrialsWithoutPaymentMethod',
  'Disabled',
] as const satisfies readonly PolicyValue[]
