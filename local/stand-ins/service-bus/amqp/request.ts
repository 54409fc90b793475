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

/** The answer to a request; `properties` are keys and values by turns. */
export function writeReply(request: Request, properties: readonly amqp.Raw[], body: amqp.Raw): Buffer {
  const correlated = [amqp.nil, amqp.nil, amqp.nil, amqp.nil, amqp.nil, request.messageId]
  return Buffer.concat([
    amqp.described(descriptor.properties, amqp.list(correlated)),
    amqp.described(descriptor.applicationProperties, amqp.map(properties)),
    amqp.described(descriptor.value, body),
  ])
}
