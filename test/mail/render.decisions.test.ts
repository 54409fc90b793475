import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { OperationId, SubscriptionId, TenantId, UserId } from '#core/kernel/ids.ts'
import type { Language } from '#core/kernel/language.ts'
import { money } from '#core/kernel/money.ts'
import type { Day, Instant } from '#core/kernel/time.ts'
import type { Mail, MailFacts, MailKind } from '#core/mail/mail.ts'
import { messageIdOf, renderMail } from '#core/mail/render.ts'
import { oneLine } from '#core/mail/sanitize.ts'

const cardAndPrice = { amount: money(136_488, 'EUR'), unitPrice: money(9_400, 'EUR'), card: 'visa 4242' }
const timeDidIt = { decidedBy: '', reason: '', targetProductName: null }
const openInvoice = { amount: cardAndPrice.amount, invoiceNumber: '2026-000123' }
const request = { targetProductName: null, reason: '', seats: 2, people: ['Sanne de Vries', 'Jan Kok'] }

/** All that each kind can tell. */
const factsOf: Readonly<Record<MailKind, Partial<MailFacts>>> = {
  cancelledByMove: {},
  cancelled: {},
  requestToCancel: {},
  renewalAnnounced: { ...timeDidIt, ...cardAndPrice, until: '2026-12-21' as Day },
  renewed: { ...timeDidIt, ...cardAndPrice, until: '2027-11-21' as Day, invoiceNumber: '2026-000123' },
  renewalDeclined: {
    ...timeDidIt,
    ...openInvoice,
    card: 'visa 4242',
    until: '2026-12-21' as Day,
    retryOn: '2026-11-24' as Day,
  },
  expired: { ...timeDidIt, ...openInvoice, until: '2026-12-21' as Day },
  disabled: { ...timeDidIt, ...openInvoice, until: '2027-03-21' as Day },
  deleted: timeDidIt,
  trialEnded: timeDidIt,
  cardExpires: { ...timeDidIt, productName: '', seats: 0, card: 'visa 4242', until: '2026-12-31' as Day },
  ownershipTransferred: { ...cardAndPrice, reason: '', until: '2027-02-01' as Day },
  requestApproved: { ...request, stillOpen: 1, message: 'Have fun with it.' },
  requestRejected: { ...request, stillOpen: 1, message: 'There is no budget for it this year.' },
  licenceGiven: { ...request, askedBy: 'Mila Bos' },
}

/** The same kinds where they tell of something else. */
const otherwise: readonly { readonly name: string; readonly mail: Changes }[] = [
  {
    name: 'cancelled.moneyBack',
    mail: { kind: 'cancelled', facts: { amount: money(4_550, 'EUR'), card: 'visa 4242' } },
  },
  {
    name: 'cancelledByMove.moneyBack',
    mail: { kind: 'cancelledByMove', facts: { amount: money(4_550, 'EUR') } },
  },
  { name: 'renewalAnnounced.noCard', mail: { kind: 'renewalAnnounced', without: ['card'] } },
  { name: 'renewed.agreement', mail: { kind: 'renewed', without: ['card'] } },
  { name: 'renewalDeclined.noCard', mail: { kind: 'renewalDeclined', without: ['card', 'retryOn'] } },
  { name: 'expired.notRenewed', mail: { kind: 'expired', without: ['amount', 'invoiceNumber'] } },
  { name: 'disabled.notRenewed', mail: { kind: 'disabled', without: ['amount', 'invoiceNumber'] } },
  { name: 'trialEnded.stillWorks', mail: { kind: 'trialEnded', facts: { until: '2026-12-21' as Day } } },
  {
    name: 'ownershipTransferred.free',
    mail: {
      kind: 'ownershipTransferred',
      facts: { ...timeDidIt, seats: 1 },
      without: ['until', 'amount', 'unitPrice'],
    },
  },
  {
    name: 'ownershipTransferred.underControl',
    mail: { kind: 'ownershipTransferred', facts: { underControl: true } },
  },
  {
    name: 'requestApproved.alone',
    mail: {
      kind: 'requestApproved',
      facts: { seats: 1, people: ['Sanne de Vries'] },
      without: ['message', 'stillOpen'],
    },
  },
  { name: 'requestRejected.silent', mail: { kind: 'requestRejected', without: ['message', 'stillOpen'] } },
]

const kinds = Object.keys(factsOf) as readonly MailKind[]
const languages: readonly Language[] = ['en', 'nl']
const settings = { portalUrl: 'https://portal.example' }

interface Changes extends Partial<Omit<Mail, 'facts' | 'to'>> {
  readonly facts?: Partial<MailFacts>
  readonly without?: readonly (keyof MailFacts)[]
  readonly name?: string
}

function aMail(changes: Changes = {}): Mail {
  const { kind = 'cancelled', facts, without = [], name = 'Sanne de Vries', ...rest } = changes
  return {
    type: 'mail',
    id: 'mail:7d9ad2c4-5a5e-4f1c-8d3f-0a3d5ab7c001',
    tenantId: '11111111-1111-4111-8111-111111111111' as TenantId,
    schemaVersion: 1,
    kind,
    state: 'queued',
    to: { userId: 'u' as UserId, name, address: 'sanne@tulp.example' },
    language: 'en',
    subscriptionId:
      kind === 'cardExpires' ? null : ('22222222-2222-4222-8222-222222222222' as SubscriptionId),
    operationId: '7d9ad2c4-5a5e-4f1c-8d3f-0a3d5ab7c001' as OperationId,
    facts: leavingOut(without, {
      organisation: 'Tulp & Zonen B.V.',
      productName: 'Power BI Pro',
      targetProductName: 'Power BI Premium (standalone)',
      seats: 12,
      decidedBy: "Anna O'Neill",
      reason: 'movedToCentral',
      on: '2026-11-21' as Day,
      ...factsOf[kind],
      ...facts,
    }),
    traceparent: '',
    createdAt: '2026-11-21T12:00:00.000Z' as Instant,
    sentAt: null,
    refusedBecause: null,
    ...rest,
  }
}

function leavingOut(names: readonly string[], facts: MailFacts): MailFacts {
  const left = Object.entries(facts).filter(([name]) => !names.includes(name))
  return Object.fromEntries(left) as unknown as MailFacts
}

const hostile =
  '=HYPERLINK("http://x")\r\nBcc: all@tulp.example\0 <script>alert(1)</script><img src=x onerror=\'y\'>\u202egnp.\u2066'

describe.each(kinds)('B18 the mail %s', (kind) => {
  test.each(languages)('reads as agreed in %s', async (language) => {
    const { subject, text, html } = renderMail(aMail({ kind, language }), settings)
    await expect(`Subject: ${subject}\n\n${text}\n${html}`).toMatchFileSnapshot(
      `golden/${kind}.${language}.txt`,
    )
  })

  test.each(languages)('is harmless with hostile names in %s', async (language) => {
    const named = { organisation: hostile, productName: hostile, decidedBy: hostile, reason: hostile }
    const { card, people, askedBy, message } = factsOf[kind]
    const facts = {
      ...named,
      ...(card ? { card: hostile } : {}),
      ...(people ? { people: [hostile, hostile] } : {}),
      ...(askedBy ? { askedBy: hostile } : {}),
      ...(message ? { message: hostile } : {}),
    }
    const mail = renderMail(aMail({ kind, language, name: hostile, facts }), settings)
    await expect(`Subject: ${mail.subject}\n\n${mail.text}\n${mail.html}`).toMatchFileSnapshot(
      `golden/${kind}.${language}.hostile.txt`,
    )
  })
})

describe.each(otherwise)('B18 the mail $name', ({ name, mail }) => {
  test.each(languages)('reads as agreed in %s', async (language) => {
    const { subject, text } = renderMail(aMail({ ...mail, language }), settings)
    await expect(`Subject: ${subject}\n\n${text}`).toMatchFileSnapshot(`golden/${name}.${language}.txt`)
  })
})

test.each(languages)('B18 no mail in %s has a gap where a fact is missing', (language) => {
  for (const mail of [...kinds.map((kind) => ({ kind })), ...otherwise.map(({ mail }) => mail)]) {
    const { subject, text } = renderMail(aMail({ ...mail, language }), settings)
    expect(`${subject}\n${text}`).not.toMatch(/undefined|null|\(\)|\.\.| [.,;:]| {2}|: *\n(?!http)|\n{3}/)
  }
})

test('every kind is told at the same length in every language', () => {
  for (const kind of kinds) {
    const [en = '', nl = ''] = languages.map(
      (language) => renderMail(aMail({ kind, language }), settings).text,
    )
    expect(nl.split('\n')).toHaveLength(en.split('\n').length)
    expect(Math.abs(nl.length / en.length - 1)).toBeLessThan(0.25)
  }
})

test.each<[MailKind, string]>([
  ['renewalAnnounced', '/mine/22222222-2222-4222-8222-222222222222'],
  ['renewed', '/mine/22222222-2222-4222-8222-222222222222'],
  ['renewalDeclined', '/billing/invoices'],
  ['expired', '/billing/invoices'],
  ['disabled', '/billing/invoices'],
  ['deleted', '/mine/22222222-2222-4222-8222-222222222222'],
  ['trialEnded', '/mine/22222222-2222-4222-8222-222222222222'],
  ['cardExpires', '/billing/payment-methods'],
  ['ownershipTransferred', '/billing/payment-methods'],
  ['requestApproved', '/my-requests'],
  ['requestRejected', '/my-requests'],
  ['licenceGiven', '/'],
])('a mail %s leads to %s', (kind, page) => {
  expect(renderMail(aMail({ kind }), settings).text).toContain(`:\nhttps://portal.example${page}\n`)
})

test.each(['renewalDeclined', 'expired', 'disabled'] as const)(
  'a mail %s without an open invoice leads to the subscription',
  (kind) => {
    const { text } = renderMail(aMail({ kind, without: ['invoiceNumber'] }), settings)
    expect(text).toContain('https://portal.example/mine/22222222-2222-4222-8222-222222222222\n')
    expect(text).not.toContain('invoice')
  },
)

test('what nobody decided names nobody: not as who decided, and not as whom to ask', () => {
  const { text } = renderMail(aMail({ kind: 'expired' }), settings)
  expect(text).not.toMatch(/Decided by|Reason/)
  expect(text).toContain('Questions? The IT administrators of Tulp & Zonen B.V. can help you.')
})

test('R175 the mail says cancelled, geannuleerd, and never Deleted', () => {
  const moneyBack = { amount: money(4_550, 'EUR'), card: 'visa 4242' }
  for (const [kind, facts] of [
    ['cancelledByMove', {}],
    ['cancelled', {}],
    ['cancelled', moneyBack],
  ] as const) {
    const [en, nl] = languages.map((language) => renderMail(aMail({ kind, language, facts }), settings))
    expect(en?.subject).toBe('Your subscription to Power BI Pro was cancelled')
    expect(nl?.subject).toBe('Uw abonnement op Power BI Pro is geannuleerd')
    for (const mail of [en, nl]) expect(mail?.text).not.toMatch(/deleted|verwijderd/i)
  }
})

test('R067 a request to cancel links to the page on which its purchaser cancels, and carries no secret', () => {
  const { text, html } = renderMail(aMail({ kind: 'requestToCancel' }), settings)
  const link = 'https://portal.example/mine/22222222-2222-4222-8222-222222222222/cancel'
  expect(text).toContain(`${link}\n`)
  expect(html).toContain(`href="${link}"`)
})

test('B18 the mail tells the reason in the language of the reader', () => {
  expect(renderMail(aMail({ facts: { reason: 'unused' } }), settings).text).toContain('It is not used enough')
  expect(renderMail(aMail({ language: 'nl', facts: { reason: 'unused' } }), settings).text).toContain(
    'Het wordt te weinig gebruikt',
  )
})

test('B18 who decided themselves is not told to ask themselves', () => {
  const { text } = renderMail(aMail({ facts: { decidedBy: 'Sanne de Vries' } }), settings)
  expect(text).toContain('Questions? The IT administrators of Tulp & Zonen B.V. can help you.')
})

test('B18 a mail without names is still a sentence', () => {
  const { text } = renderMail(aMail({ name: '', facts: { organisation: '', decidedBy: '' } }), settings)
  expect(text).toMatch(/^Hello,\n/)
  expect(text).toContain('Questions? The IT administrators of your organisation can help you.')
  expect(renderMail(aMail({ kind: 'requestToCancel', facts: { decidedBy: '' } }), settings).text).toContain(
    'An administrator asks you',
  )
})

test('B18 a line for support is added where there is one', () => {
  const { text, html } = renderMail(aMail(), { ...settings, supportText: 'Call 020-1234 <day & night>.' })
  expect(text).toContain('Call 020-1234 <day & night>.')
  expect(html).toContain('Call 020-1234 &lt;day &amp; night&gt;.')
})

test('B18 no name can break out of the subject, the text or the HTML', () => {
  const piece = fc.constantFrom(
    ...'aé<>&"\'=;/🙂\0\r\n\t\u0085\u2028\u2029\u202e\u2066\u200b\ud800\udc00',
    '<b>',
    '</p>',
    '&lt;',
    '<!--',
    '\r\nBcc: x',
  )
  const anyText = fc.string({ unit: piece })
  // A name that is nothing but such characters leaves its line out: the letter keeps every line there.
  const anyName = anyText.map((text) => `x${text}`)
  const others = (text: string) => ({ people: [text, text], askedBy: text, message: text })
  const tagsOf = (html: string) => html.match(/<[^>]*>/g)
  fc.assert(
    fc.property(fc.constantFrom(...kinds), anyName, anyName, (kind, name, other) => {
      const plain = renderMail(
        aMail({ kind, facts: { ...others('x'), decidedBy: 'x', reason: 'x', productName: 'x', card: 'x' } }),
        settings,
      )
      const facts = {
        ...others(name),
        ...{ organisation: other, productName: name, decidedBy: other, reason: name, card: other },
      }
      const { subject, text, html } = renderMail(aMail({ kind, name, facts }), settings)
      expect(subject).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
      expect([...subject].length).toBeLessThanOrEqual(180)
      expect(text.split('\n')).toHaveLength(plain.text.split('\n').length)
      expect(tagsOf(html)).toEqual(tagsOf(plain.html))
    }),
  )
})

test('a name keeps its letters, accents, emoji and joiners', () => {
  for (const name of ['Zoë Müller-Łukasiewicz', 'Ömer Şahin', '👩‍💻 Ana', 'علی‌رضا', 'דנה'])
    expect(oneLine(name)).toBe(name)
  expect(oneLine('x'.repeat(500))).toBe(`${'x'.repeat(119)}…`)
})

test('B18 the Message-ID of a mail is its own, and the same whenever it is sent', () => {
  expect(messageIdOf(aMail(), 'seatwarden.example')).toBe(
    '<7d9ad2c4-5a5e-4f1c-8d3f-0a3d5ab7c001.11111111-1111-4111-8111-111111111111@seatwarden.example>',
  )
  const { tenantId } = aMail()
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (a, b) => {
      const [first, second] = [a, b].map((cause) =>
        messageIdOf({ id: `mail:${cause}`, tenantId }, 'x.example'),
      )
      expect(first).toMatch(/^<[A-Za-z0-9=-]+\.[0-9a-f-]+@x\.example>$/)
      expect(first === second).toBe(a === b)
    }),
  )
})
