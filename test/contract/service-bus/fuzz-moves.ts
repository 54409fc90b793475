import fc from 'fast-check'
import * as amqp from '#local/stand-ins/service-bus/amqp/values.ts'
import {
  accepted,
  amqpHeader,
  code,
  frame,
  frameOf,
  request,
  saslHeader,
  say,
  section,
  ubyte,
} from './raw-client.ts'

/** What a client might say that no client should: good frames that were bent, and frames that never were good. */

const { nil, string, symbol, uint, boolean, list, map, array, described, binary } = amqp
const hex = (text: string) => Buffer.from(text, 'hex')

/** Values as every client may send them. */
const wholeValue: fc.Arbitrary<Buffer> = fc.constantFrom(
  ...[nil, boolean(true), boolean(false), uint(0), uint(7), amqp.int(-1), amqp.long(2 ** 40), ubyte(2)],
  ...[string('text'), symbol('symbol'), binary(Buffer.from('bytes')), amqp.timestamp(0), list([]), map([])],
)

/** Values of every type, and some that are none. */
const anyValue: fc.Arbitrary<Buffer> = fc.letrec<{ value: Buffer }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(nil, boolean(true), boolean(false), list([]), map([]), uint(0), uint(0xffffffff)),
    fc.nat(300).map((n) => uint(n)),
    fc.integer().map((n) => amqp.int(n)),
    fc.maxSafeInteger().map((n) => amqp.long(n)),
    fc.maxSafeInteger().map((n) => amqp.timestamp(n)),
    fc.nat(255).map(ubyte),
    fc.string({ maxLength: 300 }).map(string),
    fc.string({ maxLength: 20 }).map(symbol),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => binary(Buffer.from(bytes))),
    fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => amqp.uuid(Buffer.from(bytes))),
    fc.array(tie('value'), { maxLength: 5 }).map(list),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => map([...items, ...items])),
    fc.tuple(fc.nat(0x80), tie('value')).map(([type, value]) => described(type, value)),
    fc.nat(50).map((count) => array(0x83, Array(count).fill(Buffer.alloc(8)))),
    fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
    // An array of so many nulls, a list of so many elements, a text of so many letters.
    fc.constantFrom(hex('f000000005ffffffff40'), hex('d000000004ffffffff'), hex('b1ffffffff61')),
  ),
})).value

const scheduledAt = [symbol('x-opt-scheduled-enqueue-time'), amqp.timestamp(4_000_000_000_000)]
const message = Buffer.concat([
  section.header([boolean(true), ubyte(4), uint(60_000)]),
  section.annotations([symbol('x-opt-partition-key'), string('p')]),
  section.properties([string('id'), nil, string('to'), string('subject'), nil, amqp.uuid(Buffer.alloc(16))]),
  section.applicationProperties([string('a'), amqp.long(5), string('b'), amqp.timestamp(0)]),
  section.data('hello'),
])
const oneToken = array(0x98, [Buffer.alloc(16, 7)])

/** Messages and requests that are good. */
const goodMessages: readonly Buffer[] = [
  message,
  Buffer.concat([section.annotations(scheduledAt), section.value(map([string('k'), list([uint(1)])]))]),
  manage('peek-message', [
    string('from-sequence-number'),
    amqp.long(0),
    string('message-count'),
    amqp.int(9),
  ]),
  manage('renew-lock', [string('lock-tokens'), oneToken]),
  manage('receive-by-sequence-number', [
    ...[string('sequence-numbers'), array(0x81, [Buffer.alloc(8)]), string('receiver-settle-mode'), uint(1)],
  ]),
  manage('update-disposition', [
    ...[string('disposition-status'), string('suspended'), string('lock-tokens'), oneToken],
    ...[
      string('deadletter-reason'),
      string('r'),
      string('properties-to-modify'),
      map([string('k'), uint(1)]),
    ],
  ]),
  manage('schedule-message', [string('messages'), list([map([string('message'), binary(message)])])]),
  manage('cancel-scheduled-message', [string('sequence-numbers'), array(0x81, [Buffer.alloc(8, 1)])]),
  manage('set-session-state', [string('session-id'), string('s'), string('session-state'), binary(message)]),
  request('put-token', string('token')),
]

function manage(operation: string, pairs: readonly Buffer[]): Buffer {
  return request(`com.microsoft:${operation}`, map(pairs))
}

const anyMessage: fc.Arbitrary<Buffer> = fc.oneof(
  fc.array(wholeValue, { maxLength: 13 }).map((fields) => section.properties(fields)),
  fc.array(wholeValue, { maxLength: 5 }).map((fields) => section.header(fields)),
  fc.constantFrom(...goodMessages),
  bent(fc.constantFrom(...goodMessages)),
  anyValue,
  fc
    .array(fc.tuple(fc.integer({ min: 0x6e, max: 0x7a }), anyValue), { maxLength: 6 })
    .map((sections) => Buffer.concat(sections.map(([type, value]) => described(type, value)))),
  fc
    .tuple(fc.constantFrom(...goodMessages.keys()), anyValue)
    .map(([at, body]) => request(['renew-lock', 'peek-message', 'x'][at % 3] ?? '', body)),
)

/** Links to everything that there is, by handle. */
const links: readonly Buffer[] = [
  say.sender('garbage', 0),
  say.receiver('garbage', 1),
  say.receiver('garbage/$management', 2),
  say.sender('garbage/$management', 3),
  say.receiver('$cbs', 4),
  say.sender('$cbs', 5),
  say.receiver('garbage/$DeadLetterQueue', 6),
  say.receiver('sessions', 7),
  say.sender('sessions/$management', 8),
]

const goodFrames: readonly Buffer[] = [
  ...links,
  say.flow(1, 100),
  say.flow(2, 100),
  say.flow(4, 100, true),
  ...goodMessages.flatMap((bytes, id) => [0, 3, 8].map((to) => say.transfer(to, id, bytes))),
  say.transfer(0, 90, section.value(string('part')), true),
  say.transfer(0, 90, section.value(string('of it'))),
  say.disposition(0, 5, accepted),
  say.disposition(0, 0xffffffff, accepted, true),
  say.detach(1),
  say.begin(1),
]

const intoLinks = fc.constantFrom(0, 3, 5, 8)
const rarely = fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true))
const good = fc.constantFrom(...goodFrames)
const handle = fc.oneof({ weight: 5, arbitrary: fc.nat(9) }, fc.constantFrom(255, 256, 0xffffffff)).map(uint)
const count = fc.oneof(fc.nat(3_000), fc.constantFrom(2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1)).map(uint)

/** One frame, or what is meant to be one. */
const anyFrame: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 6, arbitrary: good },
  { weight: 6, arbitrary: fc.tuple(intoLinks, fc.nat(99), anyMessage, rarely).map(transferOf) },
  bent(good),
  fc.tuple(good, fc.nat()).map(([bytes, at]) => sized(bytes.subarray(0, 8 + (at % bytes.length)))),
  fc.tuple(good, fc.nat(0xffffffff)).map(([bytes, size]) => sized(bytes, size)),
  fc
    .tuple(good, fc.nat(0xffff))
    .map(([bytes, channel]) => changed(changed(bytes, 6, channel >> 8), 7, channel & 0xff)),
  fc.constantFrom(say.end(), say.close(), say.open()),
  // Performatives that are whole, with fields of the wrong types.
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.integer({ min: code.begin, max: code.detach }), fc.array(wholeValue, { maxLength: 6 }))
      .map(([type, fields]) => frame(type, fields, undefined, 0)),
  },
  // Any performative with any fields.
  fc
    .tuple(fc.integer({ min: 0x0e, max: 0x46 }), fc.array(anyValue, { maxLength: 16 }), fc.boolean())
    .map(([type, fields, isSasl]) => frameOf(described(type, list(fields)), 0, isSasl ? 1 : 0)),
  anyValue.map((value) => frameOf(value)),
  // Counts without measure.
  fc
    .tuple(count, count, count, handle, count, count, fc.boolean())
    .map(([next, window, out, of, delivered, credit, drain]) => {
      const ofLink = [of, delivered, credit, nil, boolean(drain), boolean(drain)]
      return frame(code.flow, [next, window, out, window, ...ofLink])
    }),
  fc
    .tuple(fc.boolean(), count, count, fc.boolean(), fc.oneof(fc.constant(accepted), anyValue))
    .map(([role, first, last, settled, state]) =>
      frame(code.disposition, [boolean(role), first, last, boolean(settled), state]),
    ),
  fc.tuple(handle, count, fc.boolean(), fc.boolean(), anyMessage).map(([to, id, more, aborted, payload]) => {
    const tag = binary(Buffer.from('t'))
    const fields = [to, id, tag, uint(0), nil, boolean(more), nil, nil, nil, boolean(aborted)]
    return frame(code.transfer, fields, payload)
  }),
  fc
    .tuple(fc.integer({ min: 10, max: 300 }), fc.boolean(), anyValue, anyValue, anyValue)
    .map(([of, role, source, target, properties]) => {
      const ends = [ubyte(0), ubyte(1), source, target]
      const fields = [
        string(`any ${of}`),
        uint(of),
        boolean(role),
        ...ends,
        ...Array(6).fill(nil),
        properties,
      ]
      return frame(code.attach, fields)
    }),
)

const hello = [amqpHeader, say.open(), say.begin()]
/** Mostly once the connection is open, sometimes before. */
const beginning: fc.Arbitrary<readonly Buffer[]> = fc.oneof(
  { weight: 12, arbitrary: fc.constant([...hello, ...links, say.flow(1, 50), say.flow(2, 50)]) },
  { weight: 2, arbitrary: fc.constant(hello) },
  fc.constantFrom([amqpHeader], [saslHeader], []),
)

/** All that a client says on one connection. */
export const anyTalk: fc.Arbitrary<Buffer> = fc
  .tuple(beginning, fc.array(anyFrame, { minLength: 1, maxLength: 20, size: 'max' }))
  .map(([first, then]) => Buffer.concat([...first, ...then]))

function transferOf([to, id, payload, more]: [number, number, Buffer, boolean]): Buffer {
  return say.transfer(to, id, payload, more)
}

/** Some bytes changed. */
function bent(whole: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> {
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 })
  return fc
    .tuple(whole, changes)
    .map(([bytes, each]) =>
      each.reduce((result, [at, value]) => changed(result, at % bytes.length, value), bytes),
    )
}

function changed(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = value
  return copy
}

function sized(bytes: Buffer, size = bytes.length): Buffer {
  const copy = Buffer.from(bytes)
  copy.writeUInt32BE(size, 0)
  return copy
}
