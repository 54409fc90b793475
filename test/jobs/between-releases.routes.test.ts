import { expect, test } from 'vitest'
import type { KeptAnswer } from '#core/idempotency/kept-answer.ts'
import type { OperationId, WebhookId } from '#core/kernel/ids.ts'
import type { MessageBody } from '#core/ports/messages.ts'
import { wakeUpForDue } from '#functions/billing/due-message.ts'
import { wakeUp } from '#functions/jobs/message.ts'
import { jobs } from '#functions/jobs.ts'
import { wakeUpForMail } from '#functions/mail/message.ts'
import { wakeUpForWebhook } from '#functions/webhooks/message.ts'
import { simulatedApp, tenantId } from '../support/simulated/app.ts'

/**
 * What is under way while one release takes the other's place. These texts are what the first release sends and keeps:
 * they never change, and a queue that is added adds its own. docs/decisions/022-documents-between-releases.md says what
 * to do instead.
 */

const operationId = '22222222-2222-4222-8222-222222222222' as OperationId
const webhookId = '33333333-3333-4333-8333-333333333333' as WebhookId
const ofOperation = (kind: string) => ({ kind, tenantId, operationId, sequence: 7, attempt: 2 })
const bodies: Readonly<Record<string, MessageBody>> = {
  'move-users': ofOperation('moveUsers'),
  'cancel-with-email': ofOperation('cancel'),
  'consolidate-subscriptions': ofOperation('consolidate'),
  'export-users': ofOperation('exportUsers'),
  'assign-users': ofOperation('assignUsers'),
  'unassign-users': ofOperation('unassignUsers'),
  'undo-operations': ofOperation('undo'),
  'transfer-ownership': ofOperation('transferOwnership'),
  'send-email': { kind: 'mail', tenantId, mailId: 'mail:x', attempt: 2 },
  'renew-subscriptions': { kind: 'due', tenantId },
  'deliver-events': { kind: 'events', tenantId, webhookId },
}

test('there is such a message for every queue', () => {
  expect(Object.keys(bodies).sort()).toEqual([...jobs.queues].sort())
})

test.each(Object.entries(bodies))(
  'a message in %s from another release is understood, also with a field that nobody knows here',
  async (queue, body) => {
    const { services } = simulatedApp()
    for (const more of [{}, { addedLater: 'x' }]) {
      const explained = jobs.of(queue).explain(services, queue, { ...body, ...more })
      // It gets as far as looking for what the message names.
      await expect(explained).rejects.toThrow(/^No (?:tenant|mail|webhook) .+ is known/)
    }
    const { kind: _, ...without } = body
    await expect(jobs.of(queue).explain(services, queue, without)).rejects.toThrow('Expected "kind"')
  },
)

test('what is sent here another release understands', async () => {
  const { services, messages } = simulatedApp()
  const kinds = ['moveUsers', 'cancel', 'consolidate', 'exportUsers', 'assignUsers', 'unassignUsers']
  for (const kind of [...kinds, 'undo', 'transferOwnership'])
    await wakeUp(services, { id: operationId, tenantId, kind, sequence: 7 }, { attempt: 2 })
  await wakeUpForMail(services, { tenantId, mailId: 'mail:x' }, { attempt: 2 })
  await wakeUpForDue(services, tenantId, 'now')
  await wakeUpForWebhook(services, { tenantId, webhookId }, 'now')
  const sent = messages.pending().map(({ queue, message }) => [queue, message.body] as const)
  expect(Object.fromEntries(sent)).toEqual(bodies)
  // A copy of the other release is known by its id, and dropped.
  const ids = messages.pending().map(({ queue, message }) => [queue, message.id] as const)
  const ofStep = `${tenantId}:${operationId}:7:2`
  expect(Object.fromEntries(ids)).toEqual({
    'move-users': ofStep,
    'cancel-with-email': ofStep,
    'consolidate-subscriptions': ofStep,
    'export-users': ofStep,
    'assign-users': ofStep,
    'unassign-users': ofStep,
    'undo-operations': ofStep,
    'transfer-ownership': ofStep,
    'send-email': `${tenantId}:mail:x:2`,
    'renew-subscriptions': `${tenantId}:due:now`,
    'deliver-events': `${tenantId}:${webhookId}:now`,
  })
})

test('a POST that is repeated after a change of release finds the answer that was kept before', async () => {
  const at = simulatedApp()
  await at.open()
  const anna = await at.person('Anna')
  const repeat = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff'
  const asked = { body: { type: 'card', token: 'tok_ok' }, repeat }
  expect((await anna.ask('billing-payment-methods-create', asked)).status).toBe(201)
  expect(at.all<KeptAnswer>('keptAnswer')).toMatchObject([
    {
      id: 'answer:3aaa50e4-8ba3-8887-8bc6-8b3c29a05c91',
      bodyHash: '9e5c826a-5d64-88c9-b009-6ce1b99da12c',
    },
  ])
})
