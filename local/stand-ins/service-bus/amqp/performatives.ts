import { anything, composite, type Read } from './composite.ts'
import { readBinary, readBoolean, readText, readUbyte, readUint, readUshort } from './scalars.ts'
import { textMap } from './slices.ts'
import type { Raw } from './values.ts'

/** What clients say, field by field (https://docs.oasis-open.org/amqp/core/v1.0/os/amqp-core-transport-v1.0-os.html). */

export const saslInit = composite(
  'sasl-init',
  { mechanism: readText, initialResponse: readBinary, hostname: readText },
  ['mechanism'],
)

export const open = composite(
  'open',
  {
    containerId: readText,
    hostname: readText,
    maxFrameSize: readUint,
    channelMax: readUshort,
    idleTimeOut: readUint,
    outgoingLocales: symbols,
    incomingLocales: symbols,
    offeredCapabilities: symbols,
    desiredCapabilities: symbols,
    properties: textMap,
  },
  ['containerId'],
)

export const begin = composite(
  'begin',
  {
    remoteChannel: readUshort,
    nextOutgoingId: readUint,
    incomingWindow: readUint,
    outgoingWindow: readUint,
    handleMax: readUint,
    offeredCapabilities: symbols,
    desiredCapabilities: symbols,
    properties: textMap,
  },
  ['nextOutgoingId', 'incomingWindow', 'outgoingWindow'],
)
export type BeginFields = Read<typeof begin>

export const attach = composite(
  'attach',
  {
    name: readText,
    handle: readUint,
    role: readBoolean,
    sndSettleMode: readUbyte,
    rcvSettleMode: readUbyte,
    source: anything,
    target: anything,
    unsettled: textMap,
    incompleteUnsettled: readBoolean,
    initialDeliveryCount: readUint,
    maxMessageSize: anyUlong,
    offeredCapabilities: symbols,
    desiredCapabilities: symbols,
    properties: textMap,
  },
  ['name', 'handle', 'role'],
)
export type AttachFields = Read<typeof attach>

export const flow = composite(
  'flow',
  {
    nextIncomingId: readUint,
    incomingWindow: readUint,
    nextOutgoingId: readUint,
    outgoingWindow: readUint,
    handle: readUint,
    deliveryCount: readUint,
    linkCredit: readUint,
    available: readUint,
    drain: readBoolean,
    echo: readBoolean,
    properties: textMap,
  },
  ['incomingWindow', 'nextOutgoingId', 'outgoingWindow'],
)
export type FlowFields = Read<typeof flow>

export const transfer = composite(
  'transfer',
  {
    handle: readUint,
    deliveryId: readUint,
    deliveryTag: readBinary,
    messageFormat: readUint,
    settled: readBoolean,
    more: readBoolean,
    rcvSettleMode: readUbyte,
    state: anything,
    resume: readBoolean,
    aborted: readBoolean,
    batchable: readBoolean,
  },
  ['handle'],
)
export type TransferFields = Read<typeof transfer>

export const disposition = composite(
  'disposition',
  {
    role: readBoolean,
    first: readUint,
    last: readUint,
    settled: readBoolean,
    state: anything,
    batchable: readBoolean,
  },
  ['role', 'first'],
)
export type DispositionFields = Read<typeof disposition>

export const detach = composite('detach', { handle: readUint, closed: readBoolean, error: anything }, [
  'handle',
])

export const source = composite(
  'source',
  {
    address: readText,
    durable: readUint,
    expiryPolicy: readText,
    timeout: readUint,
    dynamic: readBoolean,
    dynamicNodeProperties: textMap,
    distributionMode: readText,
    filter: textMap,
    defaultOutcome: anything,
    outcomes: symbols,
    capabilities: symbols,
  },
  [],
)

export const target = composite(
  'target',
  {
    address: readText,
    durable: readUint,
    expiryPolicy: readText,
    timeout: readUint,
    dynamic: readBoolean,
    dynamicNodeProperties: textMap,
    capabilities: symbols,
  },
  [],
)

/** One symbol or an array of them; nothing here depends on which. */
function symbols(raw: Raw): Raw | undefined {
  return readText(raw) !== undefined || raw[0] === 0xe0 || raw[0] === 0xf0 ? raw : undefined
}

/** May be larger than JavaScript counts. */
function anyUlong(raw: Raw): Raw | undefined {
  return raw[0] === 0x80 || raw[0] === 0x53 || raw[0] === 0x44 ? raw : undefined
}
