import type { Invoice } from '#core/billing/invoice.ts'
import type { TenantId } from '#core/kernel/ids.ts'
import type { DocumentBase, Documents, Write } from '#core/ports/documents.ts'
import type { Purchase } from '#core/purchasing/purchase.ts'
import type { Subscription } from '#core/subscriptions/subscription.ts'
import type { BenchSystem } from './bench-system.ts'
import { whole } from './figures.ts'
import type { Subscriber } from './subscribers.ts'

interface Charge {
  readonly idempotencyKey: string
  readonly status: string
  readonly amount: number
}

/**
 * Throws unless every subscription was renewed exactly once, charged for it once, and has one invoice for it, with
 * numbers without gaps per organisation and year.
 */
export async function checkYear(
  { settings }: BenchSystem,
  documents: Documents,
  subscribers: readonly Subscriber[],
  subscriptions: number,
): Promise<void> {
  const { value } = (await (await fetch(`${settings['PAYMENT_GATEWAY_URL']}/charges`)).json()) as {
    readonly value: readonly Charge[]
  }
  const charges = new Map(value.map((charge) => [charge.idempotencyKey, charge]))
  expectThat(value.length === subscriptions, `${whole(value.length)} charges`)
  let renewed = 0
  let invoiced = 0
  for (const { tenantId } of subscribers) {
    const purchases = await allOf<Purchase>(documents, tenantId, 'purchase')
    const invoices = await allOf<Invoice>(documents, tenantId, 'invoice')
    expectThat(
      purchases.every(({ state }) => state === 'settled'),
      'a purchase that is not settled',
    )
    const byId = new Map(invoices.map((invoice) => [invoice.id, invoice]))
    for (const subscription of await allOf<Subscription>(documents, tenantId, 'subscription')) {
      const { id, termNumber, billed, purchaseId, orderHistory } = subscription
      const times = orderHistory.filter(({ event }) => event === 'renewed').length
      expectThat(times === 1 && termNumber === 2 && purchaseId === null, `${id} renewed ${times} times`)
      const [line] = billed
      const invoice = line && byId.get(line.invoiceId)
      const charge = charges.get(line?.chargeKey ?? '')
      expectThat(
        billed.length === 1 &&
          invoice?.state === 'paid' &&
          invoice.subscriptionId === id &&
          charge?.status === 'succeeded' &&
          charge.amount === invoice.total.amount,
        `${id} without its invoice and its charge`,
      )
      renewed += 1
    }
    expectNoGaps(invoices.map(({ number }) => number).sort())
    invoiced += invoices.length
  }
  expectThat(renewed === subscriptions, `${whole(renewed)} subscriptions renewed`)
  expectThat(invoiced === subscriptions, `${whole(invoiced)} invoices`)
}

function expectNoGaps(numbers: readonly string[]): void {
  const last = new Map<string, number>()
  for (const number of numbers) {
    const [year = '', count] = number.split('-')
    const before = last.get(year) ?? 0
    expectThat(Number(count) === before + 1, `invoice ${number} after ${before}`)
    last.set(year, before + 1)
  }
}

function expectThat(is: boolean, found: string): void {
  if (!is) throw new Error(`The year did not go as it should: found ${found}.`)
}

async function allOf<D extends DocumentBase>(
  documents: Documents,
  tenantId: TenantId,
  type: D['type'],
): Promise<readonly D[]> {
  const found: D[] = []
  const query = { where: [{ field: 'type', is: '=', value: type }] } as const
  for await (const { items } of documents.pages<D>(tenantId, query, 1_000)) found.push(...items)
  return found
}

/** Nobody sends mails here, and the sweeper would look at each of them again and again. */
export async function putMailsAway(documents: Documents, { tenantId }: Subscriber): Promise<void> {
  const query = {
    where: [
      { field: 'type', is: '=', value: 'mail' },
      { field: 'state', is: '=', value: 'queued' },
    ],
  } as const
  const ids: string[] = []
  for await (const { items } of documents.pages(tenantId, { ...query, fields: ['id'] }, 1_000))
    ids.push(...items.map(({ id }) => id))
  for (let from = 0; from < ids.length; from += 100) {
    const sent = (id: string): Write => ({ kind: 'patch', id, set: { state: 'sent' } })
    await documents.commit(tenantId, ids.slice(from, from + 100).map(sent))
  }
}
