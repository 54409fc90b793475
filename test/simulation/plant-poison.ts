import type { Json } from '#core/kernel/json.ts'
import type { MessageBody, QueueName } from '#core/ports/messages.ts'
import { guid } from '../support/builders.ts'
import { operationsOf } from './aftermath.ts'
import type { Chance } from './chance.ts'
import type { Cloud } from './cloud.ts'
import { count, type Tally } from './faults.ts'
import { home, neighbour } from './known-ids.ts'
import type { WorkerPool } from './worker-pool.ts'

/** Puts a few messages on the queues that no retry can mend; some name what is at work right now. */
export function plantPoison(cloud: Cloud, chance: Chance, tally: Tally, pool: WorkerPool): void {
  const times = chance.whole(1, 3)
  for (let number = 1; number <= times; number += 1) {
    cloud.timeline.after(chance.whole(0, 200), () => {
      const { queue, body } = poisonFrom(cloud, chance)
      pool.poison.add(queue, body)
      count(tally, 'poison')
      // Anybody may have put it there, so it is no body of ours.
      return cloud.calm.messages
        .send(queue, { id: `poison:${number}`, body: body as MessageBody })
        .then(() => pool.wake())
    })
  }
}

function poisonFrom(cloud: Cloud, chance: Chance): { queue: QueueName; body: Json } {
  const [running] = operationsOf(cloud).filter(({ tenantId }) => tenantId === home)
  const [right, wrong] =
    running?.kind === 'cancel'
      ? (['cancel-with-email', 'move-users'] as const)
      : (['move-users', 'cancel-with-email'] as const)
  const operationId = running?.id ?? guid<string>(8, 1)
  const kind = right === 'move-users' ? 'moveUsers' : 'cancel'
  const job = { kind, tenantId: home, operationId, sequence: 0, attempt: 0 }
  return chance.pick<{ queue: QueueName; body: Json }>([
    { queue: right, body: { ...job, tenantId: neighbour } },
    { queue: right, body: { ...job, operationId: guid<string>(8, 2) } },
    { queue: right, body: { ...job, sequence: 'soon' } },
    { queue: wrong, body: job },
    // Well formed, and about something else than the queue carries.
    { queue: wrong, body: { ...job, kind: kind === 'cancel' ? 'moveUsers' : 'cancel' } },
    { queue: 'send-email', body: { kind: 'mail', tenantId: home, mailId: 'mail:unknown', attempt: 0 } },
    { queue: 'send-email', body: { ...job } },
    { queue: right, body: { text: 'hello' } },
    { queue: 'renew-subscriptions', body: { kind: 'due', tenantId: guid<string>(8, 3) } },
    { queue: 'renew-subscriptions', body: { ...job } },
  ])
}
