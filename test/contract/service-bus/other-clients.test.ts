import { once } from 'node:events'
import type { ServiceBusClient } from '@azure/service-bus'
import rhea, { type Connection, type EventContext, type Message, type ReceiverOptions } from 'rhea'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as amqp from '#local/stand-ins/service-bus/amqp/values.ts'
import {
  accepted,
  amqpHeader,
  code,
  frame,
  frameOf,
  RawClient,
  saslHeader,
  say,
  section,
  ubyte,
} from './raw-client.ts'
import { eventually, onlyLocally, openStage, receiveOne, type Stage } from './stage.ts'

/** What other clients than the JavaScript one do, each on its own, with clients that have no opinions. */

let stage: Stage<'plain' | 'sessions' | 'released' | 'rejected' | 'settled' | 'deferred'>
let client: ServiceBusClient
let connection: Connection
let port: number

beforeAll(async () => {
  stage = await openStage({
    plain: {},
    sessions: { sessions: true },
    released: {},
    rejected: {},
    settled: {},
    deferred: {},
  })
  client = stage.client()
  port = Number(/:(\d+);/.exec(stage.connectionString)?.[1])
  if (onlyLocally('other clients talk to it without TLS')) return
  connection = rhea.create_container().connect({ host: '127.0.0.1', port, reconnect: false, username: 'raw' })
  await once(connection, 'connection_open')
})
afterAll(async () => {
  connection?.close()
  await stage.close()
})

const { types } = rhea
const peek = {
  body: { 'from-sequence-number': types.wrap_long(1), 'message-count': types.wrap_int(1) },
  application_properties: { operation: 'com.microsoft:peek-message' },
}

describe.skipIf(onlyLocally('other clients talk to it without TLS'))('another client', () => {
  it.each(['PLAIN', 'ANONYMOUS', 'MSSBCBS', 'EXTERNAL'])(
    'comes in with the SASL mechanism %s',
    async (mechanism) => {
      const raw = new RawClient(port)
      const response = amqp.binary(Buffer.from('\0user\0password'))
      const init = amqp.described(code.saslInit, amqp.list([amqp.symbol(mechanism), response]))
      raw.send(saslHeader, frameOf(init, 0, 1))
      expect((await raw.next('sasl_outcome')).fields['code']).toBe(0)
      raw.send(amqpHeader, say.open())
      await raw.next('open')
      raw.destroy()
    },
  )

  it('comes in without SASL', async () => {
    const raw = await RawClient.open(port)
    raw.destroy()
  })

  it.each<[string, 'sender' | 'receiver']>([
    ['plain', 'sender'],
    ['plain', 'receiver'],
    ['plain/$DeadLetterQueue', 'receiver'],
    ['plain/$management', 'sender'],
    ['plain/$management', 'receiver'],
    ['$cbs', 'sender'],
    ['$cbs', 'receiver'],
  ])('hears of both ends of its link: %s, %s', async (address, role) => {
    const raw = await RawClient.open(port)
    raw.send(say[role](address))
    const { fields } = await raw.next('attach')
    const ends = role === 'sender' ? ['here', address] : [address, 'here']
    expect([addressOf(fields['source']), addressOf(fields['target'])]).toEqual(ends)
    raw.destroy()
  })

  it('hears of both ends of its link to a session, and which session it got', async () => {
    await client.createSender(stage.queues.sessions).sendMessages({ body: 1, sessionId: 's-1' })
    const id = types.wrap_described(null as never, 0x137000000c)
    const source = { address: 'sessions', filter: { 'com.microsoft:session-filter': id }, timeout: 7 }
    const receiver = connection.open_receiver({ source, target: 'mine', ...peekLock } as ReceiverOptions)
    await once(receiver, 'receiver_open')
    expect(receiver.source).toMatchObject({ address: 'sessions', timeout: 7 })
    expect(receiver.source['filter']).toEqual({ 'com.microsoft:session-filter': 's-1' })
    expect(receiver.target).toMatchObject({ address: 'mine' })
    receiver.close()
  })

  it.each([
    '/plain',
    'amqp://localhost/plain',
    'amqps://127.0.0.1:5671/plain',
    'sb://x.servicebus.windows.net/plain',
    'SB://localhost:5672/PLAIN',
  ])('may say where the queue is: %s', async (address) => {
    const sender = connection.open_sender({ target: address })
    await once(sender, 'sendable')
    sender.send({ body: 'x' })
    await once(sender, 'accepted')
    expect(sender.target.address).toBe(address)
    sender.close()
    const reply = await ask(`${address}/$management`, peek)
    expect(reply.application_properties).toMatchObject({ statusCode: 200 })
  })

  it('that names a host only names no queue', async () => {
    const sender = connection.open_sender({ target: 'sb://localhost:5672' })
    await once(sender, 'sender_error')
    expect(sender.error).toMatchObject({ condition: 'amqp:not-found' })
  })

  it('need not say where it reads the answer: on the link from the same node in the same session', async () => {
    const token = {
      body: 'any',
      application_properties: { operation: 'put-token', type: 'servicebus.windows.net:sastoken', name: 'x' },
    }
    const elsewhere = connection.create_session()
    elsewhere.begin()
    const surprised: unknown[] = []
    const stranger = async (source: string) => {
      const receiver = elsewhere.open_receiver({ source })
      receiver.on('message', (context) => surprised.push(context.message))
      await once(receiver, 'receiver_open')
    }
    const granted = await ask('$cbs', token, () => stranger('$cbs'))
    expect(granted.application_properties).toMatchObject({ 'status-code': 202 })
    const peeked = await ask('plain/$management', peek, () => stranger('plain/$management'))
    expect(peeked.application_properties).toMatchObject({ statusCode: 200 })
    expect(surprised).toEqual([])
    elsewhere.close()
  })

  it.each<[string, object, (link: { name: string }) => string]>([
    ['the name of its link', {}, ({ name }) => name],
    ['the address of its own end', { target: 'my-answers' }, () => 'my-answers'],
  ])('may ask for its answer under %s', async (_, options, replyTo) => {
    const receiver = connection.open_receiver({ source: 'plain/$management', ...options })
    await once(receiver, 'receiver_open')
    const other = connection.open_receiver({ source: 'plain/$management' })
    await once(other, 'receiver_open')
    const sender = connection.open_sender({ target: 'plain/$management' })
    await once(sender, 'sendable')
    sender.send({ ...peek, message_id: 'q', reply_to: replyTo(receiver) } as Message)
    const [context] = (await once(receiver, 'message')) as [EventContext]
    expect(context.message?.correlation_id).toBe('q')
    for (const link of [receiver, other, sender]) link.close()
  })

  it('may call the kind of node that it manages, and finds the status under either name', async () => {
    const of = (type: string) => ({
      ...peek,
      application_properties: { ...peek.application_properties, type },
    })
    expect((await ask('plain/$management', of('entity-mgmt'))).application_properties).toMatchObject({
      ...{ statusCode: 200, 'status-code': 200 },
      ...{ statusDescription: 'OK', 'status-description': 'OK' },
    })
    expect((await ask('plain/$management', of('org.amqp.queue'))).application_properties).toMatchObject({
      ...{ statusCode: 501, 'status-code': 501 },
      ...{ errorCondition: 'amqp:not-implemented', 'error-condition': 'amqp:not-implemented' },
      statusDescription: expect.stringContaining('org.amqp.queue'),
    })
  })

  it('may give a type by its name instead of its number', async () => {
    const raw = await RawClient.open(port)
    const { string, uint, boolean, list, symbol } = amqp
    const named = (name: string, value: Buffer) => Buffer.concat([Buffer.from([0]), symbol(name), value])
    const ends = [named('amqp:source:list', list([])), named('amqp:target:list', list([string('plain')]))]
    const attach = [string('named'), uint(0), boolean(false), ubyte(2), ubyte(0), ...ends]
    raw.send(frameOf(named('amqp:attach:list', list(attach))))
    await raw.next('attach')
    raw.send(say.transfer(0, 0, named('amqp:data:binary', amqp.binary(Buffer.from('x')))))
    expect((await raw.next('disposition')).fields['state']).toMatchObject({ descriptor: { value: 0x24 } })
    raw.destroy()
  })

  it('may settle first: what it has decided is done, and it hears no more of it', async () => {
    await client.createSender(stage.queues.settled).sendMessages([{ body: 1 }, { body: 2 }])
    const raw = await RawClient.open(port)
    raw.send(attachReceiver('settled', 2, 0), say.flow(0, 2))
    await raw.next('transfer')
    await raw.next('transfer')
    raw.send(say.disposition(0, 1, accepted, true))
    const receiver = client.createReceiver(stage.queues.settled)
    await eventually(async () => (await receiver.peekMessages(1)).length === 0)
    expect(raw.answers.filter(({ name }) => name === 'disposition')).toEqual([])
    // A lock that is lost is lost in silence; what is not done here at all is not.
    raw.send(say.disposition(0, 1, accepted, true), say.flow(0, 5))
    await client.createSender(stage.queues.settled).sendMessages({ body: 3 })
    await raw.next('transfer')
    raw.send(say.disposition(2, 2, amqp.described(0x34, amqp.list([])), true))
    expect((await raw.next('detach')).fields.error?.condition).toBe('amqp:not-implemented')
    raw.destroy()
  })

  it('may release a message: it comes again and is not counted', async () => {
    await client.createSender(stage.queues.released).sendMessages({ body: 'x' })
    const raw = await RawClient.open(port)
    raw.send(say.receiver('released'), say.flow(0, 1))
    await raw.next('transfer')
    raw.send(say.disposition(0, 0, amqp.described(0x26, amqp.list([]))))
    expect((await raw.next('disposition')).fields['state']).toMatchObject({ descriptor: { value: 0x26 } })
    const receiver = client.createReceiver(stage.queues.released)
    const message = await receiveOne(receiver)
    expect(message.deliveryCount).toBe(0)
    await receiver.completeMessage(message)
    raw.destroy()
  })

  it('may reject a message without a reason: it is a dead letter without one', async () => {
    await client.createSender(stage.queues.rejected).sendMessages({ body: 'x' })
    const raw = await RawClient.open(port)
    raw.send(say.receiver('rejected'), say.flow(0, 1))
    await raw.next('transfer')
    raw.send(say.disposition(0, 0, amqp.described(0x25, amqp.list([]))))
    await raw.next('disposition')
    const deadLetters = client.createReceiver(stage.queues.rejected, { subQueueType: 'deadLetter' })
    const letter = await receiveOne(deadLetters)
    expect([letter.body, letter.deadLetterReason]).toEqual(['x', undefined])
    await deadLetters.completeMessage(letter)
    raw.destroy()
  })

  it('finds the lock token of a deferred message in the message too, and may send such a message on', async () => {
    const [sender, receiver] = [
      client.createSender(stage.queues.deferred),
      client.createReceiver(stage.queues.deferred),
    ]
    await sender.sendMessages({ body: 'x' })
    const message = await receiveOne(receiver)
    await receiver.deferMessage(message)
    const reply = await ask('deferred/$management', {
      body: {
        'sequence-numbers': types.wrap_array([Number(message.sequenceNumber)], 0x81, undefined),
        'receiver-settle-mode': types.wrap_uint(1),
      },
      application_properties: { operation: 'com.microsoft:receive-by-sequence-number' },
    })
    const [entry] = reply.body.messages
    const decoded = rhea.message.decode(entry.message)
    expect(decoded.delivery_annotations).toEqual({ 'x-opt-lock-token': entry['lock-token'] })
    const raw = await RawClient.open(port)
    raw.send(say.sender('deferred'), say.transfer(0, 0, entry.message))
    expect((await raw.next('disposition')).fields['state']).toMatchObject({ descriptor: { value: 0x24 } })
    raw.destroy()
  })

  it('may name link properties that mean nothing here', async () => {
    const raw = await RawClient.open(port)
    const properties = [
      amqp.symbol('com.microsoft:entity-type'),
      amqp.int(0),
      amqp.symbol('product'),
      amqp.string('x'),
    ]
    const ends = [
      amqp.described(0x28, amqp.list([])),
      amqp.described(0x29, amqp.list([amqp.string('plain')])),
    ]
    const head = [amqp.string('p'), amqp.uint(0), amqp.boolean(false), ubyte(2), ubyte(0), ...ends]
    raw.send(frame(code.attach, [...head, ...Array(6).fill(amqp.nil), amqp.map(properties)]))
    raw.send(say.transfer(0, 0, section.data('x')))
    await raw.next('disposition')
    raw.destroy()
  })
})

const peekLock = { snd_settle_mode: 0, rcv_settle_mode: 1 }

/** Asks without saying where the answer should go, in a session of its own. */
async function ask(node: string, message: object, meanwhile = async () => {}): Promise<Message> {
  const session = connection.create_session()
  session.begin()
  const receiver = session.open_receiver({ source: node })
  await once(receiver, 'receiver_open')
  await meanwhile()
  const sender = session.open_sender({ target: node })
  await once(sender, 'sendable')
  sender.send({ message_id: 'q', ...message } as Message)
  const [context] = (await once(receiver, 'message')) as [EventContext]
  session.close()
  return context.message as Message
}

function attachReceiver(address: string, sndSettleMode: number, rcvSettleMode: number): Buffer {
  const ends = [amqp.described(0x28, amqp.list([amqp.string(address)])), amqp.described(0x29, amqp.list([]))]
  return frame(code.attach, [
    ...[amqp.string('r'), amqp.uint(0), amqp.boolean(true), ubyte(sndSettleMode), ubyte(rcvSettleMode)],
    ...ends,
  ])
}

/** The first field of a source or target, as rhea leaves it. */
function addressOf(terminus: unknown): unknown {
  return (terminus as { value: { value: unknown }[] }).value[0]?.value
}
