import { createRequire } from 'node:module'

/**
 * The typed edge of rhea: its frame and type codecs only. Its session layer is not used, because as a server it merges
 * neighbouring outcomes, stops after 2,048 unsettled deliveries, decodes messages eagerly and counts credit late.
 * Fields that are absent come as null or undefined.
 */
const require = createRequire(import.meta.url)
const frames: FrameCodec = require('rhea/lib/frames.js')
const types: TypeCodec = require('rhea/lib/types.js')
const message: OutcomeCodec = require('rhea/lib/message.js')
const terminus: TerminusCodec = require('rhea/lib/terminus.js')

type Absent = null | undefined

/** A value that still knows its AMQP type. */
export interface Typed {
  readonly type: { readonly name: string; readonly typecode: number }
  readonly value: unknown
  readonly descriptor?: Typed
}

export interface AmqpError {
  readonly condition: string
  readonly description: string
}

/** A performative that rhea's writer can write. */
export interface Writable {
  described(): Typed
}

export interface Performative {
  dispatch(target: FrameTarget, frame: Frame): void
}

export interface Frame<Fields = unknown> {
  readonly channel: number
  readonly performative: Performative & Fields
  readonly payload?: Buffer
}

export interface OpenFields {
  readonly max_frame_size: number | Absent
  readonly idle_time_out: number | Absent
}

export interface BeginFields {
  readonly next_outgoing_id: number
  readonly incoming_window: number
}

export interface SourceFields {
  readonly address: string | Absent
  readonly dynamic: boolean | Absent
  readonly distribution_mode: string | Absent
  readonly filter: Readonly<Record<string, unknown>> | Absent
}

export interface TargetFields {
  readonly address: string | Absent
  readonly dynamic: boolean | Absent
}

export interface AttachFields {
  readonly name: string
  readonly handle: number
  readonly role: boolean
  readonly snd_settle_mode: number | Absent
  readonly rcv_settle_mode: number | Absent
  readonly source: Typed | Absent
  readonly target: Typed | Absent
  readonly unsettled: Readonly<Record<string, unknown>> | Absent
  readonly properties: Readonly<Record<string, unknown>> | Absent
}

export interface FlowFields {
  readonly next_incoming_id: number | Absent
  readonly incoming_window: number
  readonly handle: number | Absent
  readonly delivery_count: number | Absent
  readonly link_credit: number | Absent
  readonly drain: boolean | Absent
  readonly echo: boolean | Absent
}

export interface TransferFields {
  readonly handle: number
  readonly delivery_id: number | Absent
  readonly message_format: number | Absent
  readonly settled: boolean | Absent
  readonly more: boolean | Absent
  readonly state: unknown
  readonly resume: boolean | Absent
  readonly aborted: boolean | Absent
}

export interface DispositionFields {
  readonly role: boolean
  readonly first: number
  readonly last: number | Absent
  readonly settled: boolean | Absent
  readonly state: Typed | Absent
}

export interface DetachFields {
  readonly handle: number
}

export interface FrameTarget {
  on_sasl_init(frame: Frame<{ readonly mechanism: string }>): void
  on_open(frame: Frame<OpenFields>): void
  on_begin(frame: Frame<BeginFields>): void
  on_attach(frame: Frame<AttachFields>): void
  on_flow(frame: Frame<FlowFields>): void
  on_transfer(frame: Frame<TransferFields>): void
  on_disposition(frame: Frame<DispositionFields>): void
  on_detach(frame: Frame<DetachFields>): void
  on_end(frame: Frame): void
  on_close(frame: Frame): void
}

type Create<Fields> = (fields: Fields) => Writable

interface FrameCodec {
  read_header(bytes: Buffer): { readonly protocol_id: number }
  read_frame(bytes: Buffer): Frame
  write_frame(frame: unknown): Buffer
  amqp_frame(channel: number, performative: Writable, payload?: Buffer): unknown
  sasl_frame(performative: Writable): unknown
  open: Create<Readonly<Record<string, unknown>>>
  begin: Create<Readonly<Record<string, unknown>>>
  attach: Create<Readonly<Record<string, unknown>>>
  flow: Create<Readonly<Record<string, unknown>>>
  transfer: Create<Readonly<Record<string, unknown>>>
  disposition: Create<Readonly<Record<string, unknown>>>
  detach: Create<Readonly<Record<string, unknown>>>
  end: Create<Readonly<Record<string, unknown>>>
  close: Create<Readonly<Record<string, unknown>>>
  sasl_mechanisms: Create<{ readonly sasl_server_mechanisms: readonly string[] }>
  sasl_outcome: Create<{ readonly code: number }>
}

interface TypeCodec {
  Reader: new (bytes: Buffer) => { read(): Typed }
  Writer: new () => { write(value: Typed): void; toBuffer(): Buffer }
  unwrap(value: Typed): unknown
  wrap_long(value: number): Typed
}

interface OutcomeCodec {
  accepted(): Writable
  rejected(fields: { readonly error?: AmqpError }): Writable
  modified(fields: { readonly undeliverable_here: boolean }): Writable
}

interface TerminusCodec {
  source: Create<Readonly<Record<string, unknown>>>
  target: Create<Readonly<Record<string, unknown>>>
  unwrap(field: Typed): unknown
}

export { frames }

/** Fields of a frame take typed values: rhea would write the composites themselves as maps. */
export const outcomes = {
  accepted: message.accepted().described(),
  deadLettered: message.rejected({}).described(),
  rejected: (error: AmqpError): Typed => message.rejected({ error }).described(),
  modified: (setAside: boolean): Typed => message.modified({ undeliverable_here: setAside }).described(),
}

export function writeSource(fields: Readonly<Record<string, unknown>>): Typed {
  return terminus.source(fields).described()
}

export function writeTarget(fields: Readonly<Record<string, unknown>>): Typed {
  return terminus.target(fields).described()
}

/** The fields of a source or target. */
export function readTerminus(value: Typed): unknown {
  return terminus.unwrap(value)
}

/** The plain JavaScript value of some bytes; for scalars and whole maps that nobody sends on. */
export function decode(raw: Buffer): unknown {
  return types.unwrap(new types.Reader(raw).read())
}

/** The bytes of a value out of a frame, in the type in which it came. */
export function encode(value: Typed): Buffer {
  const writer = new types.Writer()
  writer.write(value)
  return writer.toBuffer()
}

/** A link property that must be a long whatever its size. */
export function typedLong(value: number): { toRheaTyped(): Typed } {
  return { toRheaTyped: () => types.wrap_long(value) }
}

export function isTyped(value: unknown): value is Typed {
  return typeof value === 'object' && value !== null && 'type' in value && 'value' in value
}
