import { extractText, extractTextItems, getDocumentProxy, getMeta } from 'unpdf'
import { describe, expect, test } from 'vitest'
import type { Invoice } from '#core/billing/invoice.ts'
import type { Language } from '#core/kernel/language.ts'
import type { Instant } from '#core/kernel/time.ts'
import { invoicePdf } from '#functions/billing/document/invoice-pdf.ts'
import {
  aCreditNote,
  anInvoice,
  declined,
  euros,
  longAddress,
  longInvoice,
  seller,
} from './sample-invoices.ts'

/** What a reader of the PDF gets to see, sheet by sheet, in reading order and with single spaces. */
async function read(invoice: Invoice, language: Language = 'en', from = seller) {
  const bytes = await invoicePdf(invoice, { language, seller: from })
  const pdf = await getDocumentProxy(new Uint8Array(bytes))
  const { text } = await extractText(pdf)
  const sheets = text.map((sheet) => sheet.replace(/\s+/g, ' '))
  return { bytes, pdf, sheets, text: sheets.join(' ') }
}

function contains(text: string, ...parts: string[]) {
  for (const part of parts) expect(text).toContain(part)
}

describe('an invoice on paper', () => {
  test('says who bills whom for what, and that it was paid', async () => {
    const { text, sheets } = await read(anInvoice())
    expect(sheets).toHaveLength(1)
    contains(text, 'Invoice', 'Invoice number 2026-000123', 'Date of issue 5 January 2026')
    contains(text, 'Status Paid on 5 January 2026 with Visa •••• 4242')
    contains(text, 'Prinsengracht 1', '1015 DK Amsterdam', 'Tax ID NL001234567B01')
    contains(text, 'Una User', 'Fabrikam', 'Keizersgracht 100', '1016 AA Amsterdam', 'Netherlands')
    contains(text, 'Tax ID NL009999999B09')
    contains(text, 'Power BI Pro', 'Purchase', '5 Jan 2026 – 4 Feb 2026 (31 of 31 days)')
    contains(text, '€9.30', 'Net €46.50', 'VAT 21 % (NL) €9.77', 'Total €56.27', 'To be paid €0.00')
    contains(text, 'Seatwarden · Invoice 2026-000123', 'Page 1 of 1')
  })

  test('says the same in Dutch', async () => {
    const { text } = await read(anInvoice(), 'nl')
    contains(text, 'Factuur', 'Factuurnummer 2026-000123', 'Datum 5 januari 2026')
    contains(text, 'Status Betaald op 5 januari 2026 met Visa •••• 4242', 'Nederland', 'Btw-nummer')
    contains(text, 'Aankoop', '5 jan 2026 – 4 feb 2026 (31 van 31 dagen)', '€ 9,30')
    contains(text, 'Totaal excl. btw € 46,50', 'Btw 21 % (NL) € 9,77', 'Totaal incl. btw € 56,27')
    contains(text, 'Te betalen € 0,00', 'Pagina 1 van 1')
  })

  test.each([
    ['en', 'Status Payment declined', 'Credited since €10.00', 'To be paid €46.27'],
    ['nl', 'Status Betaling geweigerd', 'Sindsdien gecrediteerd € 10,00', 'Te betalen € 46,27'],
  ] as const)('that was declined says what is left to be paid, in %s', async (language, ...parts) => {
    const { text } = await read(declined(), language)
    contains(text, ...parts)
    expect(text).not.toContain('4242')
  })

  test('that is open, or was credited, says so', async () => {
    const unpaid = { paidAt: null, paidWith: null }
    const open = await read(anInvoice({ state: 'open', ...unpaid }))
    contains(open.text, 'Status Open', 'To be paid €56.27')
    const credited = await read(anInvoice({ state: 'credited', credited: 5_627, ...unpaid }))
    contains(credited.text, 'Status Credited', 'Credited since €56.27', 'To be paid €0.00')
  })

  test.each([
    [
      'en',
      'Credit note',
      'Credit note number 2026-000124',
      'Credits invoice 2026-000123',
      'Total credit €10.89',
    ],
    [
      'nl',
      'Creditnota',
      'Creditnotanummer 2026-000124',
      'Crediteert factuur 2026-000123',
      'Totaal gecrediteerd € 10,89',
    ],
  ] as const)(
    'that gives something back names the invoice that it credits, in %s',
    async (language, ...parts) => {
      const { text } = await read(aCreditNote(), language)
      contains(text, ...parts)
      expect(text).not.toMatch(/To be paid|Te betalen|Status/)
    },
  )

  test('writes out a hundred thousand licences and what they cost', async () => {
    const english = await read(anInvoice({ seats: 100_000, price: euros(123_456) }))
    contains(english.text, '100,000', '€1,234.56', 'Net €123,456,000.00', 'Total €149,381,760.00')
    const dutch = await read(anInvoice({ seats: 100_000, price: euros(123_456) }), 'nl')
    contains(dutch.text, '100.000', '€ 1.234,56', 'Totaal incl. btw € 149.381.760,00')
  })

  test('says where there is no tax, and writes parts of a per cent', async () => {
    contains((await read(anInvoice({ country: 'US' }))).text, 'VAT 0 % (US) €0.00', 'Total €46.50')
    contains((await read(anInvoice({ country: 'CH' }))).text, 'VAT 8.1 % (CH)')
    contains((await read(anInvoice({ country: 'CH' }), 'nl')).text, 'Btw 8,1 % (CH)')
  })

  test('needs no address, tax number or seller’s details', async () => {
    const { billTo } = anInvoice()
    const bare = anInvoice({ billTo: { ...billTo, address: null, taxId: null, organisation: billTo.name } })
    const { text } = await read(bare, 'en', { name: 'Seatwarden', address: [], taxId: '' })
    contains(text, 'Bill to', 'Una User')
    expect(text).not.toContain('Tax ID')
  })
})

describe('names of any kind', () => {
  const named = (name: string) => {
    const { billTo } = anInvoice()
    return anInvoice({ billTo: { ...billTo, name } })
  }

  test.each([
    'Łukasz Żółć-Ñandú ğüşiöç',
    'Nguyễn Thị Hồng Nhung',
    'Ελένη Παπαδοπούλου',
    'Юлія Їжакевич',
    '3x4 -> 5 (a) \\) <b> % /Name',
  ])('%s is printed as it is written', async (name) => {
    contains((await read(named(name))).text, name)
  })

  test('nothing turns the direction of reading, breaks a line or hides', async () => {
    const { text } = await read(named('Una\u202e resU\u2066\u0000\u0007\u200b\u{1f600}\nof 王小明\u2029End'))
    contains(text, 'Una resU □ of □□□ End')
  })

  test('a letter is not taken from a name because another one was made of it before', async () => {
    await read(named('Ñ É Ő Ά Й'))
    contains((await read(named('N E O Α И'))).text, 'N E O Α И')
  })
})

describe('whatever is long', () => {
  test('lines go on to further sheets, under the same heading', async () => {
    const { sheets } = await read(longInvoice(40))
    expect(sheets.length).toBeGreaterThan(2)
    for (const [at, sheet] of sheets.entries()) {
      contains(sheet, 'Description', 'Net amount', `Page ${at + 1} of ${sheets.length}`)
    }
    expect(sheets.join(' ').match(/31 of 31 days/g)).toHaveLength(40)
    contains(sheets.at(-1) ?? '', 'To be paid')
  })

  test.each([
    ['a long address', longAddress()],
    ['many lines', longInvoice(25)],
    ['large amounts', anInvoice({ seats: 100_000, price: euros(99_999_99) })],
  ])('%s stays on the paper, and nothing covers anything else', async (_, invoice) => {
    for (const language of ['en', 'nl'] as const) {
      const { pdf } = await read(invoice, language)
      const { items: sheets } = await extractTextItems(pdf)
      for (const sheet of sheets) {
        const items = sheet.filter(({ str }) => str.trim())
        for (const { str, x, y, width } of items) {
          expect({ str, fits: x >= 53 && x + width <= 543 && y >= 30 && y <= 800 }).toEqual({
            str,
            fits: true,
          })
        }
        const covered = items.filter((one) =>
          items.some(
            (other) =>
              other !== one &&
              Math.abs(other.y - one.y) < 6 &&
              other.x < one.x + one.width - 0.5 &&
              one.x < other.x + other.width - 0.5,
          ),
        )
        expect(covered.map(({ str }) => str)).toEqual([])
      }
    }
  })

  test('an address of thirty lines is there in full', async () => {
    const { text } = await read(longAddress(), 'nl')
    for (const at of [1, 2, 3, 14, 28, 29]) contains(text, `Line ${at} `)
    contains(
      text.replaceAll(' ', ''),
      '25Meervoudigepersoonlijkheidsstoornissenbehandelingscentrumgebouwverdieping',
    )
  })
})

describe('the file', () => {
  test.each(['en', 'nl'] as const)('is the same for the same invoice, in %s', async (language) => {
    const [one, other] = [await read(anInvoice(), language), await read(anInvoice(), language)]
    expect(Buffer.compare(one.bytes, other.bytes)).toBe(0)
  })

  test('is another one once the invoice was paid', async () => {
    const id = ({ bytes }: { bytes: Uint8Array }) =>
      /\/ID \[<(\w+)>/.exec(Buffer.from(bytes).toString('latin1'))?.[1]
    const open = await read(anInvoice({ state: 'open', paidAt: null, paidWith: null }))
    const paid = await read(anInvoice())
    expect(id(open)).toMatch(/^[0-9a-f]{32}$/)
    expect(id(open)).not.toBe(id(paid))
  })

  test('says what it is, whose, when it was issued and in which language it is, and can be read aloud', async () => {
    const { pdf, bytes } = await read(anInvoice({ createdAt: '2026-03-01T12:00:00.000Z' as Instant }), 'nl')
    expect((await getMeta(pdf)).info).toMatchObject({
      Title: 'Factuur 2026-000123',
      Author: 'Seatwarden',
      CreationDate: 'D:20260301120000Z',
      Language: 'nl-NL',
    })
    expect(await pdf.getMarkInfo()).toMatchObject({ Marked: true })
    const tree = JSON.stringify(await (await pdf.getPage(1)).getStructTree())
    for (const role of ['Document', 'H1', 'Table', 'TR', 'TH', 'TD'])
      expect(tree).toContain(`"role":"${role}"`)
    expect(bytes.length).toBeLessThan(30_000)
  })
})
