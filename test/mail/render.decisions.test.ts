import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { OperationId, SubscriptionId, TenantId, UserId } from '#core/kernel/ids.ts'
import type { Language } from '#core/kernel/language.ts'
import type { Day, Instant } from '#core/kernel/time.ts'
import type { Mail, MailKind } from '#core/mail/mail.ts'
import { messageIdOf, renderMail } from '#core/mail/render.ts'
import { oneLine } from '#core/mail/sanitize.ts'

const kinds: readonly MailKind[] = ['cancelledByMove', 'cancelled', 'requestToCancel']
const languages: readonly Language[] = ['en', 'nl']
const settings = { portalUrl: 'https://portal.example' }

interface Changes extends Partial<Omit<Mail, 'facts' | 'to'>> {
  readonly facts?: Partial<Mail['facts']>
  readonly name?: string
}

function aMail({ facts, name = 'Sanne de Vries', ...rest }: Changes = {}): Mail {
  return {
    type: 'mail',
    id: 'mail:7d9ad2c4-5a5e-4f1c-8d3f-0a3d5ab7c001',
    tenantId: '11111111-1111-4111-8111-111111111111' as TenantId,
    schemaVersion: 1,
    kind: 'cancelled',
    state: 'queued',
    to: { userId: 'u' as UserId, name, address: 'sanne@tulp.example' },
    language: 'en',
    subscriptionId: '22222222-2222-4222-8222-222222222222' as SubscriptionId,
    operationId: '7d9ad2c4-5a5e-4f1c-8d3f-0a3d5ab7c001' as OperationId,
    facts: {
      organisation: 'Tulp & Zonen B.V.',
      productName: 'Power BI Pro',
      targetProductName: 'Power BI Premium (standalone)',
      seats: 12,
      decidedBy: "Anna O'Neill",
      reason: 'movedToCentral',
      on: '2026-11-21' as Day,
      ...facts,
    },
    traceparent: '',
    createdAt: '2026-11-21T12:00:00.000Z' as Instant,
    sentAt: null,
    refusedBecause: null,
    ...rest,
  }
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
    const facts = { organisation: hostile, productName: hostile, decidedBy: hostile, reason: hostile }
    const mail = renderMail(aMail({ kind, language, name: hostile, facts }), settings)
    await expect(`Subject: ${mail.subject}\n\n${mail.text}\n${mail.html}`).toMatchFileSnapshot(
      `golden/${kind}.${language}.hostile.txt`,
    )
  })
})

test('R175 the mail says cancelled, geannuleerd, and never Deleted', () => {
  for (const kind of ['cancelledByMove', 'cancelled'] as const) {
    const [en, nl] = languages.map((language) => renderMail(aMail({ kind, language }), settings))
    expect(en?.subject).toBe('Your subscription to Power BI Pro was cancelled')
    expect(nl?.subject).toBe('Uw abonnement op Power BI Pro is geannuleerd')
    for (const mail of [en, nl]) expect(mail?.text).not.toMatch(/deleted|verwijderd/i)
  }
})

test('R067 a request to cancel links to the subscription and carries no secret', () => {
  const { text, html } = renderMail(aMail({ kind: 'requestToCancel' }), settings)
  const link = 'https://portal.example/subscriptions/22222222-2222-4222-8222-222222222222'
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
  // What is empty is left out, in the same mail with plain names too.
  const plainly = (text: string) => (oneLine(text) === '' ? '' : 'plain')
  const tagsOf = (html: string) => html.match(/<[^>]*>/g)
  fc.assert(
    fc.property(anyText, anyText, (name, other) => {
      const facts = { organisation: other, productName: name, decidedBy: other, reason: name }
      const { subject, text, html } = renderMail(aMail({ name, facts }), settings)
      const [plainName, plainOther] = [plainly(name), plainly(other)]
      const plain = renderMail(
        aMail({
          name: plainName,
          facts: {
            organisation: plainOther,
            productName: plainName,
            // Who decided themselves is told something else.
            decidedBy: oneLine(name) === oneLine(other) ? plainOther : plainOther && 'another',
            reason: plainName,
          },
        }),
        settings,
      )
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
