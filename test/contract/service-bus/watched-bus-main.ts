import { startServiceBus } from '#local/stand-ins/service-bus/service-bus.ts'
import type { Measure } from './watched-bus.ts'

/** The stand-in in a process of its own, which tells its memory and its open sockets when it is asked. */
const bus = await startServiceBus(JSON.parse(process.argv[2] ?? ''))

process.on('message', async () => {
  // Twice, because what the first one finds may hold more.
  for (let round = 0; round < 2; round += 1) {
    await new Promise((resolve) => setImmediate(resolve))
    globalThis.gc?.()
  }
  const { heapUsed, external } = process.memoryUsage()
  const sockets = process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap').length
  process.send?.({ heapBytes: heapUsed + external, sockets } satisfies Measure)
})
process.on('disconnect', () => process.exit(0))
process.send?.({ port: bus.port })
