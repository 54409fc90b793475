import { descriptor } from './descriptors.ts'
import { readText } from './scalars.ts'
import { messageProperties, sectionsOf } from './sections.ts'
import { textMap } from './slices.ts'
import * as amqp from './values.ts'

export interface Request {
  readonly operation: string | undefined
  readonly type: string | undefined
  readonly properties: ReadonlyMap<string, amqp.Raw>
  /** Kept as bytes: the answer's correlation id must have the same type. */
  readonly messageId: amqp.Raw
  readonly replyTo: string | undefined
  readonly body: amqp.Raw | undefined
}

/** A request to `$cbs` or `$management`. */
export function readRequest(bytes: Buffer): Request {
  let fields: ReturnType<typeof messageProperties.read> | undefined
  let properties: ReadonlyMap<string, amqp.Raw> = new Map()
  let body: amqp.Raw | undefined
  for (const { code, value } of sectionsOf(bytes)) {
    if (code === descriptor.properties) fields = messageProperties.read(value)
    else if (code === descriptor.applicationProperties) properties = textMap(value)
    else if (code === descriptor.value) body = value
  }
  return {
    operation: textOf(properties, 'operation'),
    type: textOf(properties, 'type'),
    properties,
    messageId: fields?.messageId ?? amqp.nil,
    replyTo: fields?.replyTo,
    body,
  }
}

export function textOf(properties: ReadonlyMap<string, amqp.Raw>, name: string): string | undefined {
  const raw = properties.get(name)
  return raw && readText(raw)
}

export interface Status {
  readonly status: number
  readonly description: string
  readonly condition?: string
}

/** The answer to a request. Its status goes by two names, because clients look for either. */
export function writeReply(request: Request, status: Status, body: amqp.Raw): Buffer {
  const correlated = [amqp.nil, amqp.nil, amqp.nil, amqp.nil, amqp.nil, request.messageId]
  const properties = [
    ...[amqp.string('statusCode'), amqp.int(status.status)],
    ...[amqp.string('status-code'), amqp.int(status.status)],
    ...[amqp.string('statusDescription'), amqp.string(status.description)],
    ...[amqp.string('status-description'), amqp.string(status.description)],
  ]
  if (status.condition) {
    properties.push(amqp.string('errorCondition'), amqp.symbol(status.condition))
    properties.push(amqp.string('error-condition'), amqp.symbol(status.condition))
  }
  return Buffer.concat([
    amqp.described(descriptor.properties, amqp.list(correlated)),
    amqp.described(descriptor.applicationProperties, amqp.map(properties)),
    amqp.described(descriptor.value, body),
  ])
}
