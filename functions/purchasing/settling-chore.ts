import type { Chore } from '../jobs/job.ts'

export const settlingChore: Chore = {
  name: 'purchases and refunds',
  async sweep(services) {
    const { settlePurchases } = await import('./settle-purchases.ts')
    await settlePurchases(services)
  },
}
