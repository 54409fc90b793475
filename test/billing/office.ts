import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { Invoice } from '#core/billing/invoice.ts'
import { dayOf, startOfDay, toMilliseconds } from '#core/kernel/time.ts'
import type { Stored } from '#core/ports/documents.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import { runDue } from '#functions/renewals/run-due.ts'
import {
  billingAdmin,
  globalAdmin,
  globalReader,
  type Person,
  simulatedApp,
  tenantId,
} from '../support/simulated/app.ts'

/** An organisation whose people buy and pay, and where a term can be made to go unpaid. */

/** Clipchamp Premium: its term is a month. */
const monthly = 'CFQ7TTC0N8SS'

export type Office = Awaited<ReturnType<typeof anOffice>>

export async function anOffice() {
  const at = simulatedApp()
  await at.open()
  const [anna, bob] = [await at.person('Anna'), await at.person('Bob')]
  const gaia = await at.person('Gaia', { roles: [globalAdmin] })
  const bill = await at.person('Bill', { roles: [billingAdmin] })
  const rita = await at.person('Rita', { roles: [globalReader] })

  async function addCard(person: Person, token = 'tok_ok'): Promise<string> {
    const { status, body } = await person.ask('billing-payment-methods-create', {
      body: { type: 'card', token },
    })
    expect(status).toBe(201)
    return body['id'] as string
  }

  async function buy(person: Person, paymentMethodId: string, totalLicenses = 5): Promise<string> {
    const body = { productId: monthly, channel: 'selfService', totalLicenses, paymentMethodId }
    const bought = await person.ask('purchasing-buy', { body, repeat: randomUUID() })
    expect(bought.status).toBe(201)
    return bought.body['id'] as string
  }

  async function buyCentrally(totalLicenses = 5): Promise<string> {
    const body = { productId: monthly, channel: 'central', totalLicenses }
    const bought = await bill.ask('purchasing-buy', { body })
    expect(bought.status).toBe(201)
    return bought.body['id'] as string
  }

  const stored = <D extends Subscription>(id: string) =>
    at.all<Subscription>('subscription').find((document) => document.id === id) as Stored<D>
  const invoices = () => at.all<Invoice>('invoice')

  /** From now on the bank declines that card. */
  async function declineCard(id: string, token = 'tok_declined'): Promise<void> {
    await at.services.documents.commit(tenantId, [{ kind: 'patch', id, set: { token } }])
  }

  /** Time goes on to what is due next of that subscription, and does it. */
  async function nextDueOf(id: string): Promise<void> {
    const { dueAt } = stored(id)
    if (dueAt === null) throw new Error(`Nothing is due of ${id}.`)
    at.pass(toMilliseconds(dueAt) - toMilliseconds(at.services.clock.now()))
    await due()
  }

  const due = () => runDue(at.services, { kind: 'due', tenantId }, 1)

  /** Bought with that card; then a term goes by, and the bank declines the next one. */
  async function anUnpaid(person: Person, cardId: string) {
    const id = await buy(person, cardId)
    await declineCard(cardId)
    while (stored(id).unpaid === null) await nextDueOf(id)
    const invoice = invoices().find((one) => one.id === stored(id).unpaid?.invoiceId)
    if (!invoice) throw new Error('There is no invoice.')
    return { id, invoice }
  }

  const today = () => startOfDay(dayOf(at.services.clock.now()))

  return {
    at,
    anna,
    bob,
    gaia,
    bill,
    rita,
    addCard,
    buy,
    buyCentrally,
    stored,
    invoices,
    declineCard,
    nextDueOf,
    due,
    anUnpaid,
    today,
  }
}

/** What a call came to, in a word. */
export function said({ status, body }: { status: number; body: { readonly error?: unknown } }): string {
  const error = body.error as { readonly code?: string } | undefined
  return error ? `${status} ${error.code}` : String(status)
}

export function rows(answer: { readonly body: Record<string, unknown> }): Record<string, unknown>[] {
  return answer.body['value'] as Record<string, unknown>[]
}
