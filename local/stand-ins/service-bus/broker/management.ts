import { Arguments } from '../amqp/arguments.ts'
import { notImplemented, Refusal } from '../amqp/refusal.ts'
import { type Request, textOf, writeReply } from '../amqp/request.ts'
import * as amqp from '../amqp/values.ts'
import type { Entity } from './entity.ts'
import { type Answer, operations } from './operations.ts'

const knownProperties = new Set([
  'operation',
  'type',
  'name',
  'locales',
  'associated-link-name',
  'com.microsoft:tracking-id',
  'com.microsoft:server-timeout',
])

/** What some clients call the kind of thing that they manage. */
const entityManagement = 'entity-mgmt'

/** Answers one request to `<entity>/$management`. */
export function answerManagement(entity: Entity, request: Request): Buffer {
  try {
    const { status, body } = perform(entity, request)
    return writeReply(request, { status, description: 'OK' }, body)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { condition, message: description } = error
    return writeReply(request, { status: statusOf(condition), description, condition }, amqp.nil)
  }
}

function perform(entity: Entity, request: Request): Answer {
  const { operation, type = entityManagement, properties } = request
  if (type !== entityManagement) throw notImplemented(`the management of ${type}`)
  const run = operations.get(operation ?? '')
  if (!run) throw notImplemented(`the management operation ${operation}`)
  for (const name of properties.keys())
    if (!knownProperties.has(name)) throw notImplemented(`the request property ${name}`)
  const args = new Arguments(request.body, `${operation}`)
  return run({ entity, args, linkName: textOf(properties, 'associated-link-name') })
}

function statusOf(condition: string): number {
  switch (condition) {
    case 'com.microsoft:message-not-found':
      return 404
    case 'com.microsoft:message-lock-lost':
    case 'com.microsoft:session-lock-lost':
      return 410
    case 'amqp:link:message-size-exceeded':
    case 'amqp:resource-limit-exceeded':
      return 403
    case 'amqp:internal-error':
      return 500
    case 'amqp:not-implemented':
      return 501
    default:
      return 400
  }
}
