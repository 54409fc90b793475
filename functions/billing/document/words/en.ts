import type { DocumentWords } from './words.ts'

export const en: DocumentWords = {
  titles: { invoice: 'Invoice', creditNote: 'Credit note' },
  labels: {
    invoiceNumber: 'Invoice number',
    creditNoteNumber: 'Credit note number',
    issuedOn: 'Date of issue',
    status: 'Status',
    credits: 'Credits invoice',
    from: 'From',
    billTo: 'Bill to',
    taxId: 'Tax ID',
    description: 'Description',
    licences: 'Licences',
    unitPrice: 'Unit price',
    net: 'Net amount',
    subtotal: 'Net',
    total: 'Total',
    totalCredit: 'Total credit',
    paid: 'Paid',
    credited: 'Credited since',
    toPay: 'To be paid',
  },
  what: { purchase: 'Purchase', moreLicenses: 'More licences', renewal: 'Renewal', credit: 'Credit' },
  states: {
    open: () => 'Open',
    paid: ({ on, card }) => `Paid${on && ` on ${on}`}${card && ` with ${card}`}`,
    declined: () => 'Payment declined',
    credited: () => 'Credited',
  },
  period: ({ from, to, days, termDays }) =>
    `${from} – ${to} (${days} of ${termDays} ${termDays === 1 ? 'day' : 'days'})`,
  tax: ({ rate, country }) => `VAT ${rate} (${country})`,
  page: ({ page, of }) => `Page ${page} of ${of}`,
}
