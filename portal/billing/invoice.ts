import type { Schemas } from '../api/client.ts'

type Invoice = Schemas['Invoice']

export const statusKinds = { Open: 'warning', Paid: 'good', Declined: 'bad', Credited: 'neutral' } as const

/** Whether there is anything to pay by hand. */
export function isPayable({ kind, status, due }: Pick<Invoice, 'kind' | 'status' | 'due'>): boolean {
  return kind === 'invoice' && (status === 'Open' || status === 'Declined') && due.amount > 0
}

export function productsOf({ lines }: Pick<Invoice, 'lines'>): string {
  return [...new Set(lines.map(({ product }) => product.displayName))].join(', ')
}

/** Names the payment of it, which goes on over reloads. */
export function payAction(payerId: string, id: string): string {
  return `pay:${payerId}:${id}`
}

export function licencesOf({ licenses }: Invoice['lines'][number]): number {
  return licenses
}
