import type { QueueName } from '#core/ports/messages.ts'
import queues from './queues.json' with { type: 'json' }

const declared = queues.UserConfig.Namespaces.flatMap(({ Queues }) => Queues)

/** Every queue that whoever deploys makes. */
export const queueNames: readonly QueueName[] = declared.map(({ Name }) => Name)

/** After so many deliveries a message is a dead letter: the same for all queues. */
export const maxDeliveryCount = Math.min(...declared.map(({ Properties }) => Properties.MaxDeliveryCount))
