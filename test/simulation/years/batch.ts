import type { Invoice } from '#core/billing/invoice.ts'
import type { PaymentMethod } from '#core/billing/payment-method.ts'
import type { Refund } from '#core/billing/refund.ts'
import type { Document } from '#core/documents.ts'
import type { Mail } from '#core/mail/mail.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { Owed } from './account.ts'
import type { GoesBack } from './arithmetic.ts'
import { textOf } from './calendar.ts'

export interface Changed<D> {
  readonly before: D | undefined
  readonly after: D | undefined
}

/** One batch, by what is in it; and what there must be in it, which is found out from what it is about. */
export class Batch {
  readonly subscriptions: Changed<Subscription>[] = []
  readonly purchases: Changed<Purchase>[] = []
  readonly cards: Changed<PaymentMethod>[] = []
  readonly invoices: Invoice[] = []
  readonly refunds: Refund[] = []
  readonly mails: Mail[] = []
  /** What it holds of invoices, credit notes, refunds and mails, in words. */
  readonly #holds: string[] = []
  readonly #due: string[] = []

  add(before: Document | undefined, after: Document | undefined): void {
    const either = after ?? before
    switch (either?.type) {
      case 'subscription':
        this.subscriptions.push({ before, after } as Changed<Subscription>)
        return
      case 'purchase':
        this.purchases.push({ before, after } as Changed<Purchase>)
        return
      case 'paymentMethod':
        this.cards.push({ before, after } as Changed<PaymentMethod>)
        return
      case 'invoice':
        this.#invoice(before as Invoice | undefined, after as Invoice)
        return
      case 'refund':
        if (!before) this.#refund(after as Refund)
        return
      case 'mail':
        if (!before) this.#mail(after as Mail)
        return
      default:
    }
  }

  owes(owed: Owed, state: string): void {
    this.#due.push(textOfOwed(owed, state))
  }

  pays(invoiceId: string): void {
    this.#due.push(`invoice ${invoiceId} is paid`)
  }

  /** Credit notes, and what of it was charged. */
  givesBack(back: readonly GoesBack[]): void {
    for (const { invoiceId, key, seats, net, tax } of back) {
      this.#due.push(textOfNote(invoiceId, seats, net, tax))
      if (key !== null) this.#due.push(textOfPart(key, net + tax))
    }
  }

  givesAllBack(key: string, amount: number): void {
    this.#due.push(textOfPart(key, amount))
  }

  tells(kind: Mail['kind'], userId: string, amount?: number): void {
    this.#due.push(textOfMail(kind, userId, amount))
  }

  /** Where the two are not the same, to the cent. */
  differs(): string | undefined {
    const [holds, due] = [this.#holds.sort().join('; '), this.#due.sort().join('; ')]
    return holds === due ? undefined : `there is: ${holds || 'nothing'}\n  due is: ${due || 'nothing'}`
  }

  invoiceOf(subscriptionId: string): Invoice | undefined {
    return this.invoices.find((one) => one.subscriptionId === subscriptionId && one.kind === 'invoice')
  }

  #invoice(before: Invoice | undefined, after: Invoice): void {
    if (before) {
      if (before.state !== 'paid' && after.state === 'paid') this.#holds.push(`invoice ${after.id} is paid`)
      return
    }
    this.invoices.push(after)
    const [line] = after.lines
    if (!line) return
    const { net, tax, creditOf } = after
    if (creditOf) {
      this.#holds.push(textOfNote(creditOf.invoiceId, line.seats, net.amount, tax.amount))
      return
    }
    const { what, seats, unitPrice, from, days, termDays } = line
    this.#holds.push(
      `${what} of ${seats} x ${unitPrice.amount} from ${from} ${days}/${termDays}: ${net.amount} + ${tax.amount}, ${after.state}`,
    )
  }

  #refund(refund: Refund): void {
    this.refunds.push(refund)
    for (const { chargeKey, amount } of refund.parts) this.#holds.push(textOfPart(chargeKey, amount.amount))
  }

  #mail(mail: Mail): void {
    this.mails.push(mail)
    this.#holds.push(textOfMail(mail.kind, mail.to.userId, mail.facts.amount?.amount))
  }
}

function textOfOwed({ what, seats, unit, from, days, termDays, net, tax }: Owed, state: string): string {
  return `${what} of ${seats} x ${unit} from ${textOf(from)} ${days}/${termDays}: ${net} + ${tax}, ${state}`
}

function textOfNote(invoiceId: string, seats: number, net: number, tax: number): string {
  return `credit of ${invoiceId} for ${seats}: ${net} + ${tax}`
}

function textOfPart(key: string, amount: number): string {
  return `back of ${key}: ${amount}`
}

const withAmount: readonly Mail['kind'][] = ['renewalAnnounced', 'renewed', 'renewalDeclined']

function textOfMail(kind: Mail['kind'], userId: string, amount: number | undefined): string {
  return `mail ${kind} to ${userId}${withAmount.includes(kind) ? ` of ${amount}` : ''}`
}
