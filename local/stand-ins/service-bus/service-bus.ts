import { createServer, type Server } from 'node:net'
import { Backlog } from './amqp/backlog.ts'
import { Connection } from './amqp/connection.ts'
import { Turn } from './amqp/turn.ts'
import { Alarms } from './broker/alarms.ts'
import { Broker } from './broker/broker.ts'
import { readConfig } from './broker/config.ts'
import { Journal } from './broker/journal.ts'

/** As many as a namespace takes. */
const maxConnections = 5_000

export interface ServiceBusOptions {
  /** 0 takes a free one. */
  readonly port: number
  readonly stateFolder: string
  /** The content of the `config.json` of Microsoft's emulator. */
  readonly config: unknown
  /** Instead of every queue's own LockDuration; for tests. */
  readonly lockDurationMs?: number
  /** Instead of every queue's own MaxDeliveryCount. */
  readonly maxDeliveryCount?: number
  /** How long a client may take until it has opened its connection. */
  readonly handshakeMs?: number
}

/**
 * Serves the queues of `config` to the real Service Bus client libraries on 127.0.0.1, without TLS and without a
 * check of keys: the connection string must say `UseDevelopmentEmulator=true`. What `Journal` promises survives.
 */
export async function startServiceBus(
  options: ServiceBusOptions,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const { lockDurationMs, maxDeliveryCount, handshakeMs = 10_000 } = options
  const queues = readConfig(options.config).map((queue) => ({
    ...queue,
    ...(lockDurationMs ? { lockDurationMs } : {}),
    ...(maxDeliveryCount ? { maxDeliveryCount } : {}),
  }))
  const journal = new Journal(options.stateFolder)
  const turn = new Turn(() => journal.commit())
  const alarms = new Alarms()
  const broker = new Broker(queues, { journal, turn, alarms })
  const backlog = new Backlog()
  const connections = new Set<Connection>()
  const server = createServer((socket) => {
    const connection = new Connection(socket, { turn, backlog, handshakeMs, attach: broker.entrance() })
    connections.add(connection)
    connection.ended.then(() => connections.delete(connection))
  })
  server.maxConnections = maxConnections
  return {
    port: await listen(server, options.port),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      await Promise.all([...connections].map((connection) => connection.shutDown()))
      await closed
      alarms.stop()
      turn.end()
      journal.close()
    },
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      if (address !== null && typeof address === 'object') resolve(address.port)
    })
  })
}
