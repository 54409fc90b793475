import { owed } from '../billing/credit.ts'
import { unitPriceOf } from '../catalogue/prices.ts'
import { findProduct } from '../catalogue/products.ts'
import type { Money } from '../kernel/money.ts'
import { addMonths, type Day, daysBetween } from '../kernel/time.ts'
import type { Bill } from '../purchasing/purchase.ts'
import { billOfTerm } from '../purchasing/quote.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { nextTermEnd } from '../subscriptions/term.ts'

/**
 * What one seat costs in the coming term: as it was told before, or as the price list says now. What is not sold any
 * more goes on at its old price. (R135)
 */
export function nextUnitPrice(subscription: Subscription, country: string): Money {
  const { unpaid, announced, termNumber, productId, channel, unitPrice } = subscription
  if (unpaid) return unpaid.unitPrice
  if (announced?.termNumber === termNumber + 1) return announced.unitPrice
  const product = findProduct(productId)
  return (product && unitPriceOf(product, channel, country)) ?? unitPrice
}

/** What the coming term costs. What was billed before and is not paid stays as it was billed. */
export function billRenewal(subscription: Subscription, country: string, today: Day): Bill {
  const { unpaid, billed, expirationDate, termMonths, seats } = subscription
  const line = billed.find(({ invoiceId }) => invoiceId === unpaid?.invoiceId)
  if (line && !isTooLate(subscription, today)) {
    const { days, unitPrice } = line
    const count = line.seats - line.returnedSeats
    return {
      what: 'renewal',
      unitPrice,
      seats: count,
      from: expirationDate,
      days,
      termDays: daysBetween(expirationDate, nextTermEnd(subscription)),
      country,
      ...owed(line),
    }
  }
  const from = line ? today : expirationDate
  const to = line ? addMonths(today, termMonths) : nextTermEnd(subscription)
  const unitPrice = nextUnitPrice(subscription, country)
  return billOfTerm({ what: 'renewal', unitPrice, seats: seats.total, from, to, country })
}

/** The term that was not paid is itself over: whoever pays now begins a new one today. */
export function isTooLate(subscription: Subscription, today: Day): boolean {
  return subscription.unpaid !== null && subscription.state !== 'active' && nextTermEnd(subscription) <= today
}
