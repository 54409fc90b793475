import { randomUUID } from 'node:crypto'
import { ServiceBusClient } from '@azure/service-bus'
import type { QueueName } from '#core/ports/messages.ts'

/** The ways in which a message can be beyond help. */
export const poisonKinds = {
  'not-json': 'bytes that are no JSON',
  'unknown-kind': 'work that nobody knows',
  'unknown-operation': 'an operation, a mail or an organisation that there is none of',
  'gone-tenant': 'an organisation that is not there any more',
} as const

export type PoisonKind = keyof typeof poisonKinds

export function isPoisonKind(text: string): text is PoisonKind {
  return Object.hasOwn(poisonKinds, text)
}

/** The kind of work of each queue, as functions/jobs.ts has it; a test compares the two. */
export const kindOfWork: ReadonlyMap<QueueName, string> = new Map([
  ['move-users', 'moveUsers'],
  ['cancel-with-email', 'cancel'],
  ['consolidate-subscriptions', 'consolidate'],
  ['send-email', 'mail'],
  ['export-users', 'exportUsers'],
  ['assign-users', 'assignUsers'],
  ['unassign-users', 'unassignUsers'],
  ['transfer-ownership', 'transferOwnership'],
  ['undo-operations', 'undo'],
  ['renew-subscriptions', 'due'],
  ['deliver-events', 'events'],
])

export const poisonQueues: readonly QueueName[] = [...kindOfWork.keys()]

/** Puts a bad message on the queue with the real client; resolves when the broker has it. */
export async function sendPoison(
  connectionString: string,
  kind: PoisonKind,
  { queue, tenantId }: { readonly queue: QueueName; readonly tenantId: string },
): Promise<{ readonly messageId: string }> {
  const client = new ServiceBusClient(connectionString, { retryOptions: { timeoutInMs: 10_000 } })
  const messageId = `poison:${randomUUID()}`
  try {
    await client.createSender(queue).sendMessages({
      messageId,
      contentType: 'application/json',
      body: bodyOf(kind, queue, tenantId),
    })
  } finally {
    await client.close()
  }
  return { messageId }
}

/** What messages name that are about no operation. */
const ofItsOwn: ReadonlyMap<QueueName, () => object> = new Map<QueueName, () => object>([
  ['send-email', () => ({ mailId: `mail:${randomUUID()}` })],
  ['deliver-events', () => ({ webhookId: randomUUID() })],
])

function bodyOf(kind: PoisonKind, queue: QueueName, tenantId: string): unknown {
  const operation = { operationId: randomUUID(), sequence: 0 }
  const work = {
    kind: kindOfWork.get(queue),
    tenantId,
    attempt: 0,
    ...(ofItsOwn.get(queue)?.() ?? operation),
  }
  switch (kind) {
    case 'not-json':
      // A Buffer goes out as it is; anything else the client would make JSON of.
      return Buffer.from('{ "kind": "moveUsers", ')
    case 'unknown-kind':
      return { ...work, kind: 'juggle' }
    case 'unknown-operation':
      // What is due is of an organisation, and of no operation.
      return queue === 'renew-subscriptions' ? { ...work, tenantId: randomUUID() } : work
    case 'gone-tenant':
      return { ...work, tenantId: randomUUID() }
  }
}
