import { decode } from './rhea.ts'
import { section, sectionsOf } from './sections.ts'
import * as amqp from './values.ts'

export interface Request {
  readonly properties: Readonly<Record<string, unknown>>
  /** Kept as bytes: the answer's correlation id must have the same type. */
  readonly messageId: amqp.Raw
  readonly replyTo: string | undefined
  readonly body: amqp.Raw | undefined
}

/** A request to `$cbs` or `$management`. */
export function readRequest(bytes: Buffer): Request {
  let fields: amqp.Raw[] = []
  let properties: Readonly<Record<string, unknown>> = {}
  let body: amqp.Raw | undefined
  for (const { code, value } of sectionsOf(bytes)) {
    if (code === section.properties) fields = amqp.elements(value)
    else if (code === section.applicationProperties) properties = decode(value) as typeof properties
    else if (code === section.value) body = value
  }
  return { properties, messageId: fields[0] ?? amqp.nil, replyTo: amqp.text(fields[4]), body }
}

/** The answer to a request; `properties` are keys and values by turns. */
export function writeReply(request: Request, properties: readonly amqp.Raw[], body: amqp.Raw): Buffer {
  const correlated = [amqp.nil, amqp.nil, amqp.nil, amqp.nil, amqp.nil, request.messageId]
  return Buffer.concat([
    amqp.described(section.properties, amqp.list(correlated)),
    amqp.described(section.applicationProperties, amqp.map(properties)),
    amqp.described(section.value, body),
  ])
}
