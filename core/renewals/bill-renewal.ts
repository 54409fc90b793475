import { owed } from '../billing/credit.ts'
import { unitPriceOf } from '../catalogue/prices.ts'
import { findProduct } from '../catalogue/products.ts'
import type { Money } from '../kernel/money.ts'
import { addDays, addMonths, type Day } from '../kernel/time.ts'
import type { Bill } from '../purchasing/purchase.ts'
import { billOfTerm } from '../purchasing/quote.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { nextTermEnd } from '../subscriptions/term.ts'

/**
 * What one seat costs in the coming term: as it was announced, or as the price list says now. What is not sold any more
 * goes on at its old price. (R135)
 */
export function nextUnitPrice(subscription: Subscription, country: string): Money {
  const { unpaid, announced, termNumber, productId, channel, unitPrice } = subscription
  if (unpaid) return unpaid.unitPrice
  if (announced?.termNumber === termNumber + 1) return announced.unitPrice
  const product = findProduct(productId)
  return (product && unitPriceOf(product, channel, country)) ?? unitPrice
}

/**
 * What the coming term costs, and from which day on. What was billed before and is not paid stays as it was billed. Who
 * comes back after the end begins a new term today: nobody pays for days that are over.
 */
export function billRenewal(subscription: Subscription, country: string, today: Day): Bill {
  const { unpaid, billed, expirationDate, termMonths, seats, state } = subscription
  const line = billed.find(({ invoiceId }) => invoiceId === unpaid?.invoiceId)
  if (line && unpaid && !isTooLate(subscription, today)) {
    const { days, unitPrice } = line
    const count = line.seats - line.returnedSeats
    return {
      what: 'renewal',
      unitPrice,
      seats: count,
      from: unpaid.from,
      days,
      termDays: days,
      country,
      ...owed(line),
    }
  }
  const anew = state !== 'active' && today > expirationDate
  const from = anew ? today : expirationDate
  const to = anew ? addMonths(today, termMonths) : nextTermEnd(subscription)
  const unitPrice = nextUnitPrice(subscription, country)
  return billOfTerm({ what: 'renewal', unitPrice, seats: seats.total, from, to, country })
}

/** The term that was not paid is itself over: whoever pays now begins a new one today. */
export function isTooLate({ unpaid, billed, state }: Subscription, today: Day): boolean {
  const line = billed.find(({ invoiceId }) => invoiceId === unpaid?.invoiceId)
  return (
    unpaid !== null && line !== undefined && state !== 'active' && addDays(unpaid.from, line.days) <= today
  )
}
