import { randomUUID } from 'node:crypto'
import type { Changes } from './outcome.ts'
import { notImplemented, Refusal } from './refusal.ts'
import { decode } from './rhea.ts'
import * as amqp from './values.ts'

/** What the producer sent, as bytes; header and annotations of the broker are written anew at each delivery. */
export interface Content {
  /** Keys and values by turns, without those the broker owns. */
  readonly annotations: Buffer
  /** The whole section. */
  readonly properties: Buffer
  /** Keys and values by turns. */
  readonly applicationProperties: Buffer
  /** Body sections and footer. */
  readonly body: Buffer
}

export interface Arrival {
  readonly content: Content
  readonly messageId: string
  readonly sessionId: string | undefined
  readonly ttlMs: number | undefined
  readonly dueAt: number | undefined
}

export const section = {
  header: 0x70,
  deliveryAnnotations: 0x71,
  messageAnnotations: 0x72,
  properties: 0x73,
  applicationProperties: 0x74,
  data: 0x75,
  value: 0x77,
  footer: 0x78,
} as const

const dueTimeKey = 'x-opt-scheduled-enqueue-time'
const keptAnnotations = new Set([dueTimeKey, 'x-opt-partition-key'])

/** A received message may be sent on as it is: what the last broker wrote into it is dropped. */
const brokerAnnotations = new Set([
  'x-opt-sequence-number',
  'x-opt-enqueued-time',
  'x-opt-locked-until',
  'x-opt-message-state',
  'x-opt-enqueue-sequence-number',
  'x-opt-deadletter-source',
])

/** Splits a message into sections. A missing message id is added: the client's lock renewer cannot do without. */
export function readMessage(bytes: Buffer): Arrival {
  let header: amqp.Raw | undefined
  let properties: amqp.Raw | undefined
  let annotations: amqp.Raw[] = []
  let applicationProperties: amqp.Raw[] = []
  const body: amqp.Raw[] = []
  for (const { code, whole, value } of sectionsOf(bytes)) {
    if (code === section.header) header = value
    else if (code === section.messageAnnotations) annotations = amqp.elements(value)
    else if (code === section.properties) properties = value
    else if (code === section.applicationProperties) applicationProperties = amqp.elements(value)
    else if (code >= section.data && code <= section.footer) body.push(whole)
    else if (code === section.deliveryAnnotations) throw notImplemented('delivery annotations')
    else throw notImplemented(`the message section 0x${code.toString(16)}`)
  }
  const fields = properties === undefined ? [] : amqp.elements(properties)
  if (amqp.isNil(fields[0])) fields[0] = amqp.string(randomUUID().replaceAll('-', ''))
  const kept = keepAnnotations(annotations)
  return {
    content: {
      annotations: Buffer.concat(kept.raw),
      properties: amqp.described(section.properties, amqp.list(fields)),
      applicationProperties: Buffer.concat(applicationProperties),
      body: Buffer.concat(body),
    },
    messageId: identity(fields[0]),
    sessionId: amqp.text(fields[10]),
    ttlMs: readTtl(header),
    dueAt: kept.dueAt,
  }
}

/** The messages inside a batch envelope, one data section each. */
export function readBatch(bytes: Buffer): Buffer[] {
  const messages: Buffer[] = []
  for (const { code, value } of sectionsOf(bytes))
    if (code === section.data) messages.push(binaryContent(value))
  return messages
}

export interface Stamp {
  readonly ttlMs: number | undefined
  readonly deliveryCount: number
  readonly sequence: number
  readonly enqueuedAt: number
  readonly lockedUntil: number | undefined
  readonly state: number
}

/** The bytes of a delivery: our header and annotations before the producer's own sections. */
export function writeMessage(content: Content, stamp: Stamp, options = { omitBody: false }): Buffer {
  const ttl = stamp.ttlMs === undefined || stamp.ttlMs > 0xffffffff ? amqp.nil : amqp.uint(stamp.ttlMs)
  const header = amqp.list([amqp.boolean(true), amqp.nil, ttl, amqp.nil, amqp.uint(stamp.deliveryCount)])
  const annotations = [
    ...amqp.split(content.annotations),
    ...[amqp.symbol('x-opt-sequence-number'), amqp.long(stamp.sequence)],
    ...[amqp.symbol('x-opt-enqueue-sequence-number'), amqp.long(0)],
    ...[amqp.symbol('x-opt-enqueued-time'), amqp.timestamp(stamp.enqueuedAt)],
    ...[amqp.symbol('x-opt-message-state'), amqp.int(stamp.state)],
  ]
  if (stamp.lockedUntil !== undefined)
    annotations.push(amqp.symbol('x-opt-locked-until'), amqp.timestamp(stamp.lockedUntil))
  const parts = [
    amqp.described(section.header, header),
    amqp.described(section.messageAnnotations, amqp.map(annotations)),
    content.properties,
  ]
  if (content.applicationProperties.length > 0)
    parts.push(
      amqp.described(section.applicationProperties, amqp.map(amqp.split(content.applicationProperties))),
    )
  if (!options.omitBody) parts.push(content.body)
  return Buffer.concat(parts)
}

/** Sets application properties and leaves all others byte for byte. */
export function changeProperties(content: Content, changes: Changes): Content {
  if (changes.length === 0) return content
  const replaced = new Set(changes.map(({ key }) => key))
  const pairs = amqp.split(content.applicationProperties)
  const kept: amqp.Raw[] = []
  for (let i = 0; i + 1 < pairs.length; i += 2) {
    const [key, value] = [pairs[i], pairs[i + 1]]
    if (key && value && !replaced.has(amqp.text(key) ?? '')) kept.push(key, value)
  }
  for (const { key, value } of changes) kept.push(amqp.string(key), value)
  return { ...content, applicationProperties: Buffer.concat(kept) }
}

/** The bytes that a binary value holds. */
export function binaryContent(value: amqp.Raw): Buffer {
  if (value[0] === 0xa0) return value.subarray(2)
  if (value[0] === 0xb0) return value.subarray(5)
  throw new Refusal('amqp:decode-error', 'Expected a binary value.')
}

/** Descriptor, whole section and its value, one by one. */
export function* sectionsOf(bytes: Buffer) {
  for (const whole of amqp.split(bytes)) {
    const valueAt = amqp.valueEnd(whole, 1)
    const code = Number(whole[0] === 0 ? decode(whole.subarray(1, valueAt)) : Number.NaN)
    if (Number.isNaN(code)) throw notImplemented('message sections with symbolic descriptors')
    yield { code, whole, value: whole.subarray(valueAt) }
  }
}

function keepAnnotations(pairs: readonly amqp.Raw[]): { raw: amqp.Raw[]; dueAt: number | undefined } {
  const raw: amqp.Raw[] = []
  let dueAt: number | undefined
  for (let i = 0; i + 1 < pairs.length; i += 2) {
    const [key, value] = [pairs[i], pairs[i + 1]]
    const name = amqp.text(key) ?? ''
    if (!key || !value || amqp.isNil(value) || brokerAnnotations.has(name)) continue
    if (/^(x-opt-|com\.microsoft:)/.test(name) && !keptAnnotations.has(name))
      throw notImplemented(`the message annotation ${name}`)
    if (name === dueTimeKey) dueAt = Number(decode(value))
    raw.push(key, value)
  }
  return { raw, dueAt }
}

function readTtl(header: amqp.Raw | undefined): number | undefined {
  const [, priority, ttl] = header === undefined ? [] : amqp.elements(header)
  if (priority && !amqp.isNil(priority) && decode(priority) !== 4)
    throw notImplemented('the priority of messages')
  return ttl && !amqp.isNil(ttl) ? Number(decode(ttl)) : undefined
}

function identity(raw: amqp.Raw | undefined): string {
  return amqp.text(raw) ?? `${raw?.toString('hex')}`
}
