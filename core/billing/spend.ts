import type { Channel } from '../catalogue/channel.ts'
import type { ProductId, TenantId } from '../kernel/ids.ts'
import { type Money, money } from '../kernel/money.ts'
import type { Instant } from '../kernel/time.ts'
import type { DocumentBase, Write } from '../ports/documents.ts'
import { type BillingOwner, theOrganisation } from './billing-profile.ts'
import type { Amounts } from './taxes.ts'

/** What was invoiced, less what was credited, in minor units of its currency; it may be less than nothing. */
interface Spent {
  /** In which it was issued, UTC: `2026-11`. */
  readonly month: string
  /** Only these two cost anything. */
  readonly channel: Channel & ('selfService' | 'central')
  readonly productId: ProductId
  readonly currency: string
  readonly net: number
  readonly tax: number
  readonly total: number
}

/**
 * Id `spend:{month}:{channel}:{product}:{currency}`: kept by the batches that issue invoices, so that it is never behind
 * them. See docs/decisions/014-counts-in-the-batch.md. (B19)
 */
export interface Spend extends DocumentBase, Spent {
  readonly type: 'spend'
}

/** An invoice or credit note, as far as it tells what is spent. */
export interface Invoiced {
  readonly tenantId: TenantId
  readonly kind: 'invoice' | 'creditNote'
  readonly ownerId: BillingOwner
  readonly billTo: { readonly name: string }
  readonly lines: readonly { readonly productId: ProductId }[]
  readonly net: Money
  readonly tax: Money
  readonly total: Money
  readonly createdAt: Instant
}

/** A part of the spend, and whose it is: a purchaser, or the organisation of what it buys centrally. */
export interface SpendPart extends Spent {
  readonly purchaser?: { readonly id: BillingOwner; readonly name: string }
}

/** What an invoice adds to the spend, or a credit note takes from it. */
export function spendOf(invoice: Invoiced): SpendPart {
  const { ownerId, billTo, createdAt, kind, net, tax, total } = invoice
  const [line] = invoice.lines
  if (!line) throw new Error('An invoice has a line.')
  const sign = kind === 'creditNote' ? -1 : 1
  return {
    month: createdAt.slice(0, 7),
    // What is bought centrally is invoiced to the organisation, and nothing else is.
    channel: ownerId === theOrganisation ? 'central' : 'selfService',
    productId: line.productId,
    currency: net.currency,
    net: sign * net.amount,
    tax: sign * tax.amount,
    total: sign * total.amount,
    purchaser: { id: ownerId, name: billTo.name },
  }
}

/** The counts of a batch that issues these, each once. */
export function spendWrites(invoices: readonly Invoiced[]): readonly Write[] {
  const writes = new Map<string, Extract<Write, { kind: 'count' }>>()
  for (const invoice of invoices) {
    const { month, channel, productId, currency, net, tax, total } = spendOf(invoice)
    const id = `spend:${month}:${channel}:${productId}:${currency}`
    const { tenantId } = invoice
    const none = { month, channel, productId, currency, net: 0, tax: 0, total: 0 }
    const document: Spend = { type: 'spend', id, tenantId, schemaVersion: 1, ...none }
    const before = writes.get(id)?.add ?? {}
    const add = {
      net: (before['net'] ?? 0) + net,
      tax: (before['tax'] ?? 0) + tax,
      total: (before['total'] ?? 0) + total,
    }
    writes.set(id, { kind: 'count', document, add })
  }
  return [...writes.values()]
}

export const spendGroups = ['month', 'channel', 'product', 'purchaser'] as const
export type SpendGroup = (typeof spendGroups)[number]

/** Amounts of one currency that belong together; what it is not grouped by is absent. */
export interface SpendRow extends Amounts {
  readonly month?: string
  readonly channel?: SpendPart['channel']
  readonly productId?: ProductId
  readonly purchaser?: SpendPart['purchaser']
}

/** Adds up what belongs together, never two currencies; in the order of what it is grouped by. */
export function grouped(parts: readonly SpendPart[], by: readonly SpendGroup[]): readonly SpendRow[] {
  const rows = new Map<string, SpendRow>()
  for (const part of parts) {
    const { currency, purchaser } = part
    const key = [
      ...spendGroups.filter((group) => by.includes(group)).map((group) => nameIn(part, group)),
      currency,
    ]
    const before = rows.get(key.join('\n'))
    const sum = (what: keyof Amounts): Money => money((before?.[what].amount ?? 0) + part[what], currency)
    rows.set(key.join('\n'), {
      ...(by.includes('month') ? { month: part.month } : {}),
      ...(by.includes('channel') ? { channel: part.channel } : {}),
      ...(by.includes('product') ? { productId: part.productId } : {}),
      ...(by.includes('purchaser') && purchaser ? { purchaser } : {}),
      net: sum('net'),
      tax: sum('tax'),
      total: sum('total'),
    })
  }
  return [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

function nameIn(part: SpendPart, group: SpendGroup): string {
  switch (group) {
    case 'month':
      return part.month
    case 'channel':
      return part.channel
    case 'product':
      return part.productId
    case 'purchaser':
      return part.purchaser?.id ?? theOrganisation
  }
}
