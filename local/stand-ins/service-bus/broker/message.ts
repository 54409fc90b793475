import { randomUUID } from 'node:crypto'
import type { Content, Stamp } from '../amqp/sections.ts'
import type { Alarm } from './alarms.ts'

/** The numbers are those of `x-opt-message-state`. */
export const messageState = { active: 0, deferred: 1, scheduled: 2 } as const
export type MessageState = (typeof messageState)[keyof typeof messageState]

export interface Lock {
  /** 32 hex digits in the order of RFC 4122. */
  readonly token: string
  /** Moves with every renewal; of a message in a session it is the session's. */
  until: number
  alarm: Alarm | undefined
  readonly sessionId: string | undefined
}

/** What is stored of a message. */
export interface MessageRecord {
  readonly entity: string
  readonly sequence: number
  readonly sessionId: string | undefined
  readonly enqueuedAt: number
  readonly ttlMs: number | undefined
  /** Set while it waits for its time. */
  readonly dueAt: number | undefined
  readonly content: Content
  readonly state: MessageState
  /** Deliveries that did not end the message; the first delivery shows 0. */
  readonly deliveryCount: number
  readonly lockToken: string | undefined
  readonly lockedUntil: number | undefined
}

/** A message in memory. Once `gone` it is only waiting to be forgotten. */
export interface Message {
  readonly entity: string
  readonly sequence: number
  readonly sessionId: string | undefined
  readonly enqueuedAt: number
  readonly ttlMs: number | undefined
  readonly dueAt: number | undefined
  content: Content
  state: MessageState
  deliveryCount: number
  lock: Lock | undefined
  gone: boolean
  /** Due time or time to live. */
  alarm: Alarm | undefined
  /** What the journal holds of it. */
  stored: 'nothing' | 'old content' | 'content'
}

export type NewMessage = Pick<
  Message,
  'entity' | 'sequence' | 'sessionId' | 'enqueuedAt' | 'ttlMs' | 'dueAt' | 'content' | 'deliveryCount'
>

export function newMessage(fields: NewMessage): Message {
  const state = fields.dueAt === undefined ? messageState.active : messageState.scheduled
  return { ...fields, state, lock: undefined, gone: false, alarm: undefined, stored: 'nothing' }
}

export function restoredMessage(record: MessageRecord): Message {
  const { lockToken, lockedUntil, ...fields } = record
  return { ...fields, lock: undefined, gone: false, alarm: undefined, stored: 'content' }
}

export function newLockToken(): string {
  return randomUUID().replaceAll('-', '')
}

/** A delivery carries its lock token as a .NET Guid: the first three groups of RFC 4122 reversed. */
export function deliveryTag(token: string): Buffer {
  const bytes = Buffer.from(token, 'hex')
  bytes.subarray(0, 4).reverse()
  bytes.subarray(4, 6).reverse()
  bytes.subarray(6, 8).reverse()
  return bytes
}

export function expiresAt(message: Message): number {
  return message.ttlMs === undefined ? Number.POSITIVE_INFINITY : message.enqueuedAt + message.ttlMs
}

export function stamp(message: Message): Stamp {
  const { ttlMs, deliveryCount, sequence, enqueuedAt, lock, state } = message
  return { ttlMs, deliveryCount, sequence, enqueuedAt, lockedUntil: lock?.until, state }
}
