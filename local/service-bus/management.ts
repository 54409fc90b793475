import * as amqp from './amqp-values.ts'
import { Arguments } from './arguments.ts'
import type { Entity } from './entity.ts'
import { type Message, messageState, stamp } from './message.ts'
import { type Changes, deadLetterReason, type Outcome } from './outcome.ts'
import { notImplemented, Refusal } from './refusal.ts'
import { type Request, readMessage, writeMessage, writeReply } from './sections.ts'
import type { Sessions } from './sessions.ts'

interface Call {
  readonly entity: Entity
  readonly args: Arguments
  /** The receiver on whose behalf the client asks. */
  readonly linkName: string | undefined
}

interface Answer {
  readonly status: number
  readonly body: amqp.Raw
}

const done: Answer = { status: 200, body: amqp.map([]) }

/** https://learn.microsoft.com/azure/service-bus-messaging/service-bus-amqp-request-response */
const operations: Readonly<Record<string, (call: Call) => Answer>> = {
  'com.microsoft:renew-lock': renewLocks,
  'com.microsoft:peek-message': peekMessages,
  'com.microsoft:schedule-message': scheduleMessages,
  'com.microsoft:cancel-scheduled-message': cancelScheduled,
  'com.microsoft:receive-by-sequence-number': receiveDeferred,
  'com.microsoft:update-disposition': updateDisposition,
  'com.microsoft:renew-session-lock': renewSessionLock,
  'com.microsoft:set-session-state': setSessionState,
  'com.microsoft:get-session-state': getSessionState,
}

const knownProperties = new Set([
  'operation',
  'associated-link-name',
  'com.microsoft:tracking-id',
  'com.microsoft:server-timeout',
])

/** Answers one request to `<entity>/$management`. */
export function answerManagement(entity: Entity, request: Request): Buffer {
  try {
    const { status, body } = perform(entity, request)
    return writeReply(request, replyProperties(status, 'OK', undefined), body)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const properties = replyProperties(statusOf(error.condition), error.message, error.condition)
    return writeReply(request, properties, amqp.nil)
  }
}

function perform(entity: Entity, request: Request): Answer {
  const { operation, 'associated-link-name': linkName } = request.properties
  const run = operations[String(operation)]
  if (!run) throw notImplemented(`the management operation ${operation}`)
  for (const name of Object.keys(request.properties))
    if (!knownProperties.has(name)) throw notImplemented(`the request property ${name}`)
  const args = new Arguments(request.body, String(operation))
  return run({ entity, args, linkName: linkName == null ? undefined : String(linkName) })
}

function renewLocks({ entity, args }: Call): Answer {
  const tokens = args.uuids('lock-tokens')
  args.close()
  const until = tokens.map((token) => amqp.longBytes(entity.renewLock(token)))
  return answer('expirations', amqp.array(amqp.arrayOf.timestamp, until))
}

function peekMessages({ entity, args }: Call): Answer {
  const from = args.integer('from-sequence-number')
  const count = args.integer('message-count')
  const sessionId = args.optionalText('session-id')
  const omitBody = args.flag('omit-message-body')
  args.close()
  const messages: amqp.Raw[] = []
  for (const message of entity.peek(from, sessionId)) {
    if (messages.length === count) break
    const bytes = writeMessage(message.content, { ...stamp(message), lockedUntil: undefined }, { omitBody })
    messages.push(amqp.map([amqp.string('message'), amqp.binary(bytes)]))
  }
  return messages.length === 0 ? { status: 204, body: amqp.nil } : answer('messages', amqp.list(messages))
}

function scheduleMessages({ entity, args }: Call): Answer {
  const arrivals = args.maps('messages').map((message) => {
    const arrival = readMessage(message.binary('message'))
    // The same as in the message itself, told once more for brokers that do not look inside.
    for (const repeated of ['message-id', 'session-id', 'partition-key']) message.ignore(repeated)
    message.close()
    return arrival
  })
  args.close()
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
  const bytes = writeMessage(message.content, { ...stamp(message), state: messageState.deferred })
  return amqp.map([
    ...[amqp.string('message'), amqp.binary(bytes)],
    ...[amqp.string('lock-token'), amqp.uuid(Buffer.from(token, 'hex'))],
  ])
}

function updateDisposition({ entity, args, linkName }: Call): Answer {
  const tokens = args.uuids('lock-tokens')
  const outcome = readStatus(args)
  const sessionId = args.optionalText('session-id')
  args.close()
  if (sessionId !== undefined) sessionsOf(entity).requireLock(sessionId, linkName)
  for (const token of tokens) entity.settle(token, outcome)
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

function replyProperties(status: number, description: string, condition: string | undefined): amqp.Raw[] {
  const properties = [
    ...[amqp.string('statusCode'), amqp.int(status)],
    ...[amqp.string('statusDescription'), amqp.string(description)],
  ]
  if (condition) properties.push(amqp.string('errorCondition'), amqp.symbol(condition))
  return properties
}

function statusOf(condition: string): number {
  switch (condition) {
    case 'com.microsoft:message-not-found':
      return 404
    case 'com.microsoft:message-lock-lost':
    case 'com.microsoft:session-lock-lost':
      return 410
    case 'amqp:not-implemented':
      return 501
    default:
      return 400
  }
}
