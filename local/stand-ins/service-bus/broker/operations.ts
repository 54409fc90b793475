import type { Arguments } from '../amqp/arguments.ts'
import { maxMessageBytes } from '../amqp/link.ts'
import { type Changes, deadLetterReason, type Outcome } from '../amqp/outcome.ts'
import { notImplemented, Refusal } from '../amqp/refusal.ts'
import { readMessage, writeMessage } from '../amqp/sections.ts'
import * as amqp from '../amqp/values.ts'
import type { Entity } from './entity.ts'
import { checkBatch, tooLarge } from './limits.ts'
import { type Message, messageState, stamp } from './message.ts'
import type { Sessions } from './sessions.ts'

export interface Call {
  readonly entity: Entity
  readonly args: Arguments
  /** The receiver on whose behalf the client asks. */
  readonly linkName: string | undefined
}

export interface Answer {
  readonly status: number
  readonly body: amqp.Raw
}

const done: Answer = { status: 200, body: amqp.map([]) }

/** https://learn.microsoft.com/azure/service-bus-messaging/service-bus-amqp-request-response */
export const operations: ReadonlyMap<string, (call: Call) => Answer> = new Map([
  ['com.microsoft:renew-lock', renewLocks],
  ['com.microsoft:peek-message', peekMessages],
  ['com.microsoft:schedule-message', scheduleMessages],
  ['com.microsoft:cancel-scheduled-message', cancelScheduled],
  ['com.microsoft:receive-by-sequence-number', receiveDeferred],
  ['com.microsoft:update-disposition', updateDisposition],
  ['com.microsoft:renew-session-lock', renewSessionLock],
  ['com.microsoft:set-session-state', setSessionState],
  ['com.microsoft:get-session-state', getSessionState],
])

function renewLocks({ entity, args }: Call): Answer {
  const tokens = args.uuids('lock-tokens')
  args.close()
  const until = tokens.map((token) => amqp.longBytes(entity.renewLock(token)))
  return answer('expirations', amqp.array(amqp.arrayOf.timestamp, until))
}

/** As many as Service Bus gives at once; fewer when they would be more than one message may have. */
const peekMax = 250

function peekMessages({ entity, args }: Call): Answer {
  const from = args.integer('from-sequence-number')
  const count = args.integer('message-count')
  const sessionId = args.optionalText('session-id')
  const omitBody = args.flag('omit-message-body')
  args.close()
  const messages: amqp.Raw[] = []
  let size = 0
  for (const message of entity.peek(from, sessionId)) {
    if (messages.length >= Math.min(count, peekMax)) break
    const bytes = writeMessage(message.content, { ...stamp(message), lockedUntil: undefined }, { omitBody })
    size += bytes.length
    if (size > maxMessageBytes && messages.length > 0) break
    messages.push(amqp.map([amqp.string('message'), amqp.binary(bytes)]))
  }
  return messages.length === 0 ? { status: 204, body: amqp.nil } : answer('messages', amqp.list(messages))
}

function scheduleMessages({ entity, args }: Call): Answer {
  const arrivals = args.maps('messages').map((message) => {
    const bytes = message.binary('message')
    if (bytes.length > maxMessageBytes) throw tooLarge(0, bytes.length)
    const arrival = readMessage(bytes)
    // The same as in the message itself, told once more for brokers that do not look inside.
    for (const repeated of ['message-id', 'session-id', 'partition-key']) message.ignore(repeated)
    message.close()
    return arrival
  })
  args.close()
  checkBatch(arrivals)
  const sequences = entity.accept(arrivals).map(amqp.longBytes)
  return answer('sequence-numbers', amqp.array(amqp.arrayOf.long, sequences))
}

function cancelScheduled({ entity, args }: Call): Answer {
  const sequences = args.longs('sequence-numbers')
  args.close()
  entity.cancelScheduled(sequences)
  return done
}

function receiveDeferred({ entity, args, linkName }: Call): Answer {
  const sequences = args.longs('sequence-numbers')
  const deletes = args.integer('receiver-settle-mode') === 0
  const sessionId = args.optionalText('session-id')
  args.close()
  const taken = entity.takeDeferred(sequences, { deletes, sessionId, linkName })
  return answer('messages', amqp.list(taken.map(({ message, token }) => deferredEntry(message, token))))
}

function deferredEntry(message: Message, token: string): amqp.Raw {
  const lockToken = Buffer.from(token, 'hex')
  const bytes = writeMessage(
    message.content,
    { ...stamp(message), state: messageState.deferred },
    { lockToken },
  )
  return amqp.map([
    ...[amqp.string('message'), amqp.binary(bytes)],
    ...[amqp.string('lock-token'), amqp.uuid(lockToken)],
  ])
}

function updateDisposition({ entity, args, linkName }: Call): Answer {
  const tokens = args.uuids('lock-tokens')
  const outcome = readStatus(args)
  const sessionId = args.optionalText('session-id')
  args.close()
  if (sessionId !== undefined) sessionsOf(entity).requireLock(sessionId, linkName)
  for (const token of tokens) entity.settle(token, outcome, sessionId)
  return done
}

function readStatus(args: Arguments): Outcome {
  const status = args.text('disposition-status')
  const changes = args.changes('properties-to-modify')
  const reason = args.optionalText('deadletter-reason')
  const description = args.optionalText('deadletter-description')
  switch (status) {
    case 'completed':
      return { kind: 'complete' }
    case 'abandoned':
      return { kind: 'abandon', changes }
    case 'defered': // Spelled like this on the wire.
      return { kind: 'defer', changes }
    case 'suspended':
      return { kind: 'deadLetter', changes: [...changes, ...given(reason, description)] }
    default:
      throw notImplemented(`the disposition status ${status}`)
  }
}

function given(reason: string | undefined, description: string | undefined): Changes {
  const both = deadLetterReason(reason ?? '', description ?? '')
  return both.filter((_, index) => [reason, description][index] !== undefined)
}

function renewSessionLock({ entity, args, linkName }: Call): Answer {
  const sessionId = args.text('session-id')
  args.close()
  return answer('expiration', amqp.timestamp(sessionsOf(entity).renew(sessionId, linkName)))
}

function setSessionState({ entity, args, linkName }: Call): Answer {
  const sessionId = args.text('session-id')
  const state = args.optionalBinary('session-state')
  args.close()
  if (state && state.length > maxMessageBytes) throw tooLarge(0, state.length)
  const sessions = sessionsOf(entity)
  sessions.requireLock(sessionId, linkName)
  sessions.setState(sessionId, state)
  return done
}

function getSessionState({ entity, args, linkName }: Call): Answer {
  const sessionId = args.text('session-id')
  args.close()
  const sessions = sessionsOf(entity)
  sessions.requireLock(sessionId, linkName)
  const state = sessions.state(sessionId)
  return answer('session-state', state ? amqp.binary(state) : amqp.nil)
}

function sessionsOf(entity: Entity): Sessions {
  if (entity.sessions) return entity.sessions
  throw new Refusal('amqp:not-allowed', `The entity '${entity.path}' has no sessions.`)
}

function answer(key: string, value: amqp.Raw): Answer {
  return { status: 200, body: amqp.map([amqp.string(key), value]) }
}
