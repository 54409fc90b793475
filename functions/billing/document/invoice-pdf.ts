import type { Address } from '#core/billing/address.ts'
import type { Invoice, InvoiceLine } from '#core/billing/invoice.ts'
import { productName } from '#core/catalogue/products.ts'
import { findCountry } from '#core/kernel/countries.ts'
import { type Language, locales } from '#core/kernel/language.ts'
import { amountWrittenOut, type Money, money } from '#core/kernel/money.ts'
import { dayOf, shortlyWrittenOut, toMilliseconds, writtenOut } from '#core/kernel/time.ts'
import type { Ports } from '#core/ports/ports.ts'
import { fonts } from './fonts.ts'
import { printable } from './printable.ts'
import { type Cell, Sheet, type Style, textWidth } from './sheet.ts'
import { en } from './words/en.ts'
import { nl } from './words/nl.ts'
import type { DocumentWords } from './words/words.ts'

export type Seller = Ports['settings']['seller']

const wordsIn: Readonly<Record<Language, DocumentWords>> = { en, nl }

const ink = '#1b1f27'
const grey = '#656d7a'
const line = '#d9dde3'
const faint = '#eef0f3'
const style = {
  title: { face: 'bold', size: 22, colour: ink },
  seller: { face: 'bold', size: 12, colour: ink },
  strong: { face: 'bold', size: 9, colour: ink },
  plain: { face: 'regular', size: 9, colour: ink },
  quiet: { face: 'regular', size: 8, colour: grey },
  label: { face: 'regular', size: 9, colour: grey },
  sum: { face: 'bold', size: 10.5, colour: ink },
} as const satisfies Record<string, Style>

/** The invoice or credit note as a PDF to read and print. The same invoice gives the same bytes. */
export async function invoicePdf(
  invoice: Invoice,
  { language, seller }: { readonly language: Language; readonly seller: Seller },
): Promise<Uint8Array> {
  const words = wordsIn[language]
  const title = `${words.titles[invoice.kind]} ${invoice.number}`
  const sheet = new Sheet({
    fonts: await fonts(),
    lang: locales[language],
    info: {
      Title: title,
      Author: printable(seller.name),
      // The id of the file is made of these: one that has been paid since is another one.
      Subject: statusOf(invoice, words, language),
      CreationDate: new Date(toMilliseconds(invoice.createdAt)),
    },
  })
  head(sheet, invoice, seller, words, language)
  addresses(sheet, invoice, seller, words, language)
  table(sheet, invoice, words, language)
  sums(sheet, invoice, words, language)
  return sheet.finish(
    (page, of) => [`${printable(seller.name).slice(0, 60)}  ·  ${title}`, words.page({ page, of })],
    style.quiet,
  )
}

type Texts = Cell['texts']

function head(
  sheet: Sheet,
  invoice: Invoice,
  seller: Seller,
  words: DocumentWords,
  language: Language,
): void {
  const { labels, titles } = words
  const part = sheet.part('Sect')
  sheet.row(
    [
      { x: 0, width: 200, texts: [{ text: titles[invoice.kind], style: style.title }], tag: 'H1' },
      {
        x: 210,
        width: textWidth - 210,
        align: 'right',
        texts: [{ text: printable(seller.name), style: style.seller }],
      },
    ],
    part,
  )
  sheet.space(14)
  const isNote = invoice.kind === 'creditNote'
  const facts: (readonly [label: string, value: string])[] = [
    [isNote ? labels.creditNoteNumber : labels.invoiceNumber, invoice.number],
    [labels.issuedOn, writtenOut(dayOf(invoice.createdAt), language)],
    invoice.creditOf
      ? [labels.credits, invoice.creditOf.number]
      : [labels.status, statusOf(invoice, words, language)],
  ]
  for (const [at, [label, value]] of facts.entries()) {
    const valueStyle = at === 0 ? style.strong : style.plain
    sheet.row(
      [
        { x: 0, width: 110, texts: [{ text: label, style: style.label }] },
        { x: 116, width: textWidth - 116, texts: [{ text: value, style: valueStyle }] },
      ],
      part,
    )
    sheet.space(1)
  }
  sheet.space(26)
}

function addresses(
  sheet: Sheet,
  { billTo }: Invoice,
  seller: Seller,
  { labels }: DocumentWords,
  language: Language,
): void {
  const block = (label: string, name: string, lines: readonly string[], taxId: string | null): Texts => [
    { text: label, style: style.quiet },
    { text: printable(name), style: style.strong },
    ...lines.map((text) => ({ text: printable(text), style: style.plain })),
    ...(taxId ? [{ text: `${labels.taxId} ${printable(taxId)}`, style: style.label }] : []),
  ]
  const ofOrganisation = billTo.organisation === billTo.name ? [] : [billTo.organisation]
  const to = [...ofOrganisation, ...addressLines(billTo.address, language)]
  const width = textWidth / 2 - 12
  sheet.row(
    [
      { x: 0, width, texts: block(labels.from, seller.name, seller.address, seller.taxId) },
      { x: width + 24, width, texts: block(labels.billTo, billTo.name, to, billTo.taxId) },
    ],
    sheet.part('Sect'),
  )
  sheet.space(32)
}

/** A part of the address on each line, as they were given; the postal code before its city. */
function addressLines(address: Address | null, language: Language): readonly string[] {
  const { country, postalCode, ...others } = address ?? {}
  const lines = Object.entries(others).flatMap(([part, value]) =>
    part === 'city' && postalCode ? [`${postalCode} ${value}`] : value.split(/[\r\n]+/),
  )
  if (postalCode && others['city'] === undefined) lines.push(postalCode)
  if (country) lines.push(findCountry(country)?.name[language] ?? country)
  return lines.filter((text) => printable(text))
}

const columns = {
  description: { x: 0, width: 222 },
  licences: { x: 228, width: 62, align: 'right' },
  unitPrice: { x: 296, width: 88, align: 'right' },
  net: { x: 390, width: textWidth - 390, align: 'right' },
} as const

function table(sheet: Sheet, { lines }: Invoice, words: DocumentWords, language: Language): void {
  const { labels } = words
  const part = sheet.part('Table')
  const name = (text: string): Pick<Cell, 'texts' | 'tag'> => ({
    texts: [{ text, style: style.quiet }],
    tag: 'TH',
  })
  const names = [
    { ...columns.description, ...name(labels.description) },
    { ...columns.licences, ...name(labels.licences) },
    { ...columns.unitPrice, ...name(labels.unitPrice) },
    { ...columns.net, ...name(labels.net) },
  ]
  const underline = () => {
    sheet.space(4)
    sheet.rule(line)
    sheet.space(8)
  }
  sheet.keepTogether(90)
  sheet.row(names, sheet.part('TR', part))
  underline()
  sheet.repeat(() => {
    sheet.unread(names)
    underline()
  })
  for (const [at, one] of lines.entries()) {
    if (at > 0) {
      sheet.rule(faint)
      sheet.space(8)
    }
    sheet.row(tableRow(one, words, language), sheet.part('TR', part))
    sheet.space(8)
  }
  sheet.repeat(undefined)
  sheet.rule(line)
  sheet.space(10)
}

function tableRow(
  { what, productId, from, to, days, termDays, seats, unitPrice, net }: InvoiceLine,
  words: DocumentWords,
  language: Language,
): readonly Cell[] {
  const period = {
    from: shortlyWrittenOut(from, language),
    to: shortlyWrittenOut(to, language),
    days,
    termDays,
  }
  const number = (text: string): Pick<Cell, 'texts' | 'tag'> => ({
    texts: [{ text, style: style.plain }],
    tag: 'TD',
  })
  return [
    {
      ...columns.description,
      texts: [
        { text: printable(productName(productId)), style: style.strong },
        { text: words.what[what], style: style.plain },
        { text: words.period(period), style: style.quiet },
      ],
      tag: 'TD',
    },
    { ...columns.licences, ...number(seats.toLocaleString(locales[language])) },
    { ...columns.unitPrice, ...number(amountWrittenOut(unitPrice, language)) },
    { ...columns.net, ...number(amountWrittenOut(net, language)) },
  ]
}

function sums(sheet: Sheet, invoice: Invoice, words: DocumentWords, language: Language): void {
  const { labels } = words
  const { net, tax, total, taxRate, taxCountry, credited, kind, paidAt } = invoice
  const rate = `${(taxRate / 100).toLocaleString(locales[language])}\u00a0%`
  const rows: (readonly [label: string, amount: Money, look?: 'sum'])[] = [
    [labels.subtotal, net],
    [words.tax({ rate, country: taxCountry }), tax],
    [kind === 'creditNote' ? labels.totalCredit : labels.total, total, 'sum'],
  ]
  if (paidAt) rows.push([labels.paid, total])
  if (credited > 0) rows.push([labels.credited, money(credited, total.currency)])
  if (kind === 'invoice') rows.push([labels.toPay, toBePaid(invoice), 'sum'])
  const part = sheet.part('Sect')
  const x = 228
  sheet.keepTogether(rows.length * 24)
  for (const [label, amount, look] of rows) {
    if (look) {
      sheet.space(3)
      sheet.rule(line, x, textWidth - x)
      sheet.space(5)
    }
    sheet.row(
      [
        { x, width: 138, texts: [{ text: label, style: look ? style.sum : style.label }] },
        {
          x: x + 142,
          width: textWidth - x - 142,
          align: 'right',
          texts: [{ text: amountWrittenOut(amount, language), style: look ? style.sum : style.plain }],
        },
      ],
      part,
    )
    sheet.space(2)
  }
}

function toBePaid({ state, total, credited }: Invoice): Money {
  const isOwed = state === 'open' || state === 'declined'
  return money(isOwed ? total.amount - credited : 0, total.currency)
}

function statusOf({ state, paidAt, paidWith }: Invoice, words: DocumentWords, language: Language): string {
  return words.states[state]({
    on: paidAt ? writtenOut(dayOf(paidAt), language) : '',
    card: paidWith ? printable(`${paidWith.brand} •••• ${paidWith.last4}`) : '',
  })
}
