import { expect, test } from 'vitest'
import { newMail } from '#core/mail/compose.ts'
import { Unavailable } from '#core/ports/failures.ts'
import type { Mailer } from '#core/ports/mailer.ts'
import { takeMessage } from '#functions/jobs/take-message.ts'
import { anActive, aUser, early } from '../support/builders.ts'
import { listening } from '../support/listening.ts'
import { simulatedServices } from '../support/simulated/services.ts'

const said = '550 <inge@windmolen.example> Inge Hallström is unknown'

/** What is told and logged of a mail with which a mail server does that. */
async function mailed(send: Mailer['send']) {
  const { services: base } = simulatedServices({ mailer: { send } })
  const heard = listening()
  const logged: string[] = []
  const services = {
    ...heard.told.ports(base),
    log: (...line: unknown[]) => void logged.push(JSON.stringify(line)),
  }
  const mail = newMail({
    kind: 'cancelledByMove',
    cause: 'operation-1',
    subscription: anActive(),
    purchaser: aUser({ displayName: 'Inge Hallström', mail: 'inge@windmolen.example' }),
    organisation: 'Windmolen Advies',
    productName: 'Power BI Pro',
    targetProductName: null,
    seats: 1,
    decidedBy: 'Vera Zandstra',
    reason: '',
    operationId: null,
    traceparent: '',
    at: early,
  })
  await services.documents.commit(mail.tenantId, [{ kind: 'create', document: mail }])
  const body = { kind: 'mail', tenantId: mail.tenantId, mailId: mail.id, attempt: 0 }
  await takeMessage(services, 'send-email', {
    body,
    deliveryCount: 1,
    hostTrace: undefined,
    sentTrace: undefined,
  })
  const everything = `${await heard.everything()}${logged.join('')}`
  expect(everything).not.toMatch(/Inge|Hallström|[Ww]indmolen|Vera/)
  return {
    outcome: heard.span('mail').attributes['seatwarden.outcome'],
    metrics: await heard.metrics(),
    logged,
  }
}

test.each([
  ['sent', async () => ({ sent: true }) as const],
  ['refused', async () => ({ refused: said })],
  [
    'unavailable',
    async () => {
      throw new Unavailable('The mail server did not take the mail: EENVELOPE 450')
    },
  ],
] as const)('a mail that was %s is counted as that, and nobody is told whose it was', async (word, send) => {
  const { outcome, metrics } = await mailed(send)
  expect(outcome).toBe(word)
  expect(metrics).toContainEqual({ name: 'seatwarden.mails', value: 1, attributes: { outcome: word } })
})

test('of what the server says only its code is logged', async () => {
  expect((await mailed(async () => ({ refused: said }))).logged).toEqual([
    expect.stringContaining('A mail was refused (550).'),
  ])
  expect((await mailed(async () => ({ sent: true, copyRefused: said }))).logged).toEqual([
    expect.stringContaining('The copy of a mail was refused (550).'),
  ])
})
