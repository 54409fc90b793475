import { once } from 'node:events'
import { connect } from 'node:net'
import rhea, {
  type AmqpError,
  type Connection,
  type EventContext,
  type Message,
  type ReceiverOptions,
  type Sender,
} from 'rhea'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as amqp from '#local/stand-ins/service-bus/amqp/values.ts'
import { readConfig } from '#local/stand-ins/service-bus/broker/config.ts'
import { configOf, isReal, onlyLocally, openStage, receiveOne, type Stage } from './stage.ts'

let stage: Stage<'plain' | 'exact' | 'refused'>
let connection: Connection

/** A client without opinions, to ask for what the real one never would. */
function connectRaw(): Connection {
  const port = Number(/:(\d+);/.exec(stage.connectionString)?.[1])
  return rhea.create_container().connect({ host: '127.0.0.1', port, reconnect: false, username: 'raw' })
}

beforeAll(async () => {
  stage = await openStage({ plain: {}, exact: {}, refused: {} })
  if (isReal) return
  connection = connectRaw()
  await once(connection, 'connection_open')
})
afterAll(async () => {
  connection?.close()
  await stage.close()
})

const notImplemented = (what: string | RegExp) => ({
  condition: 'amqp:not-implemented',
  description: expect.stringMatching(what),
})

/** Why the attach of a link with these options is refused. */
async function refusalOf(role: 'receiver' | 'sender', options: object): Promise<unknown> {
  const session = connection.create_session()
  session.begin()
  const link = role === 'receiver' ? session.attach_receiver(options) : session.attach_sender(options)
  await once(link, `${role}_error`)
  session.close()
  return link.error
}

/** How the message was taken. */
async function outcomeOf(message: Message | Buffer, format?: number): Promise<AmqpError | 'accepted'> {
  const sender: Sender = connection.open_sender({ target: 'plain' })
  await once(sender, 'sendable')
  sender.send(message, undefined, format)
  const [how] = await Promise.race([
    once(sender, 'accepted').then(() => ['accepted' as const]),
    once(sender, 'rejected').then(([context]) => [
      (context as EventContext).delivery?.remote_state?.['error'],
    ]),
  ])
  sender.close()
  return how
}

async function request(node: string, message: object): Promise<Message> {
  const receiver = connection.open_receiver({ source: node, target: `reply-${Math.random()}` })
  await once(receiver, 'receiver_open')
  const sender = connection.open_sender({ target: node })
  await once(sender, 'sendable')
  sender.send({ message_id: 'q', reply_to: receiver.name, ...message } as Message)
  const [context] = (await once(receiver, 'message')) as [EventContext]
  sender.close()
  receiver.close()
  return context.message as Message
}

const peekLock = { snd_settle_mode: 0, rcv_settle_mode: 1 }
const { types } = rhea

describe.skipIf(onlyLocally('what the stand-in refuses, Azure can do'))(
  'what the stand-in does not do it names',
  () => {
    it.each<[string, 'receiver' | 'sender', object]>([
      [
        'selector',
        'receiver',
        { source: { address: 'plain', filter: { 'jms-selector': 'a = 1' } }, ...peekLock },
      ],
      ['topics and subscriptions', 'receiver', { source: 'topic/Subscriptions/s', ...peekLock }],
      ['transfer dead letters', 'receiver', { source: 'plain/$Transfer/$DeadLetterQueue', ...peekLock }],
      ['dynamic nodes', 'receiver', { source: { dynamic: true }, ...peekLock }],
      [
        'distribution mode copy',
        'receiver',
        { source: { address: 'plain', distribution_mode: 'copy' }, ...peekLock },
      ],
      [
        'com.microsoft:epoch',
        'receiver',
        { source: 'plain', properties: { 'com.microsoft:epoch': 1 }, ...peekLock },
      ],
      ['links without an address', 'sender', { target: {} }],
      [
        'transfer-destination',
        'sender',
        { target: 'plain', properties: { 'com.microsoft:transfer-destination': 'q' } },
      ],
    ])('of links: %s', async (name, role, options) => {
      expect(await refusalOf(role, options)).toMatchObject(notImplemented(name))
    })

    it.each<[string, object]>([
      ['priority', { body: 1, priority: 9 }],
      ['x-opt-via-partition-key', { body: 1, message_annotations: { 'x-opt-via-partition-key': 'p' } }],
      ['com.microsoft:something', { body: 1, message_annotations: { 'com.microsoft:something': 'p' } }],
      ['delivery annotations', { body: 1, delivery_annotations: { a: 1 } }],
    ])('a message with %s', async (name, message) => {
      expect(await outcomeOf(message as Message)).toMatchObject(notImplemented(name))
    })

    it('a message of a foreign format', async () => {
      expect(await outcomeOf(Buffer.from('x'), 5)).toMatchObject(notImplemented('format 0x5'))
    })

    it.each<[string, object]>([
      ['com.microsoft:batch-delete-messages', { count: 1 }],
      ['com.microsoft:add-rule', {}],
      ['com.microsoft:remove-rule', {}],
      ['com.microsoft:enumerate-rules', {}],
      ['com.microsoft:get-message-sessions', {}],
      ['READ', {}],
    ])('the management operation %s', async (operation, body) => {
      const reply = await request('plain/$management', { body, application_properties: { operation } })
      expect(reply['correlation_id']).toBe('q')
      expect(reply['application_properties']).toMatchObject({
        statusCode: 501,
        errorCondition: 'amqp:not-implemented',
        statusDescription: expect.stringContaining(operation),
      })
    })

    it.each<[string, object]>([
      [
        'the argument from-time',
        {
          body: {
            'from-sequence-number': types.wrap_long(1),
            'message-count': types.wrap_int(1),
            'from-time': 1,
          },
          application_properties: { operation: 'com.microsoft:peek-message' },
        },
      ],
      [
        'the disposition status renewed',
        {
          body: {
            'lock-tokens': types.wrap_array([Buffer.alloc(16)], 0x98, undefined),
            'disposition-status': 'renewed',
          },
          application_properties: { operation: 'com.microsoft:update-disposition' },
        },
      ],
      [
        'the request property partition',
        { body: {}, application_properties: { operation: 'com.microsoft:peek-message', partition: 1 } },
      ],
    ])('a management request with %s', async (name, message) => {
      const { application_properties: properties } = await request('plain/$management', message)
      expect(properties).toMatchObject({ statusCode: 501, statusDescription: expect.stringContaining(name) })
    })

    it.each<[string, object]>([
      ['jwt', { operation: 'put-token', type: 'jwt', name: 'x' }],
      ['delete-token', { operation: 'delete-token', type: 'servicebus.windows.net:sastoken', name: 'x' }],
    ])('authorisation by %s', async (name, application_properties) => {
      const { application_properties: properties } = await request('$cbs', {
        body: 't',
        application_properties,
      })
      expect(properties).toMatchObject({
        'status-code': 501,
        'status-description': expect.stringContaining(name),
      })
    })

    it.each<[string, (context: EventContext) => void]>([
      ['transactional', ({ delivery }) => delivery?.update(false, described(0x34))],
      [
        'condition amqp:internal-error',
        ({ delivery }) => delivery?.reject({ condition: 'amqp:internal-error' }),
      ],
    ])('the outcome %s', async (name, settle) => {
      await stage.client().createSender('refused').sendMessages({ body: name })
      const manual = { autoaccept: false, autosettle: false, credit_window: 0 }
      const receiver = connection.open_receiver({
        source: 'refused',
        ...peekLock,
        ...manual,
      } as ReceiverOptions)
      receiver.add_credit(1)
      const [context] = (await once(receiver, 'message')) as [EventContext]
      settle(context)
      await once(receiver, 'settled')
      expect(context.delivery?.remote_state?.['error']).toMatchObject(notImplemented(name))
      receiver.close()
    })

    it('dead-lettering out of the dead letters, and rules', async () => {
      const client = stage.client()
      await client.createSender('plain').sendMessages({ body: 1 })
      const receiver = client.createReceiver('plain')
      await receiver.deadLetterMessage(await receiveOne(receiver))
      const deadLetters = client.createReceiver('plain', { subQueueType: 'deadLetter' })
      const letter = await receiveOne(deadLetters)
      await expect(deadLetters.deadLetterMessage(letter)).rejects.toThrow(/not implement/)
      await expect(
        client.createRuleManager('topic', 's').createRule('r', { sqlExpression: '1=1' }),
      ).rejects.toThrow(/not implement topics/)
    })
  },
)

describe.skipIf(onlyLocally('a bare AMQP client talks to it without TLS'))('bytes', () => {
  it('of every AMQP type pass through untouched', async () => {
    const properties = amqp.described(
      0x74,
      amqp.map([
        ...[amqp.string('long'), amqp.long(5)],
        ...[amqp.string('int'), amqp.int(5)],
        ...[amqp.string('uuid'), amqp.uuid(Buffer.alloc(16, 7))],
        ...[amqp.string('decimal'), Buffer.from([0x84, 1, 2, 3, 4, 5, 6, 7, 8])],
        ...[amqp.string('symbol'), amqp.symbol('s')],
        ...[amqp.string('char'), Buffer.from([0x73, 0, 0, 0, 65])],
        ...[amqp.string('float'), Buffer.from([0x72, 0x3f, 0x80, 0, 0])],
      ]),
    )
    const fields = amqp.list([
      Buffer.from([0x98, ...Buffer.alloc(16, 9)]),
      amqp.nil,
      amqp.nil,
      amqp.string('subject'),
    ])
    const body = amqp.described(0x75, amqp.binary(Buffer.from('body')))
    const footer = amqp.described(0x78, amqp.map([amqp.symbol('sum'), amqp.int(3)]))
    const sender = connection.open_sender({ target: 'exact' })
    await once(sender, 'sendable')
    sender.send(Buffer.concat([amqp.described(0x73, fields), properties, body, footer]), undefined, 0)
    await once(sender, 'accepted')
    const reply = await request('exact/$management', {
      body: { 'from-sequence-number': types.wrap_long(1), 'message-count': types.wrap_int(10) },
      application_properties: { operation: 'com.microsoft:peek-message' },
    })
    const stored: Buffer = reply.body.messages[0].message
    expect(stored.includes(fields)).toBe(true)
    expect(stored.includes(Buffer.concat([properties, body, footer]))).toBe(true)
  })

  it.each([
    ['no AMQP at all', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['a frame without end', Buffer.from('414d5150000100007fffffff02000000', 'hex')],
    ['a frame of rubbish', Buffer.from('414d5150000100000000000f02000000ffffffffffffff', 'hex')],
  ])('that are %s end their connection and nothing else', async (_, bytes) => {
    const port = Number(/:(\d+);/.exec(stage.connectionString)?.[1])
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.resume()
    await once(socket, 'close')
    await stage.client().createSender('plain').sendMessages({ body: 'still there' })
  })
})

describe('the configuration', () => {
  const good = () => configOf({ q: {} })
  const queueOf = (config: ReturnType<typeof good>) =>
    config.UserConfig.Namespaces[0]?.Queues[0]?.Properties ?? {}

  it('of the product is understood', async () => {
    const { default: queues } = await import('#infra/messages/queues.json', { with: { type: 'json' } })
    for (const queue of readConfig(queues)) {
      expect(queue.lockDurationMs).toBe(30_000)
      expect(queue.defaultTtlMs).toBe(14 * 24 * 3_600_000)
    }
  })

  it.each<[string, (config: ReturnType<typeof good>) => void]>([
    ['AutoDeleteOnIdle', (config) => Object.assign(queueOf(config), { AutoDeleteOnIdle: 'PT5M' })],
    ['ForwardTo', (config) => Object.assign(queueOf(config), { ForwardTo: 'other' })],
    [
      'ForwardDeadLetteredMessagesTo',
      (c) => Object.assign(queueOf(c), { ForwardDeadLetteredMessagesTo: 'other' }),
    ],
    ['LockDuration', (config) => Object.assign(queueOf(config), { LockDuration: '30s' })],
    ['MaxDeliveryCount', (config) => Object.assign(queueOf(config), { MaxDeliveryCount: 0 })],
    ['RequiresSession', (config) => Object.assign(queueOf(config), { RequiresSession: 'true' })],
    ['Topics', (config) => Object.assign(config.UserConfig.Namespaces[0] ?? {}, { Topics: [{ Name: 't' }] })],
    ['Type', (config) => Object.assign(config.UserConfig.Logging, { Type: 'Nowhere' })],
    ['Telemetry', (config) => Object.assign(config.UserConfig, { Telemetry: true })],
    ['Namespaces', (config) => Object.assign(config.UserConfig, { Namespaces: [] })],
  ])('stops the start and names the key %s', (key, spoil) => {
    const config = good()
    spoil(config)
    expect(() => readConfig(config)).toThrow(new RegExp(`\\.${key}\\b`))
  })
})

function described(code: number) {
  return types.wrap_described([], code)
}
