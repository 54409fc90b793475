import { ServiceBusClient } from '@azure/service-bus'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import * as amqp from '#local/stand-ins/service-bus/amqp/values.ts'
import {
  amqpHeader,
  code,
  frame,
  frameOf,
  RawClient,
  rejection,
  request,
  saslHeader,
  say,
  section,
  ubyte,
} from './raw-client.ts'
import { onlyLocally, receiveOne } from './stage.ts'
import { runWatchedBus, type WatchedBus } from './watched-bus.ts'

/** What one client sends is that client's affair: it hears what is wrong, and nobody else notices. */

let bus: WatchedBus
let bystander: ServiceBusClient

beforeAll(async () => {
  bus = await runWatchedBus({ garbage: {}, quiet: {}, sessions: { sessions: true } })
  bystander = new ServiceBusClient(bus.connectionString, {
    retryOptions: { timeoutInMs: 5_000, maxRetries: 0 },
  })
})
afterAll(async () => {
  await bystander.close()
  await bus.close()
})
/** On the same connection throughout. */
afterEach(async () => {
  const receiver = bystander.createReceiver('quiet')
  await bystander.createSender('quiet').sendMessages({ body: 'quiet' })
  await receiver.completeMessage(await receiveOne(receiver))
  await receiver.close()
  expect(bus.death()).toBeUndefined()
})

const { nil, string, symbol, uint, boolean, list, map, described } = amqp
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const many = (count: number, byte: number) => Buffer.alloc(count, byte)
/** A list of one element that is a list of one element and so on. */
const nested = (depth: number) => {
  let value: Buffer = Buffer.from([0x45])
  for (let level = 0; level < depth; level += 1) value = list([value])
  return value
}

const invalid = 'amqp:invalid-field'
const undecodable = 'amqp:decode-error'
const framing = 'amqp:connection:framing-error'
const notAllowed = 'amqp:not-allowed'

describe.skipIf(onlyLocally('a raw client talks to it without TLS'))('ends its own connection:', () => {
  it.each<[string, Buffer, string]>([
    ['a performative without descriptor', frameOf(list([])), undecodable],
    ['an unknown descriptor', frame(0x99, []), 'amqp:not-implemented'],
    ['a descriptor that is a text', frameOf(hex('00 a1 01 78 45')), 'amqp:not-implemented'],
    [
      'a descriptor named constructor',
      frameOf(hex('00 a3 0b 636f6e7374727563746f72 45')),
      'amqp:not-implemented',
    ],
    ['a performative that is null', frameOf(hex('00 53 13 40')), invalid],
    ['a performative that is a map', frameOf(described(code.flow, map([]))), undecodable],
    ['a performative of SASL', frame(0x40, []), 'amqp:not-implemented'],
    [
      'a frame of SASL in the middle',
      frameOf(described(code.saslInit, list([symbol('PLAIN')])), 0, 1),
      framing,
    ],
    ['a frame of an unknown type', frameOf(described(code.end, list([])), 0, 7), framing],
    ['a frame that starts after its end', hex('00000008 ff 00 0000'), framing],
    ['a frame of 4 bytes', hex('00000004 02 00 0000'), framing],
    ['a frame of 4 GiB', hex('ffffffff 02 00 0000'), framing],
    ['a second open', say.open(), notAllowed],
    ['a second begin', say.begin(), notAllowed],
    ['a begin on a channel above the limit', say.begin(5_000), framing],
    ['a begin without windows', frame(code.begin, [nil, uint(0)], undefined, 1), invalid],
    [
      'an attach without session',
      frame(code.attach, [string('a'), uint(0), boolean(true)], undefined, 9),
      notAllowed,
    ],
    ['an attach without name', frame(code.attach, [nil, uint(0), boolean(true)]), invalid],
    ['an attach whose name is a number', frame(code.attach, [uint(1), uint(0), boolean(true)]), invalid],
    ['an attach with a handle above the limit', say.sender('garbage', 100_000), framing],
    ['a flow of texts', frame(code.flow, Array(11).fill(string('x'))), invalid],
    ['a flow of nulls', frame(code.flow, Array(11).fill(nil)), invalid],
    ['a flow with a negative window', frame(code.flow, [nil, amqp.int(-1), uint(0), uint(0)]), invalid],
    ['a transfer without handle', frame(code.transfer, [], Buffer.from('x')), invalid],
    ['a transfer with a handle that is a list', frame(code.transfer, [list([])], Buffer.from('x')), invalid],
    ['a disposition without role', frame(code.disposition, [nil, uint(0)]), invalid],
    [
      'a disposition with too many fields',
      frame(code.disposition, Array(20).fill(boolean(true))),
      undecodable,
    ],
    ['a detach of nothing', frame(code.detach, []), invalid],
    ['a list longer than its frame', frameOf(hex('00 53 13 d0 ffffffff 00000001 43')), undecodable],
    ['a list of 4,294,967,295 elements', frameOf(hex('00 53 13 d0 00000004 ffffffff')), undecodable],
    ['a list with less than it says', frameOf(hex('00 53 13 c0 04 09 43 43 43')), undecodable],
    ['a list with more than it says', frameOf(hex('00 53 13 c0 04 01 43 43 43')), undecodable],
    [
      'an array of 4,294,967,295 nulls',
      frameOf(hex('00 53 13 c0 0b 01 f0 00000005 ffffffff 40')),
      undecodable,
    ],
    ['a text longer than its frame', frameOf(hex('00 53 12 c0 07 01 b1 ffffffff 61')), undecodable],
    ['a type that does not exist', frameOf(hex('00 53 13 c0 02 01 ee')), undecodable],
    ['a boolean that is 2', frame(code.disposition, [hex('56 02'), uint(0)]), undecodable],
    ['60,000 descriptors in one another', frameOf(many(60_000, 0)), undecodable],
    ['lists 5,000 deep', frame(code.flow, [nested(5_000)]), undecodable],
    ['a map with a key alone', frame(code.open, [hex('c1 02 01 40')]), undecodable],
  ])('%s', async (_, bytes, condition) => {
    const client = await RawClient.open(bus.port)
    client.send(bytes)
    expect(await client.refusal()).toBe(condition)
    await client.closed
  })

  it.each<[string, Buffer, string]>([
    ['an open without name', frame(code.open, []), invalid],
    ['an open that takes frames of 16 bytes only', say.open(uint(16)), invalid],
    ['a begin before the open', say.begin(), notAllowed],
    ['an attach before the open', say.sender('garbage'), notAllowed],
  ])('%s', async (_, bytes, condition) => {
    const client = new RawClient(bus.port)
    client.send(amqpHeader, bytes)
    await client.next('open') // No close without it.
    expect(await client.refusal()).toBe(condition)
    await client.closed
  })

  it.each<[string, Buffer]>([
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['TLS', hex('16030100c8010000')],
    ['AMQP 0-9-1', hex('414d515000000901')],
    ['AMQP over TLS', hex('414d515002010000')],
    ['SASL after SASL', Buffer.concat([saslHeader, saslInit('ANONYMOUS'), saslHeader])],
    ['an unknown SASL mechanism', Buffer.concat([saslHeader, saslInit('NTLM'), amqpHeader])],
    ['an open in the place of SASL', Buffer.concat([saslHeader, say.open()])],
    [
      'a SASL mechanism that is null',
      Buffer.concat([saslHeader, frameOf(described(code.saslInit, list([nil])), 0, 1)]),
    ],
  ])('%s', async (_, bytes) => {
    const client = new RawClient(bus.port)
    client.send(bytes)
    await client.closed
  })
})

describe.skipIf(onlyLocally('a raw client talks to it without TLS'))('ends its own session:', () => {
  it.each<[string, Buffer, string]>([
    ['a transfer without attach', say.transfer(3, 0, section.data('x')), 'amqp:session:unattached-handle'],
    ['a flow for a link that is not there', say.flow(7, 1), 'amqp:session:unattached-handle'],
    ['a detach for a link that is not there', say.detach(7), 'amqp:session:unattached-handle'],
    [
      'a handle used twice',
      Buffer.concat([say.sender('garbage'), say.sender('garbage', 0, 'b')]),
      'amqp:session:handle-in-use',
    ],
  ])('%s', async (_, bytes, condition) => {
    const client = await RawClient.open(bus.port)
    client.send(bytes, say.sender('garbage', 5), say.end())
    expect((await client.next('end')).fields.error?.condition).toBe(condition)
    // The connection lives on, and the channel is free again.
    client.send(say.begin(), say.sender('garbage'))
    await client.next('begin')
    client.send(say.transfer(0, 0, section.data('x')))
    await client.next('disposition')
    client.destroy()
  })
})

describe.skipIf(onlyLocally('a raw client talks to it without TLS'))('ends its own link:', () => {
  const empty = described(0x28, list([]))

  it.each<[string, Buffer[], string]>([
    ['a source that is a text', [...head(true), string('garbage')], invalid],
    ['a source that is a target', [...head(true), described(0x29, list([string('garbage')]))], invalid],
    ['a source that is null', [...head(true), nil], 'amqp:not-implemented'],
    ['an address that is a number', [...head(true), described(0x28, list([uint(7)]))], invalid],
    ['a target without address', [...head(false), empty, described(0x29, list([]))], 'amqp:not-implemented'],
    [
      'a filter that is a list',
      [...head(true), described(0x28, list([string('garbage'), nil, nil, nil, nil, nil, nil, list([])]))],
      undecodable,
    ],
    ['a session id that is a number', [...head(true), sessionSource(uint(7))], invalid],
    [
      'a time to wait that is a text',
      [
        ...head(true),
        sessionSource(nil),
        nil,
        nil,
        nil,
        nil,
        nil,
        nil,
        nil,
        map([symbol('com.microsoft:timeout'), string('soon')]),
      ],
      invalid,
    ],
  ])('an attach with %s', async (_, fields, condition) => {
    const client = await RawClient.open(bus.port)
    client.send(frame(code.attach, fields))
    await client.next('attach')
    expect((await client.next('detach')).fields.error?.condition).toBe(condition)
    client.destroy()
  })

  it.each<[string, Buffer[], string]>([
    ['a transfer without an id', [uint(0)], invalid],
    [
      'a transfer with a state',
      [uint(0), uint(0), nil, uint(0), nil, nil, nil, described(0x34, list([]))],
      'amqp:not-implemented',
    ],
  ])('%s', async (_, fields, condition) => {
    const client = await RawClient.open(bus.port)
    client.send(say.sender('garbage'), frame(code.transfer, fields, section.data('x')))
    expect((await client.next('detach')).fields.error?.condition).toBe(condition)
    client.destroy()
  })
})

describe.skipIf(onlyLocally('a raw client talks to it without TLS'))('is refused as a message:', () => {
  it.each<[string, Buffer, string]>([
    ['bytes that are no AMQP', Buffer.from('hello'), undecodable],
    ['60,000 descriptors in one another', many(60_000, 0), undecodable],
    ['a value that is no section', string('hello'), undecodable],
    ['a section that does not exist', described(0x79, list([])), 'amqp:not-implemented'],
    ['a header that is a map', described(0x70, map([])), undecodable],
    ['a time to live that is a text', section.header([nil, nil, string('long')]), invalid],
    ['properties that are a text', described(0x73, string('x')), undecodable],
    ['a message id that is a list', section.properties([list([])]), invalid],
    ['a session id that is a number', section.properties([...Array(10).fill(nil), uint(1)]), invalid],
    ['annotations that are a list', described(0x72, list([])), undecodable],
    [
      'a scheduled time that is a text',
      section.annotations([symbol('x-opt-scheduled-enqueue-time'), string('tomorrow')]),
      invalid,
    ],
    [
      'a scheduled time beyond all calendars',
      section.annotations([symbol('x-opt-scheduled-enqueue-time'), hex('83 7fffffffffffffff')]),
      invalid,
    ],
    ['a body of 4,294,967,295 nulls', section.value(hex('f0 00000005 ffffffff 40')), undecodable],
    ['a body nested without end', section.value(nested(5_000)), undecodable],
  ])('%s', async (_, message, condition) => {
    const client = await RawClient.open(bus.port)
    client.send(say.sender('garbage'), say.transfer(0, 0, message))
    const { fields } = await client.next('disposition')
    expect(rejection(fields['state'])?.condition).toBe(condition)
    client.destroy()
  })

  it('a batch that holds something else than messages', async () => {
    const client = await RawClient.open(bus.port)
    const batch = described(0x75, amqp.string('no bytes'))
    const fields = [uint(0), uint(0), amqp.binary(Buffer.from('t')), uint(0x80013700)]
    client.send(say.sender('garbage'), frame(code.transfer, fields, batch))
    const { fields: answer } = await client.next('disposition')
    expect(rejection(answer['state'])?.condition).toBe(undecodable)
    client.destroy()
  })
})

describe.skipIf(onlyLocally('a raw client talks to it without TLS'))('is refused as a request:', () => {
  const broken: [string, Buffer, string][] = [
    ['bytes that are no AMQP', Buffer.from('hello'), undecodable],
    ['application properties that are null', described(0x74, nil), ''],
    ['a body that is null', request('com.microsoft:peek-message', nil), ''],
    ['a body that is a text', request('com.microsoft:peek-message', string('all')), ''],
    ['an operation named constructor', request('constructor', map([])), ''],
    ['an operation named __proto__', request('__proto__', map([])), ''],
    [
      'a count that is a text',
      request(
        'com.microsoft:peek-message',
        map([string('from-sequence-number'), uint(1), string('message-count'), string('x')]),
      ),
      '',
    ],
    [
      'tokens that are numbers',
      request('com.microsoft:renew-lock', map([string('lock-tokens'), list([uint(1)])])),
      '',
    ],
    [
      'tokens that are one token',
      request('com.microsoft:renew-lock', map([string('lock-tokens'), amqp.uuid(many(16, 7))])),
      '',
    ],
    [
      'messages that are no list',
      request('com.microsoft:schedule-message', map([string('messages'), string('x')])),
      '',
    ],
    [
      'a message that is no message',
      request(
        'com.microsoft:schedule-message',
        map([string('messages'), list([map([string('message'), amqp.binary(many(40, 0))])])]),
      ),
      '',
    ],
  ]

  it.each(broken)('%s', async (_, message, condition) => {
    const client = await RawClient.open(bus.port)
    const node = 'garbage/$management'
    client.send(say.receiver(node, 0), say.flow(0, 10), say.sender(node, 1), say.transfer(1, 0, message))
    const answer = await client.next('disposition')
    if (condition) expect(rejection(answer.fields['state'])?.condition).toBe(condition)
    // The link goes on.
    client.send(say.transfer(1, 1, request('READ', map([]))))
    await client.next('disposition')
    client.destroy()
  })

  it.each(broken)('%s, at $cbs', async (_, message) => {
    const client = await RawClient.open(bus.port)
    client.send(say.receiver('$cbs', 0), say.flow(0, 10), say.sender('$cbs', 1), say.transfer(1, 0, message))
    await client.next('disposition')
    client.destroy()
  })
})

function head(isReceiver: boolean): Buffer[] {
  return [string('a'), uint(0), boolean(isReceiver), ubyte(0), ubyte(1)]
}

function sessionSource(id: Buffer): Buffer {
  const filter = map([symbol('com.microsoft:session-filter'), id])
  return described(0x28, list([string('sessions'), nil, nil, nil, nil, nil, nil, filter]))
}

function saslInit(mechanism: string): Buffer {
  return frameOf(described(code.saslInit, list([symbol(mechanism)])), 0, 1)
}
