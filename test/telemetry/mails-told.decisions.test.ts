import { expect, test } from 'vitest'
import { Unavailable } from '#core/ports/failures.ts'
import type { Mailer } from '#core/ports/mailer.ts'
import { toldPorts } from '#infra/telemetry/told-ports.ts'
import { listening } from '../support/listening.ts'
import { simulatedServices } from '../support/simulated/services.ts'

type Answer = Awaited<ReturnType<Mailer['send']>>

const answers: [string, Answer | Unavailable][] = [
  ['sent', { sent: true }],
  ['sent', { sent: true, copyRefused: '550 unknown' }],
  ['refused', { refused: '550 unknown' }],
  ['postponed', { postponed: '452 4.5.127 too many' }],
  ['unavailable', new Unavailable('away')],
]

test.each(answers)('a mail is counted as %s', async (outcome, answer) => {
  const heard = listening()
  const send = async () => {
    if (answer instanceof Unavailable) throw answer
    return answer
  }
  const { services } = simulatedServices({ mailer: { send } })
  const { mailer } = toldPorts(services, heard.told.telemetry)
  await mailer.send({} as Parameters<Mailer['send']>[0]).catch(() => {})
  expect(await heard.metrics()).toEqual([{ name: 'seatwarden.mails', value: 1, attributes: { outcome } }])
})
