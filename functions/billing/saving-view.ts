import * as z from 'zod'
import type { Saving } from '#core/billing/saving.ts'
import { moneyShape } from '../http/shapes.ts'

export const savingShape = z
  .object({
    seats: z.int().describe('Users who would go from one price to the other'),
    price: moneyShape.describe('One licence a year now, without tax'),
    newPrice: moneyShape.describe('One licence a year there, without tax'),
    saving: moneyShape.describe('The difference, times the seats; negative where it costs more there'),
  })
  .meta({ id: 'Saving', title: 'Saving a year' })

export function savingView({ seats, price, newPrice, saving }: Saving) {
  return { seats, price: { ...price }, newPrice: { ...newPrice }, saving: { ...saving } }
}
