import type { DocumentWords } from './words.ts'

export const nl: DocumentWords = {
  titles: { invoice: 'Factuur', creditNote: 'Creditnota' },
  labels: {
    invoiceNumber: 'Factuurnummer',
    creditNoteNumber: 'Creditnotanummer',
    issuedOn: 'Datum',
    status: 'Status',
    credits: 'Crediteert factuur',
    from: 'Van',
    billTo: 'Aan',
    taxId: 'Btw-nummer',
    description: 'Omschrijving',
    licences: 'Licenties',
    unitPrice: 'Prijs per stuk',
    net: 'Bedrag excl. btw',
    subtotal: 'Totaal excl. btw',
    total: 'Totaal incl. btw',
    totalCredit: 'Totaal gecrediteerd',
    paid: 'Betaald',
    credited: 'Sindsdien gecrediteerd',
    toPay: 'Te betalen',
  },
  what: {
    purchase: 'Aankoop',
    moreLicenses: 'Extra licenties',
    renewal: 'Verlenging',
    credit: 'Creditering',
  },
  states: {
    open: () => 'Openstaand',
    paid: ({ on, card }) => `Betaald${on && ` op ${on}`}${card && ` met ${card}`}`,
    declined: () => 'Betaling geweigerd',
    credited: () => 'Gecrediteerd',
  },
  period: ({ from, to, days, termDays }) =>
    `${from} – ${to} (${days} van ${termDays} ${termDays === 1 ? 'dag' : 'dagen'})`,
  tax: ({ rate, country }) => `Btw ${rate} (${country})`,
  page: ({ page, of }) => `Pagina ${page} van ${of}`,
}
