import { findProduct } from '#core/catalogue/products.ts'
import type { ProductId } from '#core/kernel/ids.ts'

/** The price list of a run, which the story may change; `restore` leaves the product's own as it was. */
export class PriceList {
  readonly #currency: string
  readonly #before: (() => void)[] = []

  constructor(country: string) {
    this.#currency = country === 'NL' ? 'EUR' : 'USD'
  }

  priceOf(productId: string, channel: string): number {
    return this.#pricesOf(productId, channel)[this.#currency] ?? 0
  }

  change(productId: string, channel: string, price: number): void {
    const prices = this.#pricesOf(productId, channel)
    const before = this.priceOf(productId, channel)
    this.#before.unshift(() => {
      prices[this.#currency] = before
    })
    prices[this.#currency] = price
  }

  restore(): void {
    for (const undo of this.#before.splice(0)) undo()
  }

  #pricesOf(productId: string, channel: string): Record<string, number> {
    const product = findProduct(productId as ProductId)
    return (product?.channels[channel as 'selfService']?.unitPrices ?? {}) as Record<string, number>
  }
}
