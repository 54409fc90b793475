import { expect, test } from 'vitest'
import { documentId } from '#core/kernel/document-ids.ts'
import type { UserId } from '#core/kernel/ids.ts'
import type { Mail } from '#core/mail/mail.ts'
import { refuseSeatChange } from '#core/subscriptions/standing.ts'
import type { Call } from '#functions/door.ts'
import { opsDeadLettersResubmit } from '#functions/http/ops-dead-letters-resubmit.ts'
import { answerAgain } from '#functions/repeats.ts'
import { nudge } from '#functions/workers/job-messages.ts'
import { sendEmail } from '#functions/workers/send-email.ts'
import { anActive, anOperation, guid, tenantId } from '../support/builders.ts'
import { simulatedWorld } from '../support/simulated-world.ts'

test('B14 B16 a resubmit that is repeated puts one copy on the queue and answers the same', async () => {
  const cloud = simulatedWorld()
  await nudge(cloud.world, anOperation())
  for (let times = 0; times < 5; times += 1) {
    const delivery = cloud.messages.takeNext('move-users')
    if (delivery) cloud.messages.abandon(delivery)
  }
  const [letter] = await cloud.world.deadLetters.list('move-users', 1)
  const repeat = { id: 'repeat:1', bodyHash: 'same' }
  const caller = { tenantId: tenantId(9), userId: guid<UserId>(2, 9), claims: { name: 'Olga' } }
  const body = { queue: 'move-users', sequenceNumber: letter?.sequenceNumber }
  const first = await opsDeadLettersResubmit.handle({
    world: cloud.world,
    caller,
    body,
    repeat,
  } as Call as never)
  const again = await answerAgain(cloud.world, caller.tenantId, repeat)
  expect(first).toMatchObject({ status: 200, body: { messageId: 'resubmit:repeat:1' } })
  expect(again).toMatchObject({ status: 200, body: { messageId: 'resubmit:repeat:1' } })
})

test('B16 a mail that can never be sent is failed at its last delivery, so that no sweep tries it again', async () => {
  const cloud = simulatedWorld()
  const mail = { ...aMail, kind: 'no such kind' } as unknown as Mail
  await cloud.world.documents.commit(mail.tenantId, [{ kind: 'create', document: mail }])
  const body = { kind: 'mail', tenantId: mail.tenantId, mailId: mail.id, attempt: 0 }
  const state = () => cloud.documents.peek<Mail>(mail.tenantId, mail.id)?.state
  // Each delivery comes after the claim of the one before.
  const other = { ...cloud.world, settings: { ...cloud.world.settings, workSliceMs: -1 } }
  await expect(sendEmail.handle(cloud.world, { ...body, kind: 'x' }, 5)).rejects.toThrow('kind of work')
  await expect(sendEmail.handle(failing(other), body, 1)).rejects.toThrow('a mistake of ours')
  expect(state()).toBe('queued')
  await expect(sendEmail.handle(failing(other), body, 5)).rejects.toThrow('a mistake of ours')
  expect(state()).toBe('failed')
})

test('R002 nobody but the person who signed up uses a sign-up, whoever asks', () => {
  const signUp = anActive({ channel: 'signUp' })
  for (const as of ['admin', 'purchaser'] as const) {
    expect(refuseSeatChange(signUp, as)).toMatchObject({ refused: 'SingleUserSubscription' })
  }
})

const aMail: Mail = {
  type: 'mail',
  id: documentId.mail('one'),
  tenantId: tenantId(1),
  schemaVersion: 1,
  kind: 'cancelled',
  state: 'queued',
  to: { userId: guid<UserId>(2, 1), name: 'Bea', address: 'bea@example.com' },
  language: 'en',
  subscriptionId: anActive().id,
  operationId: null,
  facts: {
    organisation: 'Tulp',
    productName: 'Visio',
    targetProductName: null,
    seats: 1,
    decidedBy: 'Anna',
    reason: 'other',
    on: '2026-11-21' as Mail['facts']['on'],
  },
  traceparent: '',
  createdAt: '2026-11-21T10:00:00.000Z' as Mail['createdAt'],
  sentAt: null,
  refusedBecause: null,
  claimedUntil: null,
}

function failing<W extends object>(world: W): W {
  return {
    ...world,
    clock: {
      now: () => {
        throw new Error('a mistake of ours')
      },
    },
  }
}
