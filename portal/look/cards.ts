import type { Api, Schemas } from '../api/client.ts'
import { useAllRows } from '../api/lists.ts'
import { ok } from '../api/problem.ts'

export type Card = Schemas['PaymentMethod']

/** One's own cards. */
export function useCards(api: Api, tenantId: string, enabled = true) {
  return useAllRows<Card>({
    key: cardsKey(tenantId),
    enabled,
    fetchPage: (continuation) =>
      ok(
        api.GET('/tenants/{t}/paymentMethods', {
          params: { path: { t: tenantId }, query: { maxpagesize: 100, ...continuation } },
        }),
      ),
  })
}

export function cardsKey(tenantId: string): readonly unknown[] {
  return ['cards', tenantId]
}

/** A card works until the end of the month that stands on it. */
export function isCardOver({ expiry }: Pick<Card, 'expiry'>, now = new Date()): boolean {
  return expiry < now.toISOString().slice(0, 7)
}
