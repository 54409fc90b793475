import { expect, test } from 'vitest'
import { anOrganisation, mailbox, mailsTo, operator } from '../support/clients/journey.ts'
import {
  assign,
  buy,
  buyCentrally,
  cancel,
  ended,
  move,
  type Operation,
  read,
  said,
  signUp,
  takeControl,
} from '../support/clients/journey-verbs.ts'
import { putOnQueue } from '../support/clients/queue-message.ts'
import { storedDocuments } from '../support/clients/stored-documents.ts'
import { eventually } from '../support/clients/system.ts'

interface SentMail {
  readonly id: string
  readonly text: string
  readonly html: string
  readonly subject: string
  readonly messageId: string
  readonly traceparent: string
  readonly status: string
  readonly language: string
  readonly sentDateTime?: string
}

async function opsMails(query: string): Promise<readonly SentMail[]> {
  return (await operator.get<{ value: SentMail[] }>(`/ops/mail?${query}`)).body.value
}

/** The one mail of an operation, once it is marked as sent: that comes a moment after the mail itself. */
function sentMail({ id }: Operation): Promise<SentMail> {
  return eventually(async () => {
    const [mail, ...others] = await opsMails(`operationId=${id}`)
    if (others.length > 0) throw new Error('There are several mails for one operation.')
    return mail?.status === 'sent' && mail
  })
}

test('R072 R175 R177 B18: the mail of a move, in English: what, when, why, who decided, what becomes of the licences', async () => {
  const { globalAdmin, purchaser, members } = await anOrganisation()
  const bought = await buy(purchaser)
  await assign(purchaser, bought, members.slice(0, 3))
  await takeControl(globalAdmin, bought)
  const central = await buyCentrally(globalAdmin)
  const operation = await ended(globalAdmin, await move(globalAdmin, bought, central))

  const [mail] = await mailsTo(purchaser.address)

  expect(mail?.subject).toBe('Your subscription to Power BI Pro was cancelled')
  for (const part of [
    'Hello Inge Hallström,',
    'Windmolen Advies B.V. now manages its users centrally',
    'Decided by: Vera Zandstra',
    'Licences in use: 3',
    'goes on with one of Power BI Pro',
    'Vera Zandstra or the IT administrators of Windmolen Advies B.V. can help you',
    `/mine/${bought.id}`,
  ]) {
    expect(mail?.text).toContain(part)
  }
  expect(mail?.html).toContain('<html lang="en">')
  expect(mail?.headers).toMatchObject({ 'content-language': 'en', 'auto-submitted': 'auto-generated' })
  const known = await sentMail(operation)
  expect(known).toMatchObject({ messageId: mail?.messageId, subject: mail?.subject, language: 'en' })
  expect(known.text.trimEnd()).toBe(mail?.text.trimEnd())
  expect(mail?.headers['traceparent']).toBe(known.traceparent)
  expect((await read(purchaser, bought)).status).toBe('Deleted')
})

test('R085 R175 R177 B18: the mail of a cancel, in Dutch: geannuleerd, while the status is Deleted', async () => {
  const { globalAdmin, purchaser } = await anOrganisation({ purchaser: { language: 'nl' } })
  const bought = await takeControl(globalAdmin, await buy(purchaser))
  await ended(globalAdmin, await cancel(globalAdmin, bought, { reason: 'tooExpensive' }))

  const [mail] = await mailsTo(purchaser.address)

  expect(mail?.subject).toBe('Uw abonnement op Power BI Pro is geannuleerd')
  for (const part of ['Hallo Inge Hallström,', 'Besloten door: Vera Zandstra', 'Reden:', 'Geannuleerd op:']) {
    expect(mail?.text).toContain(part)
  }
  expect(mail?.html).toContain('<html lang="nl">')
  expect(mail?.headers['content-language']).toBe('nl')
  expect((await read(purchaser, bought)).status).toBe('Deleted')
})

test('B18: names that hold markup and formulas harm nobody who reads the mail; a line break is refused', async () => {
  const evil = 'Inge <img src=x onerror=alert(1)> Bcc: everyone@windmolen.example'
  const { globalAdmin, purchaser, add } = await anOrganisation({
    displayName: '=HYPERLINK("https://evil.example") & <script>alert(2)</script> X-Evil: 1',
    purchaser: { displayName: evil, mail: 'inge@evil-names.example' },
  })
  await expect(add({ displayName: 'Inge\r\nBcc: everyone@windmolen.example' })).rejects.toThrow('one line')
  const bought = await takeControl(globalAdmin, await buy(purchaser))
  await ended(globalAdmin, await cancel(globalAdmin, bought))

  const [mail] = await mailsTo(purchaser.address)

  expect(mail?.to).toEqual([purchaser.address])
  expect(Object.keys(mail?.headers ?? {})).not.toContain('x-evil')
  expect(Object.keys(mail?.headers ?? {})).not.toContain('bcc')
  expect(mail?.html).not.toContain('<img')
  expect(mail?.html).not.toContain('<script')
  expect(mail?.html).toContain('&lt;img src=x onerror=alert(1)&gt;')
  expect(mail?.text).toContain('Hello Inge <img src=x onerror=alert(1)> Bcc: everyone@windmolen.example,')
  expect(await mailbox({ to: 'everyone@windmolen.example' })).toEqual([])
})

test('R072 R085: messages that come twice, late or for what is long done send no second mail and change nothing', async () => {
  const { globalAdmin, purchaser, id } = await anOrganisation()
  const bought = await takeControl(globalAdmin, await buy(purchaser))
  const central = await buyCentrally(globalAdmin)
  const operation = await ended(globalAdmin, await move(globalAdmin, bought, central))
  await mailsTo(purchaser.address)
  const mail = await sentMail(operation)
  const before = await storedDocuments(id)
  const tenantId = id
  for (const sequence of [0, 1, 5]) {
    const wakeUp = { kind: 'moveUsers', tenantId, operationId: operation.id, sequence, attempt: 0 }
    await putOnQueue('move-users', wakeUp)
  }
  for (const attempt of [0, 1]) {
    await putOnQueue('send-email', { kind: 'mail', tenantId, mailId: mail.id, attempt })
  }
  // Something that comes after them on the same queues, so that they have had their turn.
  const other = await takeControl(globalAdmin, await buy(purchaser))
  await ended(globalAdmin, await move(globalAdmin, other, central))
  await mailsTo(purchaser.address, 2)

  const idsBefore = new Set(before.map((document) => document.id))
  const after = (await storedDocuments(id)).filter((document) => idsBefore.has(document.id))
  // What comes after them is invoiced and counted too.
  const counted = ['invoiceCounter', 'spend', 'operationCounts', 'finishedOperations']
  const untouched = ({ id, type }: { id: string; type: string }) =>
    id !== central.id && !counted.includes(type)
  expect(after.filter(untouched)).toEqual(before.filter(untouched))
  expect(await opsMails(`operationId=${operation.id}`)).toHaveLength(1)
})

test('R061 R067 R097: asked to cancel, the purchaser gets one mail with a link, and nothing else changes', async () => {
  const { globalAdmin, purchaser, members } = await anOrganisation()
  const bought = await buy(purchaser)
  const before = await read(globalAdmin, bought)

  const answer = await globalAdmin.post<{ to: string }>(`subscriptions/${bought.id}/requestCancellation`)

  expect(answer.status).toBe(202)
  expect(answer.body.to).toBe(purchaser.address)
  const [mail] = await mailsTo(purchaser.address)
  expect(mail?.subject).toBe('Please cancel your subscription to Power BI Pro')
  expect(mail?.text).toContain(`/mine/${bought.id}/cancel\n`)
  expect(mail?.text).toContain('Nothing has changed yet')
  expect(mail?.text).not.toMatch(/[?&](token|code|key|sig)=/i)
  expect(await read(globalAdmin, bought)).toEqual(before)

  // The link is for the purchaser: signed in as them the subscription is there and can be cancelled.
  expect(said(await members[0].get(`subscriptions/${bought.id}`))).toBe('404 NotFound')
  expect((await read(globalAdmin, bought)).actions).not.toContain('cancel')
  expect((await read(purchaser, bought)).actions).toContain('cancel')
  await ended(purchaser, await cancel(purchaser, bought))
  expect(said(await globalAdmin.post(`subscriptions/${bought.id}/requestCancellation`))).toBe(
    '409 SubscriptionDeleted',
  )
})

test('R061 R067: it is for administrators, about what somebody bought for themselves', async () => {
  const { globalAdmin, purchaser, members } = await anOrganisation({ purchaser: { language: 'nl' } })
  const bought = await buy(purchaser)
  const ask = (person: typeof purchaser, id: string) => person.post(`subscriptions/${id}/requestCancellation`)
  expect(said(await ask(members[0], bought.id))).toBe('403 Forbidden')
  expect(said(await ask(purchaser, bought.id))).toBe('403 Forbidden')
  expect(said(await ask(globalAdmin, (await buyCentrally(globalAdmin)).id))).toBe('409 NotSelfService')
  expect(said(await ask(globalAdmin, (await signUp(purchaser)).id))).toBe('409 NotSelfService')
  const elsewhere = await anOrganisation()
  expect(said(await ask(elsewhere.globalAdmin, bought.id))).toBe('404 NotFound')

  expect((await ask(globalAdmin, bought.id)).status).toBe(202)
  const [mail] = await mailsTo(purchaser.address)
  expect(mail?.subject).toBe('Verzoek om uw abonnement op Power BI Pro te annuleren')
})
