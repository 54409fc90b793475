import type { Invoice, InvoiceLine } from '#core/billing/invoice.ts'
import { issue, numbering } from '#core/billing/invoice.ts'
import type { BillingProfileId, InvoiceId, UserId } from '#core/kernel/ids.ts'
import type { Money } from '#core/kernel/money.ts'
import type { Day, Instant } from '#core/kernel/time.ts'
import { anActive, guid, tenantId } from '../support/builders.ts'

const at = '2026-01-05T08:00:00.000Z' as Instant
export const euros = (amount: number): Money => ({ amount, currency: 'EUR' })

export const seller = {
  name: 'Seatwarden',
  address: ['Prinsengracht 1', '1015 DK Amsterdam', 'Netherlands'],
  taxId: 'NL001234567B01',
}

interface Given extends Partial<Invoice> {
  readonly seats?: number
  readonly price?: Money
  readonly country?: string
}

/** Of five licences for a term, paid with a card: a test names what matters to it. */
export function anInvoice({ seats = 5, price = euros(930), country = 'NL', ...given }: Given = {}): Invoice {
  const subscription = anActive({ tenantId: tenantId(1) })
  const { invoice } = issue(
    subscription,
    {
      profile: {
        type: 'billingProfile',
        id: guid<BillingProfileId>(0xb, 1),
        tenantId: tenantId(1),
        schemaVersion: 1,
        ownerId: guid<UserId>(2, 1),
        name: 'Una User',
        address: { street: 'Keizersgracht 100', postalCode: '1016 AA', city: 'Amsterdam', country: 'NL' },
        taxId: 'NL009999999B09',
        paymentMethodId: null,
        createdAt: at,
      },
      organisation: 'Fabrikam',
      country,
      numbers: numbering(tenantId(1), undefined, at),
    },
    {
      id: guid<InvoiceId>(0xa, 1),
      what: 'purchase',
      seats,
      unitPrice: price,
      from: '2026-01-05' as Day,
      days: 31,
      termDays: 31,
      net: { amount: price.amount * seats, currency: price.currency },
      at,
      state: 'paid',
      chargeKey: null,
      card: { brand: 'Visa', last4: '4242' },
    },
  )
  return { ...invoice, number: '2026-000123', ...given }
}

export function declined(): Invoice {
  return anInvoice({ state: 'declined', paidAt: null, paidWith: null, credited: 1_000 })
}

export function aCreditNote(): Invoice {
  const [line] = anInvoice().lines as readonly [InvoiceLine]
  return anInvoice({
    kind: 'creditNote',
    number: '2026-000124',
    state: 'credited',
    paidAt: null,
    paidWith: null,
    creditOf: { invoiceId: guid<InvoiceId>(0xa, 1), number: '2026-000123' },
    lines: [{ ...line, what: 'credit', seats: 2, days: 15, from: '2026-01-21' as Day, net: euros(900) }],
    net: euros(900),
    tax: euros(189),
    total: euros(1_089),
  })
}

/** More lines than a sheet has room for. */
export function longInvoice(lines: number): Invoice {
  const { lines: one, ...invoice } = anInvoice()
  return { ...invoice, lines: Array.from({ length: lines }, () => one[0] as InvoiceLine) }
}

export function longAddress(): Invoice {
  const address = Object.fromEntries(
    Array.from({ length: 30 }, (_, at) => [
      `line${at}`,
      at % 5 === 0
        ? `${at} Meervoudigepersoonlijkheidsstoornissenbehandelingscentrumgebouwverdieping`
        : `Line ${at}`,
    ]),
  )
  const name = 'Hottentottententententoonstellingsmakersopleidingsprogrammacoördinator '.repeat(2).trim()
  const { billTo } = anInvoice()
  return anInvoice({ billTo: { ...billTo, name, address } })
}
