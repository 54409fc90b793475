import { describe } from 'vitest'
import { openServiceBus } from '#infra/messages/open-service-bus.ts'
import queues from '#infra/messages/queues.json' with { type: 'json' }
import { serviceBusDeadLetters } from '#infra/messages/service-bus-dead-letters.ts'
import { serviceBusMessages } from '#infra/messages/service-bus-messages.ts'
import { durationMs } from '#local/stand-ins/service-bus/broker/config.ts'
import type { Bus } from '../contract/messages/bus.ts'
import { promisesOfDeadLetters } from '../contract/messages/dead-letters-suite.ts'
import { promisesOfMessages } from '../contract/messages/suite.ts'
import { requireGuest } from './guest.ts'
import { endpointsNamedIn } from './named.ts'

describe('messages', () => {
  promisesOfMessages('that are sent', open)
  promisesOfDeadLetters('that are dead letters', open, 300_000)
})

const [lockDuration = ''] = queues.UserConfig.Namespaces.flatMap(({ Queues }) => Queues).map(
  ({ Properties }) => Properties.LockDuration,
)

async function open(): Promise<Bus> {
  const { messages: named } = endpointsNamedIn(process.env)
  if (!named) throw new Error('No endpoint for messages is named.')
  const { queuePrefix } = requireGuest()
  const options = { ...named, queuePrefix }
  const client = await openServiceBus(options)
  const messages = serviceBusMessages(options)
  const deadLetters = serviceBusDeadLetters(options)
  return {
    messages,
    deadLetters,
    client,
    queuePrefix,
    lockDurationMs: durationMs(lockDuration) ?? 0,
    // A message has a way to go, and the broker a clock of its own.
    patienceMs: named.isEmulator ? 1_000 : 3_000,
    clockSkewMs: named.isEmulator ? 500 : 2_000,
    async close() {
      await Promise.all([client.close(), messages.close(), deadLetters.close()])
    },
  }
}
