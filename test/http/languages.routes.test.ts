import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Document } from '#core/documents.ts'
import { documentId } from '#core/kernel/document-ids.ts'
import type { Mail } from '#core/mail/mail.ts'
import { renderMail } from '#core/mail/render.ts'
import { globalAdmin, type Person, simulatedApp, tenantId } from '../support/simulated/app.ts'
import type { Asked } from '../support/simulated/ask.ts'

/** What users read, in the language that they ask for; a mail in that of its reader. English where it is neither. */

let at: ReturnType<typeof simulatedApp>
let anna: Person
let gaia: Person
let subscription: { readonly id: string }
beforeEach(async () => {
  at = simulatedApp()
  await at.open()
  anna = await at.person('Anna', { user: { language: 'nl' } })
  gaia = await at.person('Gaia', { roles: [globalAdmin] })
  const card = await anna.ask('billing-payment-methods-create', { body: { type: 'card', token: 'tok_ok' } })
  const order = { productId: 'CFQ7TTC0H9MP', channel: 'selfService', totalLicenses: 1 }
  const body = { ...order, paymentMethodId: card.body['id'] }
  const bought = await anna.ask('purchasing-buy', { body, repeat: randomUUID() })
  subscription = { id: String(bought.body['id']) }
})

type Question = Omit<Asked, 'token'>
const unknown = { id: '00000000-0000-4000-8000-000000000000' }

/** One of each kind of refusal, from the first check of a request to the last. */
const refusals: [string, number, string, () => Question, (() => Person)?][] = [
  ['an unknown version', 400, 'subscriptions-list', () => ({ query: { 'api-version': '2020-01-01' } })],
  ['an unknown parameter', 400, 'subscriptions-list', () => ({ query: { colour: 'red' } })],
  ['a body that is none', 400, 'purchasing-quote', () => ({ body: { totalLicenses: 'many' } })],
  ['a role that is not enough', 403, 'seats-licenses-export', () => ({ body: {} })],
  ['what is not there', 404, 'subscriptions-get', () => ({ params: unknown })],
  [
    'what is in other hands',
    409,
    'seats-assign',
    () => ({ params: subscription, body: { userIds: [anna.userId] } }),
    () => gaia,
  ],
  [
    'an old ETag',
    412,
    'purchasing-change',
    () => ({ params: subscription, body: { totalLicenses: 2 }, headers: { 'if-match': '"old"' } }),
  ],
  ['no ETag', 428, 'purchasing-change', () => ({ params: subscription, body: { totalLicenses: 2 } })],
  [
    'what is not offered',
    422,
    'purchasing-buy',
    () => ({ body: { productId: 'CFQ7TTC0H9MP', channel: 'signUp' } }),
  ],
]

describe('R177 a refusal is told in Dutch or English, and in English to whoever asks for neither:', () => {
  test.each(refusals)('%s', async (...[_, status, route, question, who = () => anna]) => {
    const told = async (language: string) => {
      const asked = question()
      const headers = { ...asked.headers, 'accept-language': language }
      const answer = await who().ask(route, { ...asked, headers })
      expect(answer.status).toBe(status)
      const { message, details = [] } = answer.body.error as { message: string; details?: object[] }
      return { message, details, language: answer.headers['content-language'] }
    }
    const [english, dutch] = [await told('en-GB'), await told('nl-NL')]
    expect([english.language, dutch.language]).toEqual(['en', 'nl'])
    expect(dutch.message).not.toBe(english.message)
    for (const [at, detail] of dutch.details.entries()) expect(detail).not.toEqual(english.details[at])
    for (const other of ['fr', '*', '', 'no language']) expect(await told(other)).toEqual(english)
  })
})

test('R177 names and notes of our own data are told the same way', async () => {
  for (const route of ['catalogue-reference-countries', 'subscriptions-cancellation-reasons']) {
    const told = async (language: string) =>
      JSON.stringify((await anna.ask(route, { headers: { 'accept-language': language } })).body)
    expect(await told('nl')).not.toBe(await told('en'))
    expect(await told('fr')).toBe(await told('en'))
  }
})

describe('R177 a mail is written', () => {
  const askedToCancel = async () => {
    const answer = await gaia.ask('take-over-request-cancellation', { params: subscription, body: {} })
    expect(answer.status).toBe(202)
    const [mail] = at.all<Mail & Document>('mail').filter(({ kind }) => kind === 'requestToCancel')
    if (!mail) throw new Error('There is no mail.')
    return { mail, html: renderMail(mail, { portalUrl: 'https://portal.example' }).html }
  }
  const languageOfAnna = (language: 'en' | 'nl') =>
    at.services.documents.commit(tenantId, [
      { kind: 'patch', id: documentId.user(anna.userId), set: { language } },
    ])

  test('in the language of its reader', async () => {
    expect((await askedToCancel()).html).toContain('<html lang="nl">')
  })

  test('in English to who reads that', async () => {
    await languageOfAnna('en')
    expect((await askedToCancel()).html).toContain('<html lang="en">')
  })

  test('in English, and not sent, where its reader is not known any more', async () => {
    await at.services.documents.commit(tenantId, [{ kind: 'delete', id: documentId.user(anna.userId) }])
    const { mail, html } = await askedToCancel()
    expect(mail).toMatchObject({ language: 'en', state: 'refused' })
    expect(html).toContain('<html lang="en">')
  })
})
