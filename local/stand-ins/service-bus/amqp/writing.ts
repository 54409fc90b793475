import { descriptor } from './descriptors.ts'
import type { Performative } from './frames.ts'
import type { Refusal } from './refusal.ts'
import * as amqp from './values.ts'

/** What we say, field by field; what is not said is null. */

const { nil, boolean, string, ubyte, uint, ushort } = amqp

/** We never hold a client back: what it sends is stored as it comes. */
const incomingWindow = 2 ** 31 - 1
const outgoingWindow = 2 ** 31 - 1

export function saslMechanisms(names: readonly string[]): Performative {
  return { code: descriptor.saslMechanisms, fields: [amqp.symbols(names)] }
}

export function saslOutcome(code: number): Performative {
  return { code: descriptor.saslOutcome, fields: [ubyte(code)] }
}

export function open(fields: {
  readonly containerId: string
  readonly maxFrameSize: number
  readonly channelMax: number
  readonly idleTimeOut: number
}): Performative {
  const limits = [uint(fields.maxFrameSize), ushort(fields.channelMax), uint(fields.idleTimeOut)]
  return { code: descriptor.open, fields: [string(fields.containerId), nil, ...limits] }
}

export function begin(remoteChannel: number, handleMax: number): Performative {
  const windows = [uint(0), uint(incomingWindow), uint(outgoingWindow)]
  return { code: descriptor.begin, fields: [ushort(remoteChannel), ...windows, uint(handleMax)] }
}

export function attach(fields: {
  readonly name: string
  readonly handle: number
  readonly role: boolean
  readonly sndSettleMode: number
  readonly rcvSettleMode: number
  readonly source: amqp.Raw | undefined
  readonly target: amqp.Raw | undefined
  readonly initialDeliveryCount: number | undefined
  readonly maxMessageSize: number | undefined
  readonly properties: amqp.Raw | undefined
}): Performative {
  const { initialDeliveryCount: count, maxMessageSize: size } = fields
  return {
    code: descriptor.attach,
    fields: [
      ...[string(fields.name), uint(fields.handle), boolean(fields.role)],
      ...[ubyte(fields.sndSettleMode), ubyte(fields.rcvSettleMode)],
      ...[fields.source ?? nil, fields.target ?? nil],
      ...[nil, nil, count === undefined ? nil : uint(count), size === undefined ? nil : amqp.ulong(size)],
      ...[nil, nil, fields.properties ?? nil],
    ],
  }
}

export function flow(
  session: { readonly nextIncomingId: number; readonly nextOutgoingId: number },
  link?: {
    readonly handle: number
    readonly deliveryCount: number
    readonly credit: number
    readonly drain: boolean
  },
): Performative {
  const { nextIncomingId, nextOutgoingId } = session
  const ofSession = [
    ...[uint(nextIncomingId), uint(incomingWindow)],
    ...[uint(nextOutgoingId), uint(outgoingWindow)],
  ]
  const ofLink = link
    ? [uint(link.handle), uint(link.deliveryCount), uint(link.credit), nil, boolean(link.drain)]
    : []
  return { code: descriptor.flow, fields: [...ofSession, ...ofLink] }
}

export function transfer(fields: {
  readonly handle: number
  readonly deliveryId: number
  readonly tag: Buffer
  readonly settled: boolean
  readonly more: boolean
}): Performative {
  const { handle, deliveryId, tag, settled, more } = fields
  return {
    code: descriptor.transfer,
    fields: [uint(handle), uint(deliveryId), amqp.binary(tag), uint(0), boolean(settled), boolean(more)],
  }
}

/** Our dispositions settle. */
export function disposition(role: boolean, first: number, last: number, state: amqp.Raw): Performative {
  return {
    code: descriptor.disposition,
    fields: [boolean(role), uint(first), uint(last), boolean(true), state],
  }
}

export function detach(handle: number, refusal: Refusal | undefined): Performative {
  return { code: descriptor.detach, fields: [uint(handle), boolean(true), ...errorOf(refusal)] }
}

export function end(refusal: Refusal | undefined): Performative {
  return { code: descriptor.end, fields: errorOf(refusal) }
}

export function close(refusal: Refusal | undefined): Performative {
  return { code: descriptor.close, fields: errorOf(refusal) }
}

export function error({ condition, message }: Refusal): amqp.Raw {
  return amqp.described(descriptor.error, amqp.list([amqp.symbol(condition), string(message)]))
}

function errorOf(refusal: Refusal | undefined): amqp.Raw[] {
  return refusal ? [error(refusal)] : []
}
