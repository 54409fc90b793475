import { descriptor } from './descriptors.ts'
import { Refusal } from './refusal.ts'
import { readDescribed } from './slices.ts'
import * as amqp from './values.ts'
import { checkValue } from './well-formed.ts'

const headerBytes = 8
const frameType = { amqp: 0, sasl: 1 } as const

/** A performative that came in: its type and its fields, still as bytes. */
export interface Frame {
  readonly isSasl: boolean
  readonly channel: number
  readonly code: number
  readonly fields: amqp.Raw
  readonly payload: Buffer
}

/** A performative that goes out. */
export interface Performative {
  readonly code: number
  readonly fields: readonly amqp.Raw[]
}

export const emptyFrame: Buffer = Buffer.from([0, 0, 0, headerBytes, 2, 0, 0, 0])

/** Reads one whole frame; undefined for an empty one, which is only a sign of life. */
export function readFrame(bytes: Buffer): Frame | undefined {
  const [, , , , dataOffset = 0, type] = bytes
  const start = dataOffset * 4
  if (start < headerBytes || start > bytes.length)
    throw new Refusal('amqp:connection:framing-error', `A frame with a data offset of ${dataOffset}.`)
  if (type !== frameType.amqp && type !== frameType.sasl)
    throw new Refusal('amqp:connection:framing-error', `A frame of the type ${type}.`)
  if (start === bytes.length) return undefined
  const end = checkValue(bytes, start, bytes.length)
  const performative = readDescribed(bytes.subarray(start, end))
  if (performative === undefined) throw new Refusal('amqp:decode-error', 'A frame without a performative.')
  const { code, value: fields } = performative
  return {
    isSasl: type === frameType.sasl,
    channel: bytes.readUInt16BE(6),
    code,
    fields,
    payload: bytes.subarray(end),
  }
}

export function writeFrame(channel: number, { code, fields }: Performative, payload?: Buffer): Buffer {
  const isSasl = code === descriptor.saslMechanisms || code === descriptor.saslOutcome
  const body = amqp.described(code, amqp.list(fields))
  const header = Buffer.allocUnsafe(headerBytes)
  header.writeUInt32BE(headerBytes + body.length + (payload?.length ?? 0), 0)
  header[4] = 2
  header[5] = isSasl ? frameType.sasl : frameType.amqp
  header.writeUInt16BE(channel, 6)
  return Buffer.concat(payload ? [header, body, payload] : [header, body])
}

/** The protocol and the version that a client asks for with its first eight bytes; undefined when it is no AMQP. */
export function readProtocolHeader(
  bytes: Buffer,
): { readonly id: number; readonly version: string } | undefined {
  if (bytes.toString('latin1', 0, 4) !== 'AMQP') return undefined
  return { id: bytes[4] ?? 0, version: bytes.subarray(5, headerBytes).join('.') }
}

export function writeProtocolHeader(id: number): Buffer {
  return Buffer.from([0x41, 0x4d, 0x51, 0x50, id, 1, 0, 0])
}
