import { randomUUID } from 'node:crypto'
import { anything, composite } from './composite.ts'
import { descriptor } from './descriptors.ts'
import type { Changes } from './outcome.ts'
import { notImplemented, Refusal } from './refusal.ts'
import { isNil, readBinary, readBoolean, readText, readTimestamp, readUbyte, readUint } from './scalars.ts'
import { listItems, mapItems, readDescribed, split, textMap } from './slices.ts'
import * as amqp from './values.ts'
import { checkValues } from './well-formed.ts'

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
  readonly partitionKey: string | undefined
  readonly replyToSessionId: string | undefined
  readonly ttlMs: number | undefined
  readonly dueAt: number | undefined
}

const messageHeader = composite(
  'header',
  {
    durable: readBoolean,
    priority: readUbyte,
    ttl: readUint,
    firstAcquirer: readBoolean,
    deliveryCount: readUint,
  },
  [],
)

export const messageProperties = composite(
  'properties',
  {
    messageId: readId,
    userId: readBinary,
    to: readText,
    subject: readText,
    replyTo: readText,
    correlationId: readId,
    contentType: readText,
    contentEncoding: readText,
    absoluteExpiryTime: readTimestamp,
    creationTime: readTimestamp,
    groupId: readText,
    groupSequence: readUint,
    replyToGroupId: readText,
  },
  [],
)

const lockTokenKey = 'x-opt-lock-token'
const dueTimeKey = 'x-opt-scheduled-enqueue-time'
const partitionKeyKey = 'x-opt-partition-key'
const keptAnnotations = new Set([dueTimeKey, partitionKeyKey])

/** A received message may be sent on as it is: what the last broker wrote into it is dropped. */
const brokerAnnotations = new Set([
  'x-opt-sequence-number',
  'x-opt-enqueued-time',
  'x-opt-locked-until',
  'x-opt-message-state',
  'x-opt-enqueue-sequence-number',
  'x-opt-deadletter-source',
])

/** The end of the year 9999, which .NET means by "never". */
const latestDueAt = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** Splits a message into sections. A missing message id is added: the client's lock renewer cannot do without. */
export function readMessage(bytes: Buffer): Arrival {
  let ttlMs: number | undefined
  let properties = amqp.nil
  let annotations: amqp.Raw[] = []
  let applicationProperties: amqp.Raw[] = []
  const body: amqp.Raw[] = []
  for (const { code, whole, value } of sectionsOf(bytes)) {
    if (code === descriptor.header) ttlMs = readTtl(value)
    else if (code === descriptor.messageAnnotations) annotations = mapItems(value)
    else if (code === descriptor.properties) properties = value
    else if (code === descriptor.applicationProperties) applicationProperties = mapItems(value)
    else if (code >= descriptor.data && code <= descriptor.footer) body.push(whole)
    else if (code === descriptor.deliveryAnnotations) refuseDeliveryAnnotations(value)
    else throw notImplemented(`the message section 0x${code.toString(16)}`)
  }
  const { groupId, replyToGroupId } = messageProperties.read(properties)
  const fields = listItems(properties)
  if (isNil(fields[0])) fields[0] = amqp.string(randomUUID().replaceAll('-', ''))
  const kept = keepAnnotations(annotations)
  return {
    content: {
      annotations: Buffer.concat(kept.raw),
      properties: amqp.described(descriptor.properties, amqp.list(fields)),
      applicationProperties: Buffer.concat(applicationProperties),
      body: Buffer.concat(body),
    },
    messageId: identity(fields[0]),
    sessionId: groupId,
    partitionKey: kept.partitionKey,
    replyToSessionId: replyToGroupId,
    ttlMs,
    dueAt: kept.dueAt,
  }
}

/** The messages inside a batch envelope, one data section each. */
export function readBatch(bytes: Buffer): Buffer[] {
  const messages: Buffer[] = []
  for (const { code, value } of sectionsOf(bytes)) {
    if (code !== descriptor.data) continue
    const message = readBinary(value)
    if (!message) throw new Refusal('amqp:decode-error', 'A data section must be a binary value.')
    messages.push(message)
  }
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

export interface WriteOptions {
  readonly omitBody?: boolean
  /** In messages that come without a delivery, whose tag would say it. */
  readonly lockToken?: Buffer
}

/** The bytes of a delivery: our header and annotations before the producer's own sections. */
export function writeMessage(content: Content, stamp: Stamp, options: WriteOptions = {}): Buffer {
  const ttl = stamp.ttlMs === undefined || stamp.ttlMs > 0xffffffff ? amqp.nil : amqp.uint(stamp.ttlMs)
  const header = amqp.list([amqp.boolean(true), amqp.nil, ttl, amqp.nil, amqp.uint(stamp.deliveryCount)])
  const annotations = [
    ...split(content.annotations),
    ...[amqp.symbol('x-opt-sequence-number'), amqp.long(stamp.sequence)],
    ...[amqp.symbol('x-opt-enqueue-sequence-number'), amqp.long(0)],
    ...[amqp.symbol('x-opt-enqueued-time'), amqp.timestamp(stamp.enqueuedAt)],
    ...[amqp.symbol('x-opt-message-state'), amqp.int(stamp.state)],
  ]
  if (stamp.lockedUntil !== undefined)
    annotations.push(amqp.symbol('x-opt-locked-until'), amqp.timestamp(stamp.lockedUntil))
  const parts = [amqp.described(descriptor.header, header)]
  if (options.lockToken) {
    const token = [amqp.symbol(lockTokenKey), amqp.uuid(options.lockToken)]
    parts.push(amqp.described(descriptor.deliveryAnnotations, amqp.map(token)))
  }
  parts.push(amqp.described(descriptor.messageAnnotations, amqp.map(annotations)), content.properties)
  if (content.applicationProperties.length > 0) {
    const pairs = split(content.applicationProperties)
    parts.push(amqp.described(descriptor.applicationProperties, amqp.map(pairs)))
  }
  if (!options.omitBody) parts.push(content.body)
  return Buffer.concat(parts)
}

/** Sets application properties and leaves all others byte for byte. */
export function changeProperties(content: Content, changes: Changes): Content {
  if (changes.length === 0) return content
  const replaced = new Set(changes.map(({ key }) => key))
  const pairs = split(content.applicationProperties)
  const kept: amqp.Raw[] = []
  for (let i = 0; i + 1 < pairs.length; i += 2) {
    const [key, value] = [pairs[i], pairs[i + 1]]
    if (key && value && !replaced.has(readText(key) ?? '')) kept.push(key, value)
  }
  for (const { key, value } of changes) kept.push(amqp.string(key), value)
  return { ...content, applicationProperties: Buffer.concat(kept) }
}

/** The type, the whole section and its value, one by one. Nothing malformed gets further than here. */
export function* sectionsOf(bytes: Buffer) {
  checkValues(bytes)
  for (const whole of split(bytes)) {
    const section = readDescribed(whole)
    if (!section) throw new Refusal('amqp:decode-error', 'A message consists of sections.')
    yield { code: section.code, whole, value: section.value }
  }
}

interface KeptAnnotations {
  readonly raw: readonly amqp.Raw[]
  readonly dueAt: number | undefined
  readonly partitionKey: string | undefined
}

function keepAnnotations(pairs: readonly amqp.Raw[]): KeptAnnotations {
  const raw: amqp.Raw[] = []
  let dueAt: number | undefined
  let partitionKey: string | undefined
  for (let i = 0; i + 1 < pairs.length; i += 2) {
    const [key, value] = [pairs[i], pairs[i + 1]]
    const name = (key && readText(key)) ?? ''
    if (!key || !value || isNil(value) || brokerAnnotations.has(name)) continue
    if (/^(x-opt-|com\.microsoft:)/.test(name) && !keptAnnotations.has(name))
      throw notImplemented(`the message annotation ${name}`)
    if (name === dueTimeKey) dueAt = readDueTime(value)
    else if (name === partitionKeyKey) partitionKey = readText(value)
    raw.push(key, value)
  }
  return { raw, dueAt, partitionKey }
}

/** They are for us; the one that we write ourselves may come back. */
function refuseDeliveryAnnotations(value: amqp.Raw): void {
  for (const name of textMap(value).keys())
    if (name !== lockTokenKey) throw notImplemented(`delivery annotations (${name})`)
}

function readDueTime(value: amqp.Raw): number {
  const at = readTimestamp(value)
  if (at === undefined || at > latestDueAt)
    throw new Refusal('amqp:invalid-field', `${dueTimeKey} must be a time before the year 10000.`)
  return at
}

function readTtl(section: amqp.Raw): number | undefined {
  const { priority = 4, ttl } = messageHeader.read(section)
  if (priority !== 4) throw notImplemented('the priority of messages')
  return ttl
}

function readId(raw: amqp.Raw): amqp.Raw | undefined {
  const isId =
    readText(raw) !== undefined || readBinary(raw) || [0x44, 0x53, 0x80, 0x98].includes(raw[0] ?? 0)
  return isId ? anything(raw) : undefined
}

function identity(raw: amqp.Raw | undefined): string {
  return (raw && readText(raw)) ?? `${raw?.toString('hex')}`
}
